import { openNotices } from '../../db/notices.ts'
import { buildApp } from '../http/app.ts'
import type { OidcSettings } from '../http/world.ts'
import { systemClock } from '../kernel/clock.ts'
import type { Log } from '../kernel/log.ts'
import type { ServeSettings } from './config.ts'
import { connect, requireMigrated } from './database.ts'
import { translator } from './i18n.ts'
import { openKeys } from './keys.ts'
import type { Lifecycle } from './lifecycle.ts'
import { StartProblem } from './start-problem.ts'

/** The web role: console, phone pages, webhooks. Any number of them against one database. */
export async function startWeb(settings: ServeSettings, log: Log, life: Lifecycle): Promise<void> {
  const database = await life.start(
    'database',
    () =>
      connect(settings.DATABASE_URL, {
        max: 20,
        name: 'loa web',
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
  const app = await life.start(
    'http',
    () =>
      buildApp({
        db: database.db,
        pool: database.pool,
        notices,
        clock: systemClock(settings.LOA_CLOCK_OFFSET_MS),
        machineClock: systemClock(),
        log,
        secret: settings.LOA_SECRET,
        keys: openKeys(settings, settings.LOA_SECRET),
        publicUrl: settings.LOA_PUBLIC_URL,
        isDemo: settings.LOA_DEMO,
        apiCallsPerMinute: settings.LOA_API_CALLS,
        corsOrigins: settings.LOA_CORS_ORIGINS,
        oidc: oidcOf(settings),
        translate: translator,
      }),
    (app) => app.close(),
  )
  try {
    await app.listen({ host: settings.HOST, port: settings.PORT })
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? ''
    throw new StartProblem('port_unusable', { host: settings.HOST, port: settings.PORT, reason }, error)
  }
  log.info({ port: settings.PORT }, 'web listens')
}

function oidcOf(settings: ServeSettings): OidcSettings | null {
  const {
    LOA_OIDC_ISSUER: issuer,
    LOA_OIDC_CLIENT_ID: clientId,
    LOA_OIDC_CLIENT_SECRET: clientSecret,
  } = settings
  if (!issuer || !clientId || !clientSecret) return null
  const name = settings.LOA_OIDC_NAME ?? new URL(issuer).hostname
  return { issuer, clientId, clientSecret, name, domains: settings.LOA_OIDC_DOMAINS }
}
