import { sql } from 'kysely'
import type { Db } from '../../../db/client.ts'
import { inScope } from '../../../db/scope.ts'
import { type ScaleFederation, seedScale } from '../../../demo/scale.ts'
import { issueDirective, releaseDue } from '../../../src/domain/delivery/index.ts'
import { translator } from '../../../src/runtime/i18n.ts'
import { BENCH_SECRET, draftForBench, UNLIMITED } from './sending.ts'

/** A Hỏa tốc on its way: issued to everyone, taken by the channels, opened by a third, acknowledged by nobody yet. */
export async function sentForBench(
  db: Db,
  size: { units: number; people: number },
): Promise<{ federation: ScaleFederation; directiveId: number; recipientIds: readonly number[] }> {
  const now = new Date()
  const account = { baseUrl: 'http://127.0.0.1:9', ...UNLIMITED }
  const federation = await seedScale(db, {
    ...size,
    now,
    secret: BENCH_SECRET,
    accounts: [
      { kind: 'zalo-oa', channel: 'zalo', name: 'Zalo', ...account },
      { kind: 'sms-http', channel: 'sms', name: 'SMS', ...account },
    ],
  })
  // Right after a bulk load the planner's statistics are those of an empty table.
  await sql`analyze`.execute(db)
  const directiveId = await draftForBench(db, federation.federationId, { urgency: 3 })
  await inScope(db, { path: federation.scopePath }, (trx) =>
    issueDirective(
      trx,
      { staffId: federation.staffId },
      directiveId,
      {
        revision: 1,
        typedNumber: size.units,
        acceptWarnings: true,
        requestKey: `bench-${directiveId}-board`,
      },
      { now, publicUrl: 'https://loa.example', words: translator('vi') },
    ),
  )
  await sql`analyze`.execute(db)
  await releaseDue(db, new Date(now.getTime() + 3_600_000))
  await sql`update delivery set state = 'accepted', accepted_at = ${now} where directive_id = ${directiveId}`.execute(
    db,
  )
  await sql`update recipient set stage = case when id % 3 = 0 then 3 else 1 end, accepted_at = ${now}
    where directive_id = ${directiveId} and problem is null`.execute(db)
  await sql`vacuum (analyze) delivery, recipient, target`.execute(db)
  const recipients = await db
    .selectFrom('recipient')
    .select('id')
    .where('directive_id', '=', directiveId)
    .where('target_id', 'is not', null)
    .distinctOn('target_id')
    .orderBy('target_id')
    .orderBy('id')
    .execute()
  return { federation, directiveId, recipientIds: recipients.map((row) => row.id) }
}
