import { openNotices } from '../../db/notices.ts'
import { openChannel } from '../channels/open.ts'
import { accountById } from '../domain/channel/index.ts'
import { startDispatcher } from '../domain/delivery/index.ts'
import { Intake } from '../intake/index.ts'
import { runTicks } from '../jobs/run-ticks.ts'
import { leftPosts, ticks } from '../jobs/ticks.ts'
import { systemClock } from '../kernel/clock.ts'
import type { Log } from '../kernel/log.ts'
import type { ServeSettings } from './config.ts'
import { connect, requireMigrated } from './database.ts'
import { startHeartbeat } from './heartbeat.ts'
import { translator } from './i18n.ts'
import { openKeys } from './keys.ts'
import type { Lifecycle } from './lifecycle.ts'

/** The worker role: dispatcher lanes and timers. Any number of them against one database. */
export async function startWorker(settings: ServeSettings, log: Log, life: Lifecycle): Promise<void> {
  const clock = systemClock(settings.LOA_CLOCK_OFFSET_MS)
  const keys = openKeys(settings, settings.LOA_SECRET)
  const { LOA_SECRET: secret, LOA_PUBLIC_URL: publicUrl } = settings
  const { db, pool } = await life.start(
    'database',
    () =>
      connect(settings.DATABASE_URL, {
        max: 20,
        name: 'loa worker',
        onError: () => log.warn({}, 'database connection lost'),
      }),
    (open) => open.close(),
  )
  await requireMigrated({ db })
  const notices = await life.start(
    'notices',
    () => openNotices(settings.DATABASE_URL),
    (open) => open.close(),
  )
  const { workerId } = await life.start(
    'heartbeat',
    () => startHeartbeat(db, clock.now(), log),
    (beat) => beat.stop(),
  )
  const isDemo = settings.LOA_DEMO
  // The fakes post to this machine, whatever address the demo's links begin with.
  const webhookBase = isDemo ? `http://127.0.0.1:${settings.PORT}` : publicUrl
  const host = { db, clock, log, keys, loopbackOnly: isDemo, webhookBase }
  await life.start(
    'dispatcher',
    () =>
      startDispatcher({
        db,
        clock,
        log,
        workerId,
        secret,
        publicUrl,
        translate: translator,
        notices,
        random: Math.random,
        openAccount: async (accountId) => {
          const row = await accountById(db, accountId)
          if (!row) throw new AccountGone()
          return openChannel(row, host)
        },
      }),
    (dispatcher) => dispatcher.stop(),
  )
  await life.start(
    'timers',
    async () =>
      runTicks({ db, pool, clock, log, keys }, [...ticks, leftPosts(new Intake({ db, clock, log, keys }))]),
    (timers) => timers.stop(),
  )
  log.info({ worker: workerId }, 'worker runs')
}

/** Removed between the moment a lane saw it and the moment it was opened. */
class AccountGone extends Error {
  override name = 'AccountGone'
}
