import { openNotices } from '../../db/notices.ts'
import { systemClock } from '../kernel/clock.ts'
import type { Log } from '../kernel/log.ts'
import type { ServeSettings } from './config.ts'
import { connect, requireMigrated } from './database.ts'
import { startHeartbeat } from './heartbeat.ts'
import type { Lifecycle } from './lifecycle.ts'

/** The worker role: dispatcher lanes, timers, incoming events. Any number of them against one database. */
export async function startWorker(settings: ServeSettings, log: Log, life: Lifecycle): Promise<void> {
  const database = await life.start(
    'database',
    () =>
      connect(settings.DATABASE_URL, {
        max: 20,
        name: 'loa worker',
        onError: () => log.warn({}, 'database connection lost'),
      }),
    (open) => open.close(),
  )
  await requireMigrated(database)
  const notices = await life.start(
    'notices',
    () => openNotices(settings.DATABASE_URL),
    (open) => open.close(),
  )
  const heartbeat = await life.start(
    'heartbeat',
    () => startHeartbeat(database.db, systemClock(settings.LOA_CLOCK_OFFSET_MS).now(), log),
    (beat) => beat.stop(),
  )
  void notices
  log.info({ worker: heartbeat.workerId }, 'worker runs')
}
