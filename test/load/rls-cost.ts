import { sql } from 'kysely'
import type { Db } from '../../db/client.ts'
import { inScope, type Scope } from '../../db/scope.ts'
import { issueDirective } from '../../src/domain/delivery/index.ts'
import { findPeople, findUnits } from '../../src/domain/people/index.ts'
import { translator } from '../../src/runtime/i18n.ts'
import { boardSnapshot } from '../../src/views/board/index.ts'
import { listDirectives } from '../../src/views/directives/index.ts'
import { type Bench, type Measure, measure } from './harness/measure.ts'
import { type Nation, seedNation } from './harness/nation.ts'
import { withAndWithout } from './harness/secured.ts'
import { draftForBench } from './harness/sending.ts'
import { openBenchDatabase } from './harness/server.ts'

const NOW = new Date()
const LISTED = 2_000

/** Queries that screens run all day, in a nation of 120,000 units: in a scope, against the same as the owner. */
export const { name, run }: Bench = {
  name: 'rls-cost',
  async run() {
    const database = await openBenchDatabase()
    try {
      const { db } = database
      const nation = await seedNation(db)
      const directiveId = await issuedToProvince(db, nation)
      await olderDirectives(db, nation)
      await sql`analyze`.execute(db)
      const measures: Measure[] = []
      for (const { place, scope } of [
        { place: 'a province', scope: { path: nation.provincePath } },
        { place: 'the nation', scope: { path: nation.rootPath } },
      ])
        for (const [query, work] of Object.entries(hotQueries(directiveId)))
          measures.push(await cost(db, `${query}, ${place}`, scope, work))
      return measures
    } finally {
      await database.drop()
    }
  },
}

const hotQueries = (directiveId: number): Readonly<Record<string, (trx: Db) => Promise<unknown>>> => ({
  'board snapshot': (trx) => boardSnapshot(trx, directiveId, NOW),
  'list of directives': (trx) => listDirectives(trx, { state: 'all', limit: 20 }, 'vi'),
  'unit search': (trx) => findUnits(trx, { q: 'cong ty', on: '2026-01-01', limit: 20 }),
  'people search': (trx) => findPeople(trx, { q: 'nguyen van', on: '2026-01-01', limit: 20, locale: 'vi' }),
})

async function cost(
  db: Db,
  what: string,
  scope: Scope,
  work: (trx: Db) => Promise<unknown>,
): Promise<Measure> {
  const [secured, bare] = await withAndWithout(db, scope, work)
  return measure(`rls-cost: ${what}`, secured, 'ms', { baseline: bare, bar: 'ratio ≤ 1.15' })
}

/** A Hỏa tốc to every unit of the first province. */
async function issuedToProvince(db: Db, nation: Nation): Promise<number> {
  await sql`insert into channel_account (kind, channel, owner_unit_id, name, base_url)
    values ('sms-http', 'sms', ${nation.provinceId}, 'SMS', 'http://127.0.0.1:9')`.execute(db)
  const staff = await db
    .insertInto('staff')
    .values({ person_id: 1, unit_id: nation.provinceId, job_title: 'Chủ tịch', email: 'chair@loa.example' })
    .returning('id')
    .executeTakeFirstOrThrow()
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from unit where path <@ ${nation.provincePath}::ltree and type_code = 'cdcs'`.execute(
    db,
  )
  const id = await draftForBench(db, nation.provinceId, { urgency: 3 })
  await inScope(db, { path: nation.provincePath }, (trx) =>
    issueDirective(
      trx,
      { staffId: staff.id },
      id,
      { revision: 1, typedNumber: rows[0]!.n, acceptWarnings: true, requestKey: `bench-${id}-rls` },
      { now: NOW, publicUrl: 'https://loa.example', words: translator('vi') },
    ),
  )
  return id
}

/** What a list of some years holds, of the province and of the nation. */
async function olderDirectives(db: Db, nation: Nation): Promise<void> {
  await sql`insert into directive (owner_unit_id, state, kind_code, title, number, symbol, issued_at, issuer_name, released_at, valid_until, created_at, updated_at)
    select case when g % 2 = 0 then ${nation.provinceId}::bigint else ${nation.rootId}::bigint end, 'sent', 'thong_bao', 'Thông báo số ' || g, g, 'TB-LĐLĐ',
      ${NOW}::timestamptz - g * interval '1 hour', 'LĐLĐ', ${NOW}::timestamptz - g * interval '1 hour', ${NOW}::timestamptz, ${NOW}, ${NOW}
    from generate_series(1, ${LISTED}::int) g`.execute(db)
}
