import { text } from 'node:stream/consumers'
import type { Db } from '../../db/client.ts'
import { openChannel } from '../channels/open.ts'
import { assertReachable } from '../channels/outbound-http.ts'
import { type AnyChannelAdapter, adapterOf, channelAdapters } from '../channels/registry.ts'
import { record } from '../domain/audit/index.ts'
import {
  type AccountChange,
  type AccountRow,
  accountById,
  addAccount,
  allAccounts,
  changeAccount,
  ownerByCode,
} from '../domain/channel/index.ts'
import { systemClock } from '../kernel/clock.ts'
import { readSettings, type Settings } from '../runtime/config.ts'
import { connect } from '../runtime/database.ts'
import { translator } from '../runtime/i18n.ts'
import { openKeys } from '../runtime/keys.ts'
import { openLog } from '../runtime/log.ts'
import { StartProblem } from '../runtime/start-problem.ts'
import { say } from './say.ts'
import { whereIsLoa } from './where.ts'

export interface AccountOrder {
  readonly action: string | undefined
  /** Number of an account; of `add` the kind of channel: zalo-oa, sms-gateway, email-smtp. */
  readonly id: string | undefined
  readonly name: string | undefined
  /** Code of the unit that owns a new account; the top of the tree when not given. */
  readonly unit: string | undefined
  readonly baseUrl: string | undefined
  readonly config: string | undefined
  /** Read credentials as JSON from standard input: they must not stand in the list of processes. */
  readonly secrets: boolean
  readonly enabled: boolean | undefined
}

/**
 * `loa account list`, `loa account add <kind> …` and `loa account set <id> …`: where a channel account sends and with which settings. Works beside a
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
    if (order.action === 'add') {
      print(await add(database.db, settings, order, { secret, isDemo }))
      return
    }
    if (order.action === 'check') return await check(database.db, settings, order, { secret, isDemo })
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

/** Proves an account without sending anything: credentials, where the provider posts to, balance. */
async function check(
  db: Db,
  settings: Settings,
  order: AccountOrder,
  { secret, isDemo }: { secret: string; isDemo: boolean },
): Promise<void> {
  const row = await accountById(db, Number(order.id) || 0)
  if (!row) throw new StartProblem('account_unknown', { id: order.id ?? '' })
  const offset = settings.LOA_CLOCK_OFFSET_MS
  const channel = openChannel(row, {
    db,
    clock: systemClock(offset),
    log: openLog('account', settings.LOA_LOG),
    keys: openKeys(settings, secret),
    loopbackOnly: isDemo,
    webhookBase: settings.LOA_PUBLIC_URL ?? `http://localhost:${settings.PORT}`,
  })
  try {
    if (!channel.check) throw new StartProblem('account_no_check', { kind: row.kind })
    const result = await channel.check()
    if (!result.ok) {
      for (const locale of ['vi', 'en'] as const) {
        const key = `provider_error.${row.kind}.${result.code}`
        const advice = translator(locale)(key)
        if (advice !== key) console.error(advice)
      }
      throw new StartProblem('account_check', { code: result.code, reason: result.reason })
    }
    const { balance } = result
    say('account_checked', { name: result.name ?? row.name })
    if (balance) say('account_balance', { amount: String(balance.amount), currency: balance.currency })
  } finally {
    await channel.close()
  }
}

/** A new account, in use at once: running workers open its lane within seconds. */
async function add(
  db: Db,
  settings: Settings,
  order: AccountOrder,
  { secret, isDemo }: { secret: string; isDemo: boolean },
): Promise<AccountRow> {
  const kind = order.id ?? ''
  const adapter = adapterOf(kind)
  if (!adapter)
    throw new StartProblem('account_kinds', { kinds: channelAdapters.map((one) => one.kind).join(', ') })
  if (!order.name || !order.baseUrl || order.config === undefined || !order.secrets)
    throw new StartProblem('account_add', { kind })
  checkAddress(order.baseUrl, isDemo)
  const ownerUnitId = await ownerByCode(db, order.unit)
  if (ownerUnitId === null) throw new StartProblem('account_unit', { unit: order.unit ?? '' })
  const account = {
    kind,
    channel: adapter.channel,
    ownerUnitId,
    name: order.name,
    baseUrl: order.baseUrl,
    config: parsed(adapter.config, json(order.config), kind),
    secrets: parsed(adapter.secrets, json(await text(process.stdin)), kind),
    ratePerMinute: adapter.capabilities.ratePerMinute,
    burst: adapter.capabilities.burst,
  }
  const now = new Date(Date.now() + settings.LOA_CLOCK_OFFSET_MS)
  const id = await db.transaction().execute(async (trx) => {
    const made = await addAccount(trx, openKeys(settings, secret), account, now)
    await record(trx, {
      at: now,
      actor: { kind: 'system' },
      action: 'channel_account.added',
      entity: 'channel_account',
      entityId: made,
    })
    return made
  })
  return (await accountById(db, id))!
}

function checkAddress(baseUrl: string, loopbackOnly: boolean): void {
  try {
    assertReachable(baseUrl, loopbackOnly)
  } catch {
    throw new StartProblem('account_address', { baseUrl })
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
  if (order.baseUrl !== undefined) checkAddress(order.baseUrl, loopbackOnly)
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
