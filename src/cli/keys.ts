import { randomBytes } from 'node:crypto'
import { record } from '../domain/audit/index.ts'
import { resealAccounts } from '../domain/channel/index.ts'
import { resealFactors } from '../domain/identity/index.ts'
import { localDay } from '../kernel/dates.ts'
import { readSettings } from '../runtime/config.ts'
import { connect, requireMigrated } from '../runtime/database.ts'
import { openKeys } from '../runtime/keys.ts'
import { StartProblem } from '../runtime/start-problem.ts'
import { say } from './say.ts'
import { whereIsLoa } from './where.ts'

/** `loa keys new` prints a key to put at the end of LOA_KEYS; `loa keys rotate` seals everything anew under the last one. */
export async function keys(env: NodeJS.ProcessEnv, action: string | undefined): Promise<void> {
  const settings = readSettings(env)
  const now = new Date(Date.now() + settings.LOA_CLOCK_OFFSET_MS)
  if (action === 'new') {
    console.log(
      `k${localDay(now).replaceAll('-', '')}${randomBytes(2).toString('hex')}:${randomBytes(32).toString('base64')}`,
    )
    return
  }
  if (action !== 'rotate')
    throw new StartProblem('unknown_command', { command: `keys ${action ?? ''}`.trim() })
  const { url, secret } = await whereIsLoa(settings)
  const ring = openKeys(settings, secret)
  const database = await connect(url, { max: 1, name: 'loa keys' })
  try {
    await requireMigrated(database)
    const count = await database.db.transaction().execute(async (trx) => {
      const resealed = (await resealAccounts(trx, ring)) + (await resealFactors(trx, ring))
      await record(trx, {
        at: now,
        actor: { kind: 'system' },
        action: 'keys.rotated',
        entity: 'channel_account',
        entityId: null,
        data: { key: ring.current.id, resealed },
      })
      return resealed
    })
    say('keys_rotated', { count, id: ring.current.id })
  } finally {
    await database.close()
  }
}
