import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { DeliveryWorld } from '../../../../test/harness/delivery-world.ts'

let world: DeliveryWorld
let id: number
beforeEach(async () => {
  world = await DeliveryWorld.open({ units: 2, people: 2, mix: { zalo: 100, sms: 0, email: 0 } })
  id = await world.send()
  await world.dispatch()
})
afterEach(() => world.close())

const NOWHERE = 999_999_999

test('units, people and links refer to what is there: a whole statement is checked, and refused whole', async () => {
  const [unit] = await world.db.selectFrom('target').select('unit_id').execute()
  const [first] = await world.recipients(id)
  const other = await world.draft()
  const refused = { code: '23503' }
  const target = (directive: number, unitId: number) =>
    sql`insert into target (directive_id, unit_id, unit_name, parents) values (${directive}, ${unitId}, 'x', '[]')`
  await expect(target(NOWHERE, unit!.unit_id).execute(world.db)).rejects.toMatchObject(refused)
  await expect(target(other, NOWHERE).execute(world.db)).rejects.toMatchObject(refused)
  const recipient = (row: { directive?: number; person?: number; target?: number; from?: number }) =>
    sql`insert into recipient (directive_id, person_id, target_id, person_name, delegated_from) values
      (${row.directive ?? other}, ${row.person ?? first!.person_id}, ${row.target ?? null}, 'x', ${row.from ?? null})`
  await expect(recipient({ directive: NOWHERE }).execute(world.db)).rejects.toMatchObject(refused)
  await expect(recipient({ person: NOWHERE }).execute(world.db)).rejects.toMatchObject(refused)
  await expect(recipient({ target: NOWHERE }).execute(world.db)).rejects.toMatchObject(refused)
  await expect(recipient({ from: NOWHERE }).execute(world.db)).rejects.toMatchObject(refused)
  // A unit of another directive is none of this one's.
  await expect(recipient({ target: first!.target_id! }).execute(world.db)).rejects.toMatchObject(refused)
  await recipient({ from: first!.id }).execute(world.db)
  const link = sql`insert into access_link (token_hash, recipient_id, generation, created_at, expires_at)
    values ('\\x00', ${NOWHERE}, 0, ${world.clock.now()}, ${world.clock.now()})`
  await expect(link.execute(world.db)).rejects.toMatchObject(refused)
})

test('what is referred to stays, and nobody becomes somebody else', async () => {
  const [first, second] = await world.recipients(id)
  const { unit_id } = await world.db.selectFrom('target').select('unit_id').executeTakeFirstOrThrow()
  // Refused for what refers to them, before any other key is looked at: the message names the row's own table.
  const refused = (table: string) => ({ code: '23503', table })
  await sql`delete from delivery`.execute(world.db)
  await expect(sql`delete from recipient where id = ${first!.id}`.execute(world.db)).rejects.toMatchObject(
    refused('recipient'),
  )
  await sql`delete from post where unit_id = ${unit_id}`.execute(world.db)
  await expect(sql`delete from unit where id = ${unit_id}`.execute(world.db)).rejects.toMatchObject(
    refused('unit'),
  )
  const moved = { code: 'LOA04' }
  await expect(
    sql`update target set unit_id = unit_id + 1 where directive_id = ${id}`.execute(world.db),
  ).rejects.toMatchObject(moved)
  await expect(
    sql`update access_link set recipient_id = ${second!.id} where recipient_id = ${first!.id}`.execute(
      world.db,
    ),
  ).rejects.toMatchObject(moved)
  await expect(
    sql`update recipient set delegated_from = ${first!.id} where id = ${second!.id}`.execute(world.db),
  ).rejects.toMatchObject(moved)
})
