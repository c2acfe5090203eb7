import { accountByEmail, giveLink } from '../domain/identity/index.ts'
import { dateTimeText } from '../kernel/dates.ts'
import { readSettings } from '../runtime/config.ts'
import { connect, requireMigrated } from '../runtime/database.ts'
import { StartProblem } from '../runtime/start-problem.ts'
import { say } from './say.ts'
import { whereIsLoa } from './where.ts'

export interface StaffOrder {
  readonly action: string | undefined
  readonly email: string | undefined
}

/**
 * `loa staff reset <e-mail>`: a way back in for somebody who is locked out, an administrator among them. Prints a link that
 * works once; by it the password is set anew, and second factors begin anew.
 */
export async function staff(env: NodeJS.ProcessEnv, order: StaffOrder): Promise<void> {
  if (order.action !== 'reset' || !order.email)
    throw new StartProblem('unknown_command', { command: `staff ${order.action ?? ''}`.trim() })
  const settings = readSettings(env)
  const { url } = await whereIsLoa(settings)
  const publicUrl = settings.LOA_PUBLIC_URL ?? `http://localhost:${settings.PORT}`
  const clock = new Date()
  const at = { clock, now: new Date(clock.getTime() + settings.LOA_CLOCK_OFFSET_MS) }
  const database = await connect(url, { max: 1, name: 'loa staff' })
  try {
    await requireMigrated(database)
    const account = await accountByEmail(database.db, order.email)
    if (!account) throw new StartProblem('staff_unknown', { email: order.email })
    const link = await database.db
      .transaction()
      .execute((trx) => giveLink(trx, account.staffId, 'reset_by_staff', null, at))
    say('staff_reset', {
      url: `${publicUrl}/sign-in/link#${link.token}`,
      until: dateTimeText(link.expiresAt),
    })
  } finally {
    await database.close()
  }
}
