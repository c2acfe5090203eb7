import type { z } from 'zod'
import type { Channel } from '../../contract/common.ts'
import type { Translate } from '../../kernel/i18n.ts'

/**
 * The contract of a channel. An adapter turns one message into one provider call and one answer into an outcome. It
 * stores nothing, retries nothing and decides nothing: the dispatcher does (src/domain/delivery).
 */
export interface ChannelAdapter<Config = unknown, Secrets = unknown> {
  /** `channel_account.kind`, and in the address of its webhook. */
  readonly kind: string
  readonly channel: Channel
  readonly capabilities: ChannelCapabilities
  /** Settings of an account, parsed when saved and when opened; a provider's [?] is a setting with a safe default. */
  readonly config: z.ZodType<Config>
  readonly secrets: z.ZodType<Secrets>
  /** Opens what lives as long as the account is in use: a connection pool, a token keeper. */
  open(account: AccountSettings<Config, Secrets>, tools: AdapterTools): OpenChannel
  /** Further addresses that the account speaks to besides its `baseUrl`, e.g. where its tokens are renewed. */
  alsoReaches?(account: AccountSettings<Config, Secrets>): readonly string[]
  /** The address that a person opens to link their chat with a one-time code; absent where people cannot be linked so. */
  linkUrl?(account: AccountSettings<Config, Secrets>, code: string): string
  /** How the provider's posts to us are checked and read; null when it sends none. */
  readonly webhook: ChannelWebhook<Config, Secrets> | null
}

export interface ChannelCapabilities {
  /** Does the provider ever report «delivered» / «seen»? Decides what the board calls measurable. */
  readonly reportsDelivered: boolean
  readonly reportsSeen: boolean
  /** For so many milliseconds the same request may be repeated after a lost answer: the provider drops it. 0 = it does not. */
  readonly deduplicatesForMs: number
  /** Can it ask the provider afterwards whether an unanswered request was taken? */
  readonly reconciles: boolean
  /** Default lane: messages per minute and burst. */
  readonly ratePerMinute: number
  readonly burst: number
  /** Requests that one worker keeps open at once. */
  readonly concurrency: number
  /** Longest text of one message, in characters. */
  readonly maxTextLength: number
}

export interface AccountSettings<Config, Secrets> {
  readonly id: number
  readonly kind: string
  readonly name: string
  readonly baseUrl: string
  readonly config: Config
  readonly secrets: Secrets
}

/** What an adapter may use of the world. */
export interface AdapterTools {
  /** The guarded door: refuses hosts that this installation may not reach (src/channels/outbound-http.ts). */
  readonly http: OutboundHttp
  now(): Date
  /**
   * Renews credentials, one at a time over all processes: reads the stored ones under a lock, lets `renew` exchange
   * them (null = they are good already), stores the result before anybody uses it, and returns what now stands.
   */
  rotateSecrets(renew: (stored: unknown) => Promise<unknown | null>): Promise<unknown>
  /** This account needs a person: shown beside the lane. */
  alarm(reason: FailureReason, code: string): void
  /** Where the provider may post to us about this account; `secret` makes an unsigned post trustworthy. */
  webhookUrl(secret?: string): string
}

export interface OutboundHttp {
  request(call: OutboundCall): Promise<OutboundAnswer>
}
export interface OutboundCall {
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly headers?: Record<string, string>
  readonly body?: string
  readonly timeoutMs: number
}
export interface OutboundAnswer {
  readonly status: number
  readonly headers: Record<string, string | string[] | undefined>
  readonly body: string
}

/** Thrown by the door. `sent` tells whether the request may have reached the provider: if so the outcome is unknown. */
export class OutboundError extends Error {
  readonly sent: boolean
  readonly code: string
  constructor(code: string, sent: boolean, cause?: unknown) {
    super(code, cause === undefined ? undefined : { cause })
    this.name = 'OutboundError'
    this.code = code
    this.sent = sent
  }
}

export interface OpenChannel {
  send(message: OutgoingMessage): Promise<SendOutcome>
  /** Proves the credentials, tells the provider where to post, asks for the balance: `loa account check`. Sends nothing. */
  check?(): Promise<AccountCheck>
  /** Only with `capabilities.reconciles`: was this unanswered message taken after all? */
  reconcile?(message: OutgoingMessage, sentAt: Date): Promise<'accepted' | 'not_sent' | 'unknown'>
  close(): Promise<void>
}

export type AccountCheck =
  | {
      readonly ok: true
      /** What the provider calls the account; null when it does not say. */
      readonly name: string | null
      readonly balance: { readonly amount: number; readonly currency: string } | null
    }
  | { readonly ok: false; readonly reason: FailureReason; readonly code: string }

/** One message to one address, already in the words of the channel (src/domain/directive/message). */
export interface OutgoingMessage {
  /** Ours, stable over retries: idempotency key where the provider has one, Message-ID of an e-mail. */
  readonly key: string
  readonly address: string
  readonly recipientName: string
  readonly urgency: 0 | 1 | 2 | 3
  /** Zalo: free text is allowed until then; null = never interacted, only templates. */
  readonly windowUntil: Date | null
  readonly content: MessageContent
}

