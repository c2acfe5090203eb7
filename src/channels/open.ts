import type { Db } from '../../db/client.ts'
import {
  type AccountRow,
  type AccountSettings,
  type ChannelCapabilities,
  type OpenChannel,
  raiseAlarm,
  rotateSecrets,
  type SendOutcome,
} from '../domain/channel/index.ts'
import type { Clock } from '../kernel/clock.ts'
import type { KeyRing } from '../kernel/key-ring.ts'
import type { Log } from '../kernel/log.ts'
import { unseal } from '../kernel/secret-box.ts'
import { assertReachable, openDoor } from './outbound-http.ts'
import { type AnyChannelAdapter, adapterOf } from './registry.ts'

/** What opening an account needs of the installation. */
export interface ChannelHost {
  readonly db: Db
  readonly clock: Clock
  readonly log: Log
  readonly keys: KeyRing
  /** Demo and tests: accounts may point to this machine only. */
  readonly loopbackOnly: boolean
  /** Where providers reach our web server, without a slash at the end. */
  readonly webhookBase: string
}

/** A provider that invents codes does not fill the memory. */
const MOST_REPORTED = 200

/** An account in use: its channel, what it can do, and its end. */
export interface OpenAccount extends OpenChannel {
  readonly accountId: number
  readonly capabilities: ChannelCapabilities
}

/** A stored account is unusable: unknown kind, settings or credentials that do not parse, an address that may not be used. */
export class AccountUnusable extends Error {
  readonly code: 'unknown_kind' | 'bad_config' | 'bad_secrets' | 'address_refused'
  constructor(code: AccountUnusable['code'], cause?: unknown) {
    super(`channel account unusable: ${code}`, { cause })
    this.code = code
  }
}

/** Parses what is stored, unsealing the credentials; throws AccountUnusable. */
export function readAccount(
  row: AccountRow,
  keys: KeyRing,
): { adapter: AnyChannelAdapter; settings: AccountSettings<unknown, unknown> } {
  const adapter = adapterOf(row.kind)
  if (!adapter) throw new AccountUnusable('unknown_kind')
  const config = adapter.config.safeParse(row.config)
  if (!config.success) throw new AccountUnusable('bad_config')
  return {
    adapter,
    settings: {
      id: row.id,
      kind: row.kind,
      name: row.name,
      baseUrl: row.baseUrl,
      config: config.data,
      secrets: readSecrets(adapter, row, keys),
    },
  }
}

function readSecrets(adapter: AnyChannelAdapter, row: AccountRow, keys: KeyRing): unknown {
  try {
    return adapter.secrets.parse(row.secrets ? JSON.parse(unseal(keys, row.secrets)) : {})
  } catch {
    // Without the cause: it may quote a credential.
    throw new AccountUnusable('bad_secrets')
  }
}

/** Opens an account for sending. Close it to let go of its connections. */
export function openChannel(row: AccountRow, host: ChannelHost): OpenAccount {
  const { adapter, settings } = readAccount(row, host.keys)
  const addresses = [settings.baseUrl, ...(adapter.alsoReaches?.(settings) ?? [])]
  try {
    for (const address of addresses) assertReachable(address, host.loopbackOnly)
  } catch (error) {
    throw new AccountUnusable('address_refused', error)
  }
  const door = openDoor({
    allowed: addresses,
    loopbackOnly: host.loopbackOnly,
    connections: adapter.capabilities.concurrency,
  })
  const channel = adapter.open(settings, {
    http: door,
    now: () => host.clock.now(),
    rotateSecrets: (renew) => rotateSecrets(host.db, host.keys, row.id, renew),
    alarm: (reason, code) => {
      host.log.error({ accountId: row.id, reason, code }, 'channel account needs a person')
      raiseAlarm(host.db, row.id, 'failing', reason, code, host.clock.now()).catch((error: unknown) =>
        host.log.error({ accountId: row.id, error: (error as Error).name }, 'alarm not stored'),
      )
    },
    webhookUrl: (pathSecret) =>
      `${host.webhookBase}/webhooks/${row.kind}/${row.id}${pathSecret ? `/${pathSecret}` : ''}`,
  })
  const reported = new Set<string>()
  /** A refusal that no table knows: final for this message, and somebody should read the provider's news. Once a code. */
  const reporting = (outcome: SendOutcome): SendOutcome => {
    if (outcome.kind === 'failed' && outcome.reason === 'unknown' && !reported.has(outcome.code)) {
      if (reported.size < MOST_REPORTED) reported.add(outcome.code)
      host.log.warn({ accountId: row.id, kind: row.kind, code: outcome.code }, 'provider code unknown')
    }
    return outcome
  }
  return {
    accountId: row.id,
    capabilities: adapter.capabilities,
    send: (message) => channel.send(message).then(reporting),
    ...(channel.check ? { check: channel.check.bind(channel) } : {}),
    ...(channel.reconcile ? { reconcile: channel.reconcile.bind(channel) } : {}),
    close: async () => {
      await channel.close()
      await door.close()
    },
  }
}
