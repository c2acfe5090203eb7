import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createDatabase, type TestDatabase } from '../../../test/harness/database.ts'
import { type IssuedForTest, issueForTest } from '../../../test/harness/issued-directive.ts'
import type { Funnel } from '../../contract/board.ts'
import type { BOARD_LISTS, BoardListName } from '../../contract/board-lists.ts'
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
  await sql`insert into acknowledgement (directive_id, target_id, answer, via, at, is_late, receipt_code, recorded_by, unverified)
    select directive_id, id, 'received', (array['page', 'phone'])[1 + floor(random() * 2)::int], ${NOW}, random() < 0.3, 'XN-' || id, ${issued.staffId}, random() < 0.2
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
    const live = (await home(db, { staffId: 0, federationId, locale: 'vi' }, NOW)).live[0]!
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

/**
 * What each list means, said once more in SQL over the rows themselves: none of the words that make the board is used.
 * `reached(n)`: somebody of the unit stands at the n-th stage, or the unit has acknowledged.
 */
const reached = (stage: number) => sql`t.excluded_at is null and (t.acknowledged_at is not null
  or exists (select from recipient r where r.target_id = t.id and r.stage >= ${stage}))`
const settled = (which: ReturnType<typeof sql>) => sql`t.excluded_at is null and t.acknowledged_at is not null
  and exists (select from acknowledgement a where a.id = t.acknowledgement_id and ${which})`
const open = sql`t.excluded_at is null and t.acknowledged_at is null`
const somebodyOpened = sql`exists (select from recipient r where r.target_id = t.id and r.stage >= 3)`
const nobodyReachable = sql`not exists (select from recipient r where r.target_id = t.id
  and (r.stage > 0 or r.problem is null or r.problem = 'unknown'))`
const MEANING: readonly (readonly [
  BoardListName,
  (funnel: Funnel) => number | undefined,
  ReturnType<typeof sql>,
])[] = [
  ['due', (f) => f.due, sql`t.excluded_at is null`],
  ['accepted', (f) => f.accepted, reached(1)],
  ['delivered', (f) => f.delivered, reached(2)],
  ['opened', (f) => f.opened, reached(3)],
  ['acknowledged', (f) => f.acknowledged, sql`t.excluded_at is null and t.acknowledged_at is not null`],
  ['acknowledged_late', (f) => f.acknowledgedLate, settled(sql`a.is_late`)],
  ['by_phone', (f) => f.byPhone, settled(sql`a.via = 'phone'`)],
  ['unverified', (f) => f.unverified, settled(sql`a.unverified`)],
  ['call:opened', (f) => f.tabs.opened, sql`${open} and ${somebodyOpened}`],
  ['call:problem', (f) => f.tabs.problem, sql`${open} and ${nobodyReachable}`],
  [
    'call:not_opened',
    (f) => f.tabs.not_opened,
    sql`${open} and not ${somebodyOpened} and not ${nobodyReachable}`,
  ],
  ['state:excluded', (f) => f.excluded, sql`t.excluded_at is not null`],
  [
    'state:acknowledged',
    (f) => f.states.acknowledged ?? 0,
    sql`t.excluded_at is null and t.acknowledged_at is not null`,
  ],
  ['unacknowledged', () => undefined, open],
  ['to_call', () => undefined, sql`${open} and t.to_call_since is not null`],
]

test('every number and every list is what the rows say, counted by other statements (invariant 6)', async () => {
  const { db } = database
  const { directiveId } = issued
  for (let seed = 12; seed < 20; seed++) {
    await shake(seed)
    const { funnel } = (await boardSnapshot(db, directiveId, NOW))!
    for (const [list, number, meaning] of MEANING) {
      const { rows } = await sql<{ id: number }>`
        select t.id from target t where t.directive_id = ${directiveId} and ${meaning} order by t.id`.execute(
        db,
      )
      const said = rows.map((row) => row.id)
      const listed = (await boardList(db, directiveId, list, NOW))!.map((cell) => cell.targetId)
      expect([seed, list, listed.toSorted((a, b) => a - b)]).toEqual([seed, list, said])
      expect([seed, list, number(funnel) ?? said.length]).toEqual([seed, list, said.length])
    }
    const people = await sql<Funnel['people']>`
      select count(*) as due, count(*) filter (where stage >= 1) as accepted, count(*) filter (where stage >= 2) as delivered,
        count(*) filter (where stage >= 3) as opened, count(*) filter (where stage >= 4) as acknowledged,
        count(*) filter (where stage = 0 and problem = 'no_channel') as "withoutChannel"
      from recipient where directive_id = ${directiveId}`.execute(db)
    expect(funnel.people).toEqual(people.rows[0])
  }
})