/** A message inside a chat program. */
export interface ChatWords {
  readonly text: string
  /** What stands on the button that opens the page. */
  readonly button: string
  /** The button that answers inside the chat, and what it sends us; null when nothing is asked. */
  readonly ackButton: string | null
  readonly ackPayload: string | null
}

/** The words, by channel. Composed once per person by the same functions that draw the composer's previews. */
export interface MessageContent {
  readonly zalo: ChatWords & { readonly templateData: Readonly<Record<string, string>> }
  readonly telegram: ChatWords
  readonly sms: { readonly text: string; readonly unicode: boolean; readonly parts: number }
  readonly email: { readonly subject: string; readonly text: string; readonly html: string }
  /** What another system shows in its own way; a letter without its HTML. */
  readonly webhook: { readonly subject: string; readonly text: string }
  readonly link: string
}

export type SendOutcome =
  | { readonly kind: 'accepted'; readonly providerMessageId: string | null }
  /** Final for this address on this channel: the planner tries the person's next channel. */
  | { readonly kind: 'failed'; readonly reason: FailureReason; readonly code: string }
  /** Not sent; worth another try on this channel after `retryAfterMs` (or the lane's back-off). `lane`: the account's fault, not this person's. */
  | {
      readonly kind: 'retry'
      readonly reason: FailureReason
      readonly code: string
      readonly retryAfterMs: number | null
      readonly lane: boolean
    }
  /** The request may have been taken, the answer was lost or made no sense (invariant 4). */
  | { readonly kind: 'unknown'; readonly code: string; readonly lane: boolean }

/** channels.md §8 rule 3. */
export type FailureReason =
  | 'no_address'
  | 'not_linked'
  | 'window_closed'
  | 'blocked_by_user'
  | 'unreachable'
  | 'invalid_address'
  | 'template_rejected'
  | 'content_rejected'
  | 'quota_exhausted'
  | 'rate_limited'
  | 'night_restricted'
  | 'auth_expired'
  | 'config_missing'
  | 'billing'
  | 'provider_error'
  | 'unknown'

/** How a provider's post is trusted and understood. Pure: verification and reading touch no database. */
export interface ChannelWebhook<Config, Secrets> {
  /** Path below /webhooks/<kind>/<accountId>; `secretPath` kinds carry a secret in the URL because the post is unsigned. */
  readonly method: 'POST' | 'GET' | 'any'
  verify(post: ProviderPost, account: AccountSettings<Config, Secrets>): boolean
  /** Unknown events give an empty list; a body that is no event at all throws. */
  read(post: ProviderPost, account: AccountSettings<Config, Secrets>): readonly InboundEvent[]
  /**
   * What goes back in the body of the 200, where the provider takes an answer there; null = nothing. `link` is what became
   * of the post's `link` event; null when it had none, or when nobody knows yet.
   */
  respond?(
    post: ProviderPost,
    account: AccountSettings<Config, Secrets>,
    link: LinkOutcome | null,
    t: Translate,
  ): string | null
}

/** What became of a one-time code that came back through an account. */
export type LinkOutcome =
  /** The chat is an address of the person now. */
  | 'linked'
  /** The same person pressed it before. */
  | 'again'
  /** The chat belongs to somebody else: a person decides, nothing is changed until then. */
  | 'conflict'
  | 'expired'
  /** Used before, by another chat. */
  | 'spent'
  /** No code of ours, or one of another account. */
  | 'unknown'

export interface ProviderPost {
  readonly headers: Readonly<Record<string, string>>
  /** Raw bytes of the body; of a GET: the query string. */
  readonly body: Buffer
  readonly pathSecret: string | null
}

/** What providers tell us, in one vocabulary. */
export type InboundEvent =
  | {
      readonly kind: 'receipt'
      readonly providerMessageId: string | null
      readonly key: string | null
      readonly state: 'accepted' | 'delivered' | 'seen' | 'failed'
      readonly reason: FailureReason | null
      readonly code: string | null
      readonly at: Date | null
    }
  /** A button in the chat, or a text: `payload` is ours when it is a button («#ack_<token>»). */
  | {
      readonly kind: 'reply'
      readonly address: string
      readonly text: string
      readonly payload: string | null
      readonly providerMessageId: string | null
      readonly at: Date | null
    }
  | { readonly kind: 'interaction'; readonly address: string; readonly at: Date | null }
  | {
      readonly kind: 'unreachable'
      readonly address: string
      readonly reason: FailureReason
      readonly at: Date | null
    }
  /** Somebody opened the account with a one-time code of ours (src/domain/channel/linking). */
  | { readonly kind: 'link'; readonly address: string; readonly code: string; readonly at: Date | null }
  | { readonly kind: 'account'; readonly health: 'failing' | 'down'; readonly code: string }
