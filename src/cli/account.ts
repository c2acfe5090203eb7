import { text } from 'node:stream/consumers'
import { assertReachable } from '../channels/outbound-http.ts'
import { type AnyChannelAdapter, adapterOf } from '../channels/registry.ts'
import { record } from '../domain/audit/index.ts'
import {
  type AccountChange,
  type AccountRow,
  accountById,
  allAccounts,
  changeAccount,
} from '../domain/channel/index.ts'
import { readSettings } from '../runtime/config.ts'
import { connect } from '../runtime/database.ts'
import { openKeys } from '../runtime/keys.ts'
import { StartProblem } from '../runtime/start-problem.ts'
import { whereIsLoa } from './where.ts'

export interface AccountOrder {
  readonly action: string | undefined
  readonly id: string | undefined
  readonly baseUrl: string | undefined
  readonly config: string | undefined
  /** Read credentials as JSON from standard input: they must not stand in the list of processes. */
  readonly secrets: boolean
  readonly enabled: boolean | undefined
}

/**
 * `loa account list` and `loa account set <id> …`: where a channel account sends and with which settings. Works beside a
 * running Loa, also beside `npm start` (the demo leaves its database address in the data folder).
 */
export async function account(env: NodeJS.ProcessEnv, order: AccountOrder): Promise<void> {
  const settings = readSettings(env)
  const { url, secret, isDemo } = await whereIsLoa(settings)
  const database = await connect(url, { max: 1, name: 'loa account' })
  try {
    if (order.action === undefined || order.action === 'list') {
      for (const row of await allAccounts(database.db)) print(row)
      return
    }
    if (order.action !== 'set')
      throw new StartProblem('unknown_command', { command: `account ${order.action}` })
    const id = Number(order.id)
    const row = Number.isSafeInteger(id) ? await accountById(database.db, id) : null
    if (!row) throw new StartProblem('account_unknown', { id: order.id ?? '' })
    const adapter = adapterOf(row.kind)
    if (!adapter) throw new StartProblem('account_kind', { kind: row.kind })
    const change = await changeOf(order, row, adapter, isDemo)
    await database.db.transaction().execute(async (trx) => {
      await changeAccount(trx, openKeys(settings, secret), id, change)
      await record(trx, {
        at: new Date(Date.now() + settings.LOA_CLOCK_OFFSET_MS),
        actor: { kind: 'system' },
        action: 'channel_account.changed',
        entity: 'channel_account',
        entityId: id,
        data: Object.fromEntries(Object.keys(change).map((key) => [key, true])),
      })
    })
    const changed = await accountById(database.db, id)
    if (changed) print(changed)
  } finally {
    await database.close()
  }
}

/** Settings of an account are shown, credentials never. */
function print(row: AccountRow): void {
  console.log(`${row.enabled ? '+' : '-'} ${row.id}  ${row.kind}  ${row.name}`)
  console.log(`     ${row.baseUrl}  ${JSON.stringify(row.config)}`)
}

async function changeOf(
  order: AccountOrder,
  row: AccountRow,
  adapter: AnyChannelAdapter,
  loopbackOnly: boolean,
): Promise<AccountChange> {
  if (order.baseUrl !== undefined) {
    try {
      assertReachable(order.baseUrl, loopbackOnly)
    } catch {
      throw new StartProblem('account_address', { baseUrl: order.baseUrl })
    }
  }
  return {
    ...(order.baseUrl === undefined ? {} : { baseUrl: order.baseUrl }),
    ...(order.config === undefined
      ? {}
      : { config: parsed(adapter.config, { ...(row.config as object), ...json(order.config) }, row.kind) }),
    ...(order.secrets ? { secrets: parsed(adapter.secrets, json(await text(process.stdin)), row.kind) } : {}),
    ...(order.enabled === undefined ? {} : { enabled: order.enabled }),
  }
}

function json(given: string): object {
  try {
    const value: unknown = JSON.parse(given)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  } catch {
    // Falls through: what was typed is not repeated, it may be a credential.
  }
  throw new StartProblem('account_json', { example: '{"timeoutMs": 5000}' })
}

function parsed(schema: AnyChannelAdapter['config'], value: unknown, kind: string): unknown {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const issue = result.error.issues[0]!
  throw new StartProblem('account_setting', { kind, field: issue.path.join('.'), reason: issue.message })
}
