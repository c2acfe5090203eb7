import { sql } from 'kysely'
import { inScope } from '../../db/scope.ts'
import { Audience } from '../../src/contract/audience.ts'
import { GroupRule } from '../../src/contract/group.ts'
import { audienceQuery, plannedForSize } from '../../src/domain/audience/index.ts'
import { previewRule } from '../../src/domain/chat-group/index.ts'
import { type Bench, type Measure, measure } from './harness/measure.ts'
import { openNation } from './harness/nation-database.ts'
import { withAndWithout } from './harness/secured.ts'

/**
 * «This unit and all below, chairs and deputies», as an issue resolves it: one row a person, in a tree of 120,000 units and
 * 500,000 people, with row security on. The baseline is the same statement as the owner, whom no policy binds.
 */
export const { name, run }: Bench = {
  name: 'tree-scope',
  async run() {
    const { db, nation, url, close } = await openNation()
    try {
      const audience = Audience.parse({ lines: [{ all: true }], positions: ['CT', 'PCT'] })
      const measures: Measure[] = []
      const places = [
        { label: 'a province', unitId: nation.provinceId, scope: { path: nation.provincePath } },
        { label: 'the whole nation', unitId: nation.rootId, scope: { path: nation.rootPath } },
      ]
      for (const { label, unitId, scope } of places) {
        const people = audienceQuery(unitId, audience, '2026-01-01').people
        const resolve = sql<{ n: number }>`select count(*) as n from (${people}) chosen`
        const { secured, bare } = await withAndWithout(
          url,
          scope,
          (trx) => plannedForSize(trx, unitId, (sized) => resolve.execute(sized)),
          'wall',
        )
        measures.push(
          measure(`tree-scope: chairs and deputies of ${label}`, secured, 'ms', {
            baseline: bare,
            bar: '≤ 300',
          }),
        )
        const rule = GroupRule.parse({ lines: [{ sectors: ['DN_NNN', 'GD_CL'] }], positions: ['CT', 'PCT'] })
        const started = performance.now()
        await inScope(db, scope, (trx) =>
          previewRule(trx, { rule, ownerUnitId: unitId, groupId: null, on: '2026-01-01' }),
        )
        measures.push(
          measure(`tree-scope: a group's rule counted, ${label}`, performance.now() - started, 'ms', {
            bar: '≤ 300',
          }),
        )
      }
      return measures
    } finally {
      await close()
    }
  },
}
