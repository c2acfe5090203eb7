import type { Db } from '../../db/client.ts'
import type { LinkOutcome, ProviderPost } from '../domain/channel/index.ts'
import { Batcher } from '../kernel/batch.ts'
import { addMs, type Clock } from '../kernel/clock.ts'
import type { Translate } from '../kernel/i18n.ts'
import type { KeyRing } from '../kernel/key-ring.ts'
import type { Log } from '../kernel/log.ts'
import { WebhookAccounts } from './accounts.ts'
import { applyEvents } from './apply.ts'
import {
  dropEventsBefore,
  leftEvents,
  type NewProviderEvent,
  type ProviderEvent,
  storeEvents,
} from './event-store.ts'

/** Larger posts are refused before they are read: providers send a few hundred bytes. */
export const MAX_POST_BYTES = 262_144

/** Why a post was not taken. Every one is answered with 4xx and changes nothing. */
export type PostRefusal = 'unknown_account' | 'forged' | 'malformed'

export type PostAnswer =
  | { readonly kind: 'stored'; readonly reply: PostReply }
  /** The same bytes came before. */
  | { readonly kind: 'repeated'; readonly reply: PostReply }
  /** Understood, and it says nothing that concerns us: a console's test, an event we do not use. Not kept. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'refused'; readonly why: PostRefusal }

/** What goes back in the body of the 200, in the words of `t`; null = nothing. */
export type PostReply = (t: Translate) => string | null

/** How many stored posts are applied together; the rest waits for the next round. */
const BATCH = 200
/** A post still unapplied after this has lost its process. */
const LEFT_AFTER_MS = 30_000
const KEEP_EVENTS_MS = 30 * 86_400_000

interface IntakeWorld {
  readonly db: Db
  readonly clock: Clock
  readonly log: Log
  readonly keys: KeyRing
}

/**
 * The door for what providers tell us: checked over the raw bytes, stored, answered; understood and applied afterwards.
 * Nothing is lost between the steps: what is stored and not applied is taken up again by `applyLeft`.
 */
export class Intake {
  readonly #world: IntakeWorld
  readonly #accounts: WebhookAccounts
  readonly #storing: Batcher<NewProviderEvent, ProviderEvent | null>
  readonly #applying: Batcher<ProviderEvent, LinkOutcome | null>
  #open = 0
  #idle: (() => void)[] = []

  constructor(world: IntakeWorld) {
    this.#world = world
    this.#accounts = new WebhookAccounts(world.db, world.keys)
    this.#storing = new Batcher((events) => storeEvents(world.db, events), { max: BATCH, lanes: 2 })
    this.#applying = new Batcher(
      async (events) => {
        const links = await applyEvents(world.db, this.#accounts, events, world.clock.now())
        return events.map((event) => links.get(event.id) ?? null)
      },
      { max: BATCH },
    )
  }

  /** Takes one post; when it answers `stored`, the post is durable. */
  async take(kind: string, accountId: number, method: string, post: ProviderPost): Promise<PostAnswer> {
    const now = this.#world.clock.now()
    const account = await this.#accounts.find(accountId, now)
    const webhook = account?.adapter.webhook
    if (
      !account ||
      !webhook ||
      account.adapter.kind !== kind ||
      (webhook.method !== 'any' && webhook.method !== method)
    )
      return { kind: 'refused', why: 'unknown_account' }
    if (!webhook.verify(post, account.settings)) return { kind: 'refused', why: 'forged' }
    let links = false
    try {
      const inbound = webhook.read(post, account.settings)
      if (inbound.length === 0) return { kind: 'nothing' }
      links = inbound.some((event) => event.kind === 'link')
    } catch {
      return { kind: 'refused', why: 'malformed' }
    }
    const stored = await this.#storing.add({ accountId, receivedAt: now, post })
    const reply =
      (link: LinkOutcome | null): PostReply =>
      (t) =>
        webhook.respond?.(post, account.settings, link, t) ?? null
    if (!stored) return { kind: 'repeated', reply: reply(null) }
    const applied = this.#apply(stored)
    // Whoever links a chat looks at it and waits; receipts are answered before they are applied.
    return { kind: 'stored', reply: reply(links ? await applied : null) }
  }

  /** Applies what an earlier process left behind; a tick calls it. Returns how many posts it took up. */
  async applyLeft(): Promise<number> {
    const { db, clock } = this.#world
    const now = clock.now()
    let applied = 0
    for (let left = BATCH; left === BATCH; applied += left) {
      const events = await leftEvents(db, addMs(now, -LEFT_AFTER_MS), BATCH)
      await applyEvents(db, this.#accounts, events, now)
      left = events.length
    }
    await dropEventsBefore(db, addMs(now, -KEEP_EVENTS_MS))
    return applied
  }

  /** Resolves when everything taken so far is applied: for an orderly stop, and for tests. */
  settled(): Promise<void> {
    return this.#open === 0 ? Promise.resolve() : new Promise((resolve) => this.#idle.push(resolve))
  }

  #apply(event: ProviderEvent): Promise<LinkOutcome | null> {
    this.#open++
    return this.#applying
      .add(event)
      .catch((error: unknown) => {
        // It stays stored: applyLeft tries again.
        const { name, code } = error as Error & { code?: string }
        this.#world.log.error(
          { eventId: event.id, accountId: event.accountId, name, code },
          'event not applied',
        )
        return null
      })
      .finally(() => {
        if (--this.#open > 0) return
        for (const done of this.#idle.splice(0)) done()
      })
  }
}
