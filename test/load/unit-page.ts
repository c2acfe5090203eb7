import { sql } from 'kysely'
import type { Db } from '../../db/client.ts'
import { inScope } from '../../db/scope.ts'
import { translator } from '../../src/runtime/i18n.ts'
import { listBranch, listUnits, unitProfile } from '../../src/views/units/index.ts'
import { type Bench, type Measure, measure, percentile } from './harness/measure.ts'
import type { Nation } from './harness/nation.ts'
import { openNation } from './harness/nation-database.ts'

const NOW = new Date('2026-01-01T08:00:00+07:00')
const DIRECTIVES = 20
const ROUNDS = 60

/**
 * The page of a unit, the list and the tree, among 120,000 units and 500,000 people, with row security on: as staff of the
 * nation, who see everything, and of one province. Every union has its name, its seat and five figures through time; those of
 * the province have answered twenty directives of their own federation.
 */
export const { name, run }: Bench = {
  name: 'unit-page',
  async run() {
    const { db, nation, close } = await openNation()
    try {
      await lived(db, nation)
      const { rows } = await sql<{ id: number }>`
        select id from unit where path <@ ${nation.provincePath}::ltree and type_code = 'cdcs' order by id`.execute(
        db,
      )
      const ids = rows.map((row) => row.id)
      const day = { on: '2026-01-01', isToday: true, locale: 'vi' } as const
      const measures: Measure[] = []
      for (const [label, path] of [
        ['the whole nation', nation.rootPath],
        ['a province', nation.provincePath],
      ] as const) {
        const timed = async (what: string, bar: string, work: (trx: Db, n: number) => Promise<unknown>) => {
          const times: number[] = []
          for (let n = -5; n < ROUNDS; n++) {
            const started = performance.now()
            await inScope(db, { path }, (trx) => work(trx, Math.abs(n)))
            // The first ones warm up.
            if (n >= 0) times.push(performance.now() - started)
          }
          measures.push(
            measure(`unit-page: ${what}, seen from ${label}, p95`, percentile(times, 0.95), 'ms', { bar }),
          )
        }
        const page = (trx: Db, id: number) =>
          unitProfile(trx, id, { now: NOW, locale: 'vi', t: translator('vi') })
        await timed('a grassroots union', '≤ 100', (trx, n) => page(trx, ids[(n * 37) % ids.length]!))
        await timed('a province of 28 districts', '≤ 100', (trx) => page(trx, nation.provinceId))
        await timed('a branch of the tree', '≤ 100', (trx) =>
          listBranch(trx, { parentId: nation.provinceId, limit: 50 }, day),
        )
        await timed('the next page of the list', '≤ 100', async (trx, n) => {
          const after = Buffer.from(JSON.stringify([`Công đoàn Trường ${n}`, 1])).toString('base64url')
          await listUnits(trx, { state: 'active', limit: 50, after }, day)
        })
      }
      return measures
    } finally {
      await close()
    }
  },
}

/** What years leave behind: figures, and what a province has sent. The last of the benches that share a nation adds it. */
async function lived(db: Db, nation: Nation): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await sql`select set_config('session_replication_role', 'replica', true)`.execute(trx)
    await sql`insert into unit_headcount (unit_id, as_of, workers, members)
      select id, d::date, 20 + id % 300, 15 + id % 300 from unit
      cross join unnest(array['2022-07-01', '2023-07-01', '2024-07-01', '2025-07-01']) d where type_code = 'cdcs'`.execute(
      trx,
    )
    const { rows: sent } = await sql<{
      id: number
    }>`insert into directive (owner_unit_id, state, kind_code, title, acknowledge, number, symbol, issued_at, valid_until,
        released_at, created_at, updated_at)
      select ${nation.provinceId}, 'sent', 'cong_dien', 'Công điện ' || n, true, n, 'CĐ-LĐLĐ', ${NOW}::timestamptz - n * interval '7 days',
        ${NOW}::timestamptz + interval '1 day', ${NOW}::timestamptz - n * interval '7 days', ${NOW}, ${NOW}
      from generate_series(1, ${DIRECTIVES}::int) n returning id`.execute(trx)
    const ids = sent.map(({ id }) => id)
    await sql`insert into target (directive_id, unit_id, unit_name, parents, acknowledged_at)
      select d.id, u.id, u.name, '[]', case when (u.id + d.id) % 10 > 0 then d.issued_at + (u.id % 90) * interval '1 minute' end
      from directive d cross join unit u where d.id = any(${ids}::bigint[]) and u.path <@ ${nation.provincePath}::ltree and u.type_code = 'cdcs'`.execute(
      trx,
    )
    await sql`insert into recipient (directive_id, person_id, target_id, person_name, position_code, contact_order, stage)
      select t.directive_id, o.person_id, t.id, 'Cán bộ', o.position_code, o.contact_order, 3
      from target t join post o on o.unit_id = t.unit_id and o.contact_order <= 2 where t.directive_id = any(${ids}::bigint[])`.execute(
      trx,
    )
  })
  await sql`analyze unit_headcount, directive, target, recipient`.execute(db)
}
