import { createHash } from 'node:crypto'
import { type Post, type PostRules, Posts } from '../lib/posts.ts'
import type { Scheduler } from '../lib/scheduler.ts'
import type { Script } from '../lib/script.ts'
import type { ZaloIdentity, ZaloSwitches } from './options.ts'

const RETRIES = [30_000, 300_000, 900_000, 1_800_000, 3_600_000] as const

/** Zalo's webhooks: signed, wanted with HTTP 200 within two seconds, repeated five times, then switched off. */
export class ZaloEvents {
  readonly #identity: ZaloIdentity
  readonly #switches: ZaloSwitches
  readonly #script: Script
  readonly #posts: Posts
  readonly #now: () => number

  constructor(
    identity: ZaloIdentity,
    switches: ZaloSwitches,
    script: Script,
    scheduler: Scheduler,
    now: () => number,
  ) {
    this.#identity = identity
    this.#switches = switches
    this.#script = script
    this.#posts = new Posts(scheduler, script)
    this.#now = now
  }

  stop(): Promise<void> {
    return this.#posts.stop()
  }

  received(userId: string, messageId: string): Promise<void> {
    return this.#receipt('user_received_message', userId, { msg_id: messageId })
  }

  seen(userId: string, messageIds: readonly string[]): Promise<void> {
    return this.#switches.legacyReceipts
      ? this.#receipt('user_seen_message', userId, { msg_id: messageIds[0] })
      : this.#receipt('user_seen_message', userId, { msg_ids: messageIds })
  }

  echo(userId: string, messageId: string, text: string): Promise<void> {
    return this.emit({
      sender: { id: this.#identity.oaId },
      recipient: { id: userId },
      event_name: 'oa_send_text',
      message: { text, msg_id: messageId },
    })
  }

  /** A member writes, or presses an `oa.query` button, whose payload then is the text. */
  userSends(userId: string, text: string, messageId: string): Promise<void> {
    return this.emit({
      sender: { id: userId },
      recipient: { id: this.#identity.oaId },
      event_name: 'user_send_text',
      message: { text, msg_id: messageId },
    })
  }

  follows(userId: string, event: 'follow' | 'unfollow'): Promise<void> {
    return this.emit({
      oa_id: this.#identity.oaId,
      follower: { id: userId },
      event_name: event,
      source: 'oa_profile',
    })
  }

  /** Any event: the app's id and the time are added, because the signature needs them. */
  emit(event: Record<string, unknown>): Promise<void> {
    const timestamp = String(this.#now())
    const body = JSON.stringify({ app_id: this.#identity.appId, ...event, timestamp })
    return this.#send(body, this.#signature(body, timestamp))
  }

  /** The console's «Kiểm tra» button: unsigned. */
  consoleTest(): Promise<void> {
    const body = JSON.stringify({
      app_id: this.#identity.appId,
      sender: { id: '111111111111111111' },
      user_id_by_app: '333333333333333333',
      recipient: { id: '222222222222222222' },
      event_name: 'user_send_text',
      message: { msg_id: 'This is message id', text: 'This is testing message' },
      timestamp: '178831620541',
    })
    return this.#send(body, null)
  }

  #receipt(event: string, userId: string, message: object): Promise<void> {
    const oa = { id: this.#identity.oaId }
    const user = { id: userId }
    const [sender, recipient] = this.#switches.legacyReceipts ? [user, oa] : [oa, user]
    return this.emit({ event_name: event, sender, recipient, message })
  }

  #signature(body: string, timestamp: string): string {
    const first = this.#switches.signedId === 'app_id' ? this.#identity.appId : this.#identity.oaId
    const key =
      this.#switches.signWith === 'oa_secret' ? this.#identity.oaSecretKey : this.#identity.appSecret
    const hex = createHash('sha256').update(first).update(body).update(timestamp).update(key).digest('hex')
    switch (this.#switches.signatureHeader) {
      case 'mac = hex':
        return `mac = ${hex}`
      case 'mac=hex':
        return `mac=${hex}`
      case 'UPPER':
        return `mac = ${hex.toUpperCase()}`
      default:
        return hex
    }
  }

  async #send(body: string, signature: string | null): Promise<void> {
    if (this.#switches.webhookUrl === '' || this.#switches.unsubscribed) return
    const post: Post = {
      url: this.#switches.webhookUrl,
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(signature ? { 'x-zevent-signature': signature } : {}),
      },
      body,
    }
    const rules: PostRules = {
      timeoutMs: 2_000,
      retries: this.#switches.retryWaitsFrom === 'previous' ? RETRIES : sinceFirst,
      retryHeader: 'num_retry',
      givenUp: () => {
        this.#switches.unsubscribed = true
      },
    }
    await this.#posts.send(post, rules)
    if (this.#script.knobs.duplicateReceiptShare > this.#script.random()) await this.#posts.send(post, rules)
  }
}

/** The same five moments, if they are counted from the first attempt. */
const sinceFirst = RETRIES.map((at, index) => at - (RETRIES[index - 1] ?? 0))
