import type { Db } from '../../db/client.ts'
import { readAccount } from '../channels/open.ts'
import type { AnyChannelAdapter } from '../channels/registry.ts'
import { type AccountSettings, accountById } from '../domain/channel/index.ts'
import type { KeyRing } from '../kernel/key-ring.ts'

export interface KnownAccount {
  readonly adapter: AnyChannelAdapter
  readonly settings: AccountSettings<unknown, unknown>
}

/** Webhooks come in bursts; an account's keys change once in months. */
const KEEP_MS = 10_000

/** Accounts by id as webhooks need them, remembered for some seconds. */
export class WebhookAccounts {
  readonly #db: Db
  readonly #keys: KeyRing
  readonly #known = new Map<number, { until: number; account: Promise<KnownAccount | null> }>()

  constructor(db: Db, keys: KeyRing) {
    this.#db = db
    this.#keys = keys
  }

  /** Null for an account that does not exist, is switched off, or cannot be read. */
  find(accountId: number, now: Date): Promise<KnownAccount | null> {
    const known = this.#known.get(accountId)
    if (known && known.until > now.getTime()) return known.account
    const account = this.#load(accountId)
    this.#known.set(accountId, { until: now.getTime() + KEEP_MS, account })
    account.then(
      // Ids that do not exist are not remembered: anybody may invent as many as they like.
      (found) => found ?? this.#known.delete(accountId),
      () => this.#known.delete(accountId),
    )
    return account
  }

  async #load(accountId: number): Promise<KnownAccount | null> {
    const row = await accountById(this.#db, accountId)
    return row?.enabled ? readAccount(row, this.#keys) : null
  }
}
