import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { inScope } from '../../../../db/scope.ts'
import { type ScaleFederation, seedScale } from '../../../../demo/scale.ts'
import { createDatabase, type TestDatabase } from '../../../../test/harness/database.ts'
import { Audience } from '../../../contract/audience.ts'
import { freezeAudience } from './freeze-store.ts'

const NOW = new Date('2021-09-05T07:40:00+07:00')

let database: TestDatabase
let federation: ScaleFederation
beforeAll(async () => {
  database = await createDatabase()
  const account = { name: 'x', baseUrl: 'http://127.0.0.1:9', ratePerMinute: 60, burst: 1 }
  federation = await seedScale(database.db, {
    units: 12,
    people: 60,
    groups: 3,
    now: NOW,
    secret: 'x'.repeat(32),
    accounts: (['zalo', 'sms', 'email'] as const).map((channel) => ({ ...account, kind: channel, channel })),
    mix: { zalo: 30, sms: 20, email: 20 },
  })
  // A second number that works, one that does not, somebody without a post, and somebody who wants no word by SMS.
  await sql`insert into contact_point (person_id, channel, address) select id, 'email', 'hai' || id || '@donvi.example' from person where id % 3 = 0`.execute(
    database.db,
  )
  await sql`update contact_point set state = 'blocked' where person_id % 4 = 0 and channel = 'zalo'`.execute(
    database.db,
  )
  await sql`update post set valid_to = '2021-09-01', ended_at = '2021-09-01' where person_id % 7 = 0`.execute(
    database.db,
  )
  await sql`insert into objection (person_id, channel, at, how) select id, 'sms', ${NOW}, 'page' from person where id % 5 = 0`.execute(
    database.db,
  )
})
afterAll(() => database.drop())

/** What an issue would write down, and nothing of it stays. */
async function frozen(wish: Partial<Audience>, messageClass: string, manyUnits: number) {
  const undone = new Error('undone')
  let seen: unknown
  const { db } = database
  await inScope(db, { path: federation.scopePath }, async (trx) => {
    const { id } = await trx
      .insertInto('directive')
      .values({
        owner_unit_id: federation.federationId,
        kind_code: 'thong_bao',
        message_class: messageClass,
        created_at: NOW,
        updated_at: NOW,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    const counted = await freezeAudience(
      trx,
      id,
      federation.federationId,
      Audience.parse({ lines: [{ all: true }], ...wish }),
      NOW,
      manyUnits,
    )
    const { rows } = await sql`
      select r.person_id, t.unit_id, r.person_name, r.position_code, r.contact_order, r.channel, r.problem
      from recipient r left join target t on t.id = r.target_id where r.directive_id = ${id} order by r.person_id`.execute(
      trx,
    )
    seen = { counted, rows }
    throw undone
  }).catch((error: unknown) => {
    if (error !== undone) throw error
  })
  return seen as { counted: { people: number }; rows: readonly { channel: string | null }[] }
}

test('people joined as wholes, as for thousands of units, are those looked up one by one, with the same channels', async () => {
  const units = await database.db.selectFrom('unit').select('id').where('type_code', '=', 'cdcs').execute()
  for (const messageClass of ['official', 'information', 'promotion'])
    for (const wish of [
      {},
      { positions: ['CT', 'PCT'] as Audience['positions'] },
      { lines: [{ sectors: ['DN_NNN'] }, { units: [units[1]!.id] }] },
      { excludeUnits: [units[0]!.id], excludePersons: [federation.firstPersonId + 5] },
    ]) {
      const oneByOne = await frozen(wish, messageClass, Number.POSITIVE_INFINITY)
      expect(await frozen(wish, messageClass, 1)).toEqual(oneByOne)
      expect(oneByOne.rows).toHaveLength(oneByOne.counted.people)
      if (messageClass === 'official') expect(oneByOne.rows.some((row) => row.channel !== null)).toBe(true)
    }
})
