import { openNotices } from '../../db/notices.ts'
import { openChannel } from '../channels/open.ts'
import { accountById } from '../domain/channel/index.ts'
import { startDispatcher } from '../domain/delivery/index.ts'
import { runTicks } from '../jobs/run-ticks.ts'
import { systemClock } from '../kernel/clock.ts'
import type { Log } from '../kernel/log.ts'
import type { ServeSettings } from './config.ts'
import { connect, requireMigrated } from './database.ts'
import { startHeartbeat } from './heartbeat.ts'
import { translator } from './i18n.ts'
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
  const clock = systemClock(settings.LOA_CLOCK_OFFSET_MS)
  const { db, pool } = database
  await life.start(
    'dispatcher',
    () =>
      startDispatcher({
        db,
        clock,
        log,
        workerId: heartbeat.workerId,
        secret: settings.LOA_SECRET,
        publicUrl: settings.LOA_PUBLIC_URL,
        translate: translator,
        openAccount: async (accountId) => {
          const account = await accountById(db, accountId)
          if (!account) throw new Error(`channel account ${accountId} is gone`)
          return openChannel(account, {
            db,
            clock,
            log,
            secret: settings.LOA_SECRET,
            loopbackOnly: settings.LOA_DEMO,
            webhookBase: settings.LOA_PUBLIC_URL,
          })
        },
        notices,
        random: Math.random,
      }),
    (dispatcher) => dispatcher.stop(),
  )
  await life.start(
    'timers',
    async () => runTicks({ db, pool, clock, log }),
    (timers) => timers.stop(),
  )
  log.info({ worker: heartbeat.workerId }, 'worker runs')
}
