import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { inScope } from '../../../db/scope.ts'
import { DeliveryWorld, TEST_SECRET } from '../../../test/harness/delivery-world.ts'
import { derivedToken, tokenHash } from '../../kernel/ids.ts'
import { resendLinks, revokeOfficerLinks } from './index.ts'
import { linkByHash } from './link-store.ts'

let world: DeliveryWorld
let postId: number
let recipientId: number
beforeAll(async () => {
  world = await DeliveryWorld.open({ units: 1, people: 1 })
  await world.send()
  await world.dispatch()
  const { rows } = await sql<{ post: number; recipient: number }>`
    select o.id as post, r.id as recipient from post o join recipient r on r.person_id = o.person_id`.execute(
    world.db,
  )
  postId = rows[0]!.post
  recipientId = rows[0]!.recipient
})
afterAll(() => world.close())

const scope = () => ({ path: world.federation.scopePath })
const by = () => ({ kind: 'staff', id: world.federation.staffId }) as const
const resend = () =>
  inScope(world.db, scope(), (trx) => resendLinks(trx, by(), { postId }, world.clock.now()))
const revoke = () =>
  inScope(world.db, scope(), (trx) => revokeOfficerLinks(trx, by(), { postId }, world.clock.now()))
const link = (generation: number) =>
  linkByHash(world.db, tokenHash(derivedToken(TEST_SECRET, `link:${recipientId}:${generation}`)))

test('a lost telephone: its links close at once, and the next message brings one that opens', async () => {
  expect((await link(0))?.closed).toBe(false)
  expect(await revoke()).toBe(1)
  expect((await link(0))?.closed).toBe(true)
  expect(await revoke()).toBe(0)
  const sent = world.zalo.sent.length
  expect(await resend()).toEqual({ queued: 1, tooSoon: 0, noChannel: 0 })
  // A second click within two minutes is no second message.
  expect(await resend()).toEqual({ queued: 0, tooSoon: 1, noChannel: 0 })
  await world.dispatch()
  expect(world.zalo.sent.length).toBe(sent + 1)
  expect((await link(2))?.closed).toBe(false)
})

test('who left or answered gets no link again, and nobody closes the links of strangers', async () => {
  await expect(
    inScope(world.db, { path: 'elsewhere' }, (trx) =>
      revokeOfficerLinks(trx, by(), { postId }, world.clock.now()),
    ),
  ).rejects.toMatchObject({ code: 'post_not_found' })
  await sql`update target set acknowledged_at = ${world.clock.now()}`.execute(world.db)
  await expect(resend()).rejects.toMatchObject({ code: 'no_link_waits' })
  const { rows } = await sql<{
    action: string
  }>`select action from audit_entry where entity = 'post' order by id`.execute(world.db)
  expect(rows.map((row) => row.action)).toEqual(['link.revoked', 'link.revoked', 'link.resent'])
})
