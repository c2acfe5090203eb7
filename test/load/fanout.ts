import { sql } from 'kysely'
import { inScope } from '../../db/scope.ts'
import { seedScale } from '../../demo/scale.ts'
import { issueDirective } from '../../src/domain/delivery/index.ts'
import { translator } from '../../src/runtime/i18n.ts'
import { type Bench, measure } from './harness/measure.ts'
import { BENCH_SECRET, draftForBench } from './harness/sending.ts'
import { openBenchDatabase } from './harness/server.ts'

const PEOPLE = 100_000
const UNITS = 20_000
const REPEATS = 3

/** Recipient rows that one issue writes each second, targets, number and checks included; the median of three issues. */
export const { name, run }: Bench = {
  name: 'fanout',
  async run() {
    const database = await openBenchDatabase()
    try {
      const federation = await seedScale(database.db, {
        units: UNITS,
        people: PEOPLE,
        now: new Date(),
        secret: BENCH_SECRET,
        accounts: [
          {
            kind: 'zalo-oa',
            channel: 'zalo',
            name: 'Zalo',
            baseUrl: 'http://127.0.0.1:9',
            ratePerMinute: 4_000,
            burst: 100,
          },
        ],
      })
      const rates: number[] = []
      for (let round = 0; round < REPEATS; round++) {
        const id = await draftForBench(database.db, federation.federationId, { urgency: 0 })
        await sql`checkpoint`.execute(database.db)
        const started = performance.now()
        await inScope(database.db, { path: federation.scopePath }, (trx) =>
          issueDirective(
            trx,
            { staffId: federation.staffId },
            id,
            { revision: 1, typedNumber: UNITS, acceptWarnings: true, requestKey: `bench-${round}-fanout` },
            { now: new Date(), publicUrl: 'https://loa.example', words: translator('vi') },
          ),
        )
        rates.push(PEOPLE / ((performance.now() - started) / 1000))
      }
      const median = rates.toSorted((a, b) => a - b)[Math.floor(REPEATS / 2)]!
      return [measure('fanout', median, 'recipient rows/s', { bar: '≥ 50000' })]
    } finally {
      await database.drop()
    }
  },
}
