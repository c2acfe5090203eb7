import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createDatabase, type TestDatabase } from '../../../test/harness/database.ts'
import { type IssuedForTest, issueForTest } from '../../../test/harness/issued-directive.ts'
import type { BOARD_LISTS } from '../../contract/board-lists.ts'
import { directiveFigures } from '../directives/index.ts'
import { home } from '../home/index.ts'
import { boardList, boardSnapshot } from './index.ts'

let database: TestDatabase
let issued: IssuedForTest
const NOW = new Date('2021-09-05T09:00:00+07:00')

beforeAll(async () => {
  database = await createDatabase()
  issued = await issueForTest(database.db, {
    issuedAt: new Date('2021-09-05T07:55:00+07:00'),
    acknowledgeBefore: new Date('2021-09-05T11:00:00+07:00'),
    units: Array.from({ length: 40 }, (_, n) => ({
      name: `CĐCS ${n}`,
      officers: Array.from({ length: n % 4 }, (_, officer) => `Người ${n}.${officer}`),
    })),
  })
})
afterAll(() => database.drop())

/** Any mixture of what rows may say: worse than the real day, other for every seed. */
async function shake(seed: number): Promise<void> {
  const { db } = database
  await sql`alter table recipient disable trigger recipient_stage_rises`.execute(db)
  await sql`select setseed(${seed / 20})`.execute(db)
  await sql`update recipient set stage = floor(random() * 5), problem = null`.execute(db)
  await sql`update recipient set stage = 0, problem = (array['no_channel', 'failed', 'unknown', 'expired', 'stopped'])[1 + floor(random() * 5)::int]
    where random() < 0.5`.execute(db)
  await sql`update target set acknowledgement_id = null, acknowledged_at = null, overdue_since = null, to_call_since = null, excluded_at = null`.execute(
    db,
  )
  await sql`delete from acknowledgement`.execute(db)
  await sql`insert into acknowledgement (directive_id, target_id, answer, via, at, is_late, receipt_code, recorded_by)
    select directive_id, id, 'received', (array['page', 'phone'])[1 + floor(random() * 2)::int], ${NOW}, random() < 0.3, 'XN-' || id, ${issued.staffId}
    from target where random() < 0.4`.execute(db)
  await sql`update target t set acknowledgement_id = a.id, acknowledged_at = a.at from acknowledgement a where a.target_id = t.id`.execute(
    db,
  )
  await sql`update target set overdue_since = ${NOW} where random() < 0.4`.execute(db)
  await sql`update target set to_call_since = ${NOW} where random() < 0.3`.execute(db)
  await sql`update target set excluded_at = ${NOW}, excluded_reason = 'x' where random() < 0.15`.execute(db)
}

test('whatever the rows say, every number is the length of its list and the same on every screen (invariant 6)', async () => {
  const { db } = database
  const { directiveId, federationId } = issued
  for (let seed = 0; seed < 12; seed++) {
    await shake(seed)
    const { funnel, cells } = (await boardSnapshot(db, directiveId, NOW))!
    const length = async (list: (typeof BOARD_LISTS)[number]): Promise<number> =>
      (await boardList(db, directiveId, list, NOW))!.length
    const expected = await sql<{ all: number; due: number; acknowledged: number; people: number }>`
      select count(*) as all, count(*) filter (where excluded_at is null) as due,
        count(*) filter (where excluded_at is null and acknowledged_at is not null) as acknowledged,
        (select count(*) from recipient) as people from target`.execute(db)
    const truth = expected.rows[0]!
    expect([cells.length, funnel.due, funnel.acknowledged, funnel.people.due]).toEqual([
      truth.all,
      truth.due,
      truth.acknowledged,
      truth.people,
    ])
    expect(Object.values(funnel.states).reduce((a, b) => a + b, 0)).toBe(truth.all)
    expect(funnel.tabs.not_opened + funnel.tabs.opened + funnel.tabs.problem).toBe(
      truth.due - truth.acknowledged,
    )
    expect([funnel.due, funnel.accepted, funnel.delivered, funnel.opened, funnel.acknowledged]).toEqual(
      [funnel.due, funnel.accepted, funnel.delivered, funnel.opened, funnel.acknowledged].toSorted(
        (a, b) => b - a,
      ),
    )
    for (const tile of ['due', 'accepted', 'delivered', 'opened', 'acknowledged'] as const)
      expect([tile, await length(tile)]).toEqual([tile, funnel[tile]])
    for (const tab of ['not_opened', 'opened', 'problem'] as const)
      expect([tab, await length(`call:${tab}`)]).toEqual([tab, funnel.tabs[tab]])

    const figures = (await directiveFigures(db, [directiveId]))(directiveId)
    const live = (await home(db, { federationId, locale: 'vi' }, NOW)).live[0]!
    const shown = {
      due: funnel.due,
      acknowledged: funnel.acknowledged,
      opened: funnel.opened,
      problems: funnel.tabs.problem,
      toCall: await length('to_call'),
    }
    expect(figures).toMatchObject(shown)
    expect(live).toMatchObject(shown)
  }
})
