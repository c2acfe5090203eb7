import { sql } from 'kysely'
import { inScope } from '../../db/scope.ts'
import { seedDemo } from '../../demo/seed.ts'
import { issueDirective, releaseDue } from '../../src/domain/delivery/index.ts'
import { translator } from '../../src/runtime/i18n.ts'
import { type Bench, measure } from './harness/measure.ts'
import { startProviders } from './harness/providers.ts'
import { BENCH_SECRET, benchWorker, draftForBench } from './harness/sending.ts'
import { openBenchDatabase } from './harness/server.ts'

const ROUNDS = 3
/** 331 people, four of them without a channel (domain.md §8.1). */
const REACHABLE = 327

/** Release of a Hỏa tốc to the whole sample federation → its last message accepted by its provider, durable. The best of three. */
export const { name, run }: Bench = {
  name: 'first-331',
  async run() {
    const providers = await startProviders()
    const database = await openBenchDatabase()
    const { db } = database
    try {
      await seedDemo(db, { now: new Date(), secret: BENCH_SECRET, accounts: providers.accounts })
      const { rows } = await sql<{ id: number; path: string; staff: number }>`
        select u.id, u.path::text as path, s.id as staff from staff s join unit u on u.id = s.unit_id
        where exists (select from role_grant g where g.staff_id = s.id and g.role = 'leader')
          and exists (select from chat_group c where c.owner_unit_id = u.id) order by s.id limit 1`.execute(
        db,
      )
      const { id: federation, path, staff } = rows[0]!
      const worker = await benchWorker(database)
      const seconds: number[] = []
      for (let round = 0; round < ROUNDS; round++) {
        const id = await draftForBench(db, federation, { urgency: 3 })
        await inScope(db, { path }, (trx) =>
          issueDirective(
            trx,
            { staffId: staff },
            id,
            { revision: 1, typedNumber: 168, acceptWarnings: true, requestKey: `bench-first-${id}` },
            { now: new Date(), publicUrl: 'https://loa.example', words: translator('vi') },
          ),
        )
        await sql`update directive set held_until = now() - interval '1 second' where id = ${id}`.execute(db)
        const started = performance.now()
        await releaseDue(db, new Date())
        worker.dispatcher.wake()
        await worker.dispatcher.whenIdle()
        seconds.push((performance.now() - started) / 1000)
        const accepted = await sql<{ n: number }>`select count(*)::int as n from delivery
          where directive_id = ${id} and state = 'accepted'`.execute(db)
        if (accepted.rows[0]!.n !== REACHABLE)
          throw new Error(`${accepted.rows[0]!.n} of ${REACHABLE} accepted`)
      }
      await worker.stop()
      return [measure('first-331', Math.min(...seconds), 's', { bar: '≤ 1' })]
    } finally {
      await database.drop()
      providers.stop()
    }
  },
}
