import { sql } from 'kysely'
import type { Db } from '../../../db/client.ts'
import { openNotices } from '../../../db/notices.ts'
import { openChannel } from '../../../src/channels/open.ts'
import type { Audience } from '../../../src/contract/audience.ts'
import { accountById } from '../../../src/domain/channel/index.ts'
import { type Dispatcher, startDispatcher } from '../../../src/domain/delivery/index.ts'
import { systemClock } from '../../../src/kernel/clock.ts'
import { keyRing } from '../../../src/kernel/key-ring.ts'
import { silentLog } from '../../../src/kernel/log.ts'
import { translator } from '../../../src/runtime/i18n.ts'
import type { TestDatabase } from '../../harness/database.ts'

export const BENCH_SECRET = 'a secret of measurements, long enough for everything'

/** A rate that no provider gives: then the dispatcher, not the bucket, is what is measured. */
export const UNLIMITED = { ratePerMinute: 60_000_000, burst: 1_000_000 }

export async function draftForBench(
  db: Db,
  federationId: number,
  wish: { urgency: 0 | 1 | 2 | 3; audience?: Partial<Audience> },
): Promise<number> {
  const now = new Date()
  const { id } = await db
    .insertInto('directive')
    .values({
      owner_unit_id: federationId,
      state: 'draft',
      kind_code: wish.urgency === 3 ? 'cong_dien' : 'thong_bao',
      urgency: wish.urgency,
      title: 'Về việc phòng, chống dịch tại nơi làm việc',
      actions: JSON.stringify([
        'Rà soát người lao động ở vùng phong tỏa, báo cáo trước 16h00.',
        'Lập danh sách trực.',
      ]),
      body: 'Thực hiện công điện của Liên đoàn Lao động thành phố, đề nghị các công đoàn cơ sở khẩn trương triển khai.',
      audience: JSON.stringify({ lines: [{ all: true }], groupPosts: [], ...wish.audience }),
      acknowledge: wish.urgency > 0,
      escalation: '[]',
      created_at: now,
      updated_at: now,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** A worker of this process that speaks through the real adapters. */
export async function benchWorker(
  database: TestDatabase,
): Promise<{ dispatcher: Dispatcher; stop(): Promise<void> }> {
  const { db } = database
  const clock = systemClock()
  const { id: workerId } = await db
    .insertInto('worker')
    .values({ started_at: clock.now() })
    .returning('id')
    .executeTakeFirstOrThrow()
  const notices = await openNotices(database.url)
  const dispatcher = await startDispatcher({
    db,
    clock,
    log: silentLog,
    workerId,
    secret: BENCH_SECRET,
    publicUrl: 'https://loa.example',
    translate: translator,
    openAccount: async (accountId) =>
      openChannel((await accountById(db, accountId))!, {
        db,
        clock,
        log: silentLog,
        keys: keyRing(BENCH_SECRET),
        loopbackOnly: true,
        webhookBase: 'https://loa.example',
      }),
    notices,
    random: Math.random,
  })
  return {
    dispatcher,
    async stop() {
      await dispatcher.stop()
      await notices.close()
    },
  }
}

/** Resolves when as many deliveries of the directive are accepted as wanted; gives the instant it saw that. */
export async function untilAccepted(
  db: Db,
  directiveId: number,
  wanted: number,
  timeoutMs: number,
): Promise<number> {
  const started = performance.now()
  for (;;) {
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from delivery
      where directive_id = ${directiveId} and state in ('accepted', 'delivered', 'seen')`.execute(db)
    if (rows[0]!.n >= wanted) return performance.now()
    if (performance.now() - started > timeoutMs) throw new Error(`only ${rows[0]!.n} of ${wanted} accepted`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
