import { sql } from 'kysely'
import { inScope } from '../../db/scope.ts'
import { type ScaleFederation, seedScale } from '../../demo/scale.ts'
import { issueDirective, releaseDue } from '../../src/domain/delivery/index.ts'
import { translator } from '../../src/runtime/i18n.ts'
import type { TestDatabase } from '../harness/database.ts'
import { type Bench, measure, percentile } from './harness/measure.ts'
import { startProviders } from './harness/providers.ts'
import { BENCH_SECRET, benchWorker, draftForBench, untilAccepted } from './harness/sending.ts'
import { openBenchDatabase } from './harness/server.ts'

const ROUTINE = 100_000
const URGENT_UNITS = 168
const URGENT_PEOPLE = 331

/** A Hỏa tốc to 331 people while 100,000 routine deliveries wait on the same account: release → accepted, 99th percentile. */
export const { name, run }: Bench = {
  name: 'urgent-lane',
  async run() {
    const providers = await startProviders()
    const database = await openBenchDatabase()
    try {
      const common = { now: new Date(), secret: BENCH_SECRET, mix: { zalo: 100, sms: 0, email: 0 } }
      const crowd = await seedScale(database.db, {
        ...common,
        units: 20_000,
        people: ROUTINE,
        accounts: [providers.accounts[0]],
      })
      const few = await seedScale(database.db, {
        ...common,
        units: URGENT_UNITS,
        people: URGENT_PEOPLE,
        accounts: [{ ...providers.accounts[0], rank: 99 }],
      })
      await release(database, crowd, 0, 20_000)
      // Both federations speak through the one account on which the crowd waits.
      await sql`update contact_point set account_id = ${crowd.accountIds[0]!} where account_id = ${few.accountIds[0]!}`.execute(
        database.db,
      )
      await sql`update channel_account set enabled = false where id = ${few.accountIds[0]!}`.execute(
        database.db,
      )
      // Places follow from parents; a whole federation is moved here by hand.
      await sql`alter table unit disable trigger keep_path`.execute(database.db)
      await sql`update unit set path = (${`${crowd.scopePath}.`}::text || path::text)::ltree where path <@ ${few.scopePath}::ltree`.execute(
        database.db,
      )
      await sql`alter table unit enable trigger keep_path`.execute(database.db)
      await sql`insert into channel_loan (account_id, borrower_unit_id, valid_from, state, created_at)
        values (${crowd.accountIds[0]!}, ${few.federationId}, current_date - 1, 'open', now())`.execute(
        database.db,
      )
      const worker = await benchWorker(database)
      await untilSome(database)
      const urgent = await release(
        database,
        { ...few, scopePath: `${crowd.scopePath}.${few.scopePath}` },
        3,
        URGENT_UNITS,
      )
      await untilAccepted(database.db, urgent, URGENT_PEOPLE, 60_000)
      const { rows } = await sql<{ ms: number }>`
        select (extract(epoch from v.accepted_at - d.released_at) * 1000)::float8 as ms
        from delivery v join directive d on d.id = v.directive_id where d.id = ${urgent}`.execute(database.db)
      const waiting = await sql<{
        n: number
      }>`select count(*)::int as n from delivery where state = 'queued'`.execute(database.db)
      if (waiting.rows[0]!.n === 0) throw new Error('the routine queue was empty: nothing was overtaken')
      await worker.stop()
      const p99 = percentile(
        rows.map((row) => row.ms),
        0.99,
      )
      return [measure('urgent-lane', p99 / 1000, 's, p99', { bar: '≤ 10' })]
    } finally {
      await database.drop()
      providers.stop()
    }
  },
}

async function release(
  database: TestDatabase,
  federation: ScaleFederation,
  urgency: 0 | 3,
  units: number,
): Promise<number> {
  const { db } = database
  const id = await draftForBench(db, federation.federationId, { urgency })
  await inScope(db, { path: federation.scopePath }, (trx) =>
    issueDirective(
      trx,
      { staffId: federation.staffId },
      id,
      { revision: 1, typedNumber: units, acceptWarnings: true, requestKey: `bench-urgent-${id}` },
      { now: new Date(), publicUrl: 'https://loa.example', words: translator('vi') },
    ),
  )
  await sql`update directive set held_until = now() - interval '1 second' where id = ${id}`.execute(db)
  await releaseDue(db, new Date())
  return id
}

/** Until the routine sending is in full swing. */
async function untilSome({ db }: TestDatabase): Promise<void> {
  for (;;) {
    const { rows } = await sql<{
      some: boolean
    }>`select exists (select from delivery where state = 'accepted') as some`.execute(db)
    if (rows[0]!.some) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
