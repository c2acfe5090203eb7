import type { Db } from '../../db/client.ts'
import { inScope } from '../../db/scope.ts'
import { findPeople, findUnits } from '../../src/domain/people/index.ts'
import { findDirectives } from '../../src/views/directives/index.ts'
import { type Bench, type Measure, measure, percentile } from './harness/measure.ts'
import { openNation } from './harness/nation-database.ts'

const ON = '2026-01-01'
const ROUNDS = 4
const PEOPLE = [
  'nguyen',
  'nguyễn thị hòa',
  'hoa',
  'minh',
  'NTH',
  'tran duc a',
  'mỹ',
  'thi hanh',
  'Đạt',
  'hoang khanh',
  'zzz',
]
const UNITS = [
  'hoa hong',
  'mn hoa',
  'cty tnhh sao bac',
  'công ty',
  'trường thcs phú',
  'C55',
  'my dinh',
  'mĩ đình',
  'ttmnhh',
  'xanh',
]
const DIRECTIVES = [
  '12/CĐ-LĐLĐ',
  'cd 120',
  'thông báo 77',
  'nha tro',
  've viec',
  'mĩ đình',
  'hoa toc',
  'mua ba',
  'attn',
]

/** What a person types into the search, among 120,000 units, 500,000 people and 20,000 directives, with row security on. */
export const { name, run }: Bench = {
  name: 'people-search',
  async run() {
    const { db, nation, close } = await openNation()
    try {
      const places = [
        { label: 'the whole nation', scope: { path: nation.rootPath } },
        { label: 'a province', scope: { path: nation.provincePath } },
      ]
      const measures: Measure[] = []
      for (const { label, scope } of places) {
        const times: number[] = []
        const timed = async (work: (trx: Db) => Promise<unknown>) => {
          const started = performance.now()
          await inScope(db, scope, work)
          times.push(performance.now() - started)
        }
        for (let round = 0; round <= ROUNDS; round++) {
          for (const q of PEOPLE) await timed((trx) => findPeople(trx, { q, on: ON, limit: 8, locale: 'vi' }))
          for (const q of UNITS) await timed((trx) => findUnits(trx, { q, on: ON, limit: 8 }))
          for (const q of DIRECTIVES) await timed((trx) => findDirectives(trx, { q, limit: 8, locale: 'vi' }))
          // The first round warms up.
          if (round === 0) times.length = 0
        }
        measures.push(measure(`people-search: ${label}, p95`, percentile(times, 0.95), 'ms', { bar: '≤ 50' }))
        measures.push(measure(`people-search: ${label}, median`, percentile(times, 0.5), 'ms'))
      }
      return measures
    } finally {
      await close()
    }
  },
}
