import { makeSetupLink } from '../domain/identity/index.ts'
import { dateTimeText } from '../kernel/dates.ts'
import { readSettings, type Settings } from '../runtime/config.ts'
import { connect, requireMigrated } from '../runtime/database.ts'
import { StartProblem } from '../runtime/start-problem.ts'
import { say } from './say.ts'
import { whereIsLoa } from './where.ts'

/**
 * `loa setup-link`: another link to the wizard of the first run, for 24 hours; the one before stops working. Refused once
 * the installation has its people: whoever is locked out then needs `loa staff reset`.
 */
export async function setupLink(env: NodeJS.ProcessEnv): Promise<void> {
  const settings = readSettings(env)
  const { url } = await whereIsLoa(settings)
  if (!(await offerSetup(settings, url))) throw new StartProblem('setup_over')
}

/** Prints a link to the wizard while the installation is empty; false: it is not. */
export async function offerSetup(settings: Settings, databaseUrl: string): Promise<boolean> {
  const publicUrl = settings.LOA_PUBLIC_URL ?? `http://localhost:${settings.PORT}`
  const clock = new Date()
  const at = { clock, now: new Date(clock.getTime() + settings.LOA_CLOCK_OFFSET_MS) }
  const database = await connect(databaseUrl, { max: 1, name: 'loa setup' })
  try {
    await requireMigrated(database)
    const link = await database.db.transaction().execute((trx) => makeSetupLink(trx, at))
    if (!link) return false
    say('setup_link', {
      url: `${publicUrl}/setup#${link.token}`,
      until: dateTimeText(link.expiresAt),
    })
    return true
  } finally {
    await database.close()
  }
}
