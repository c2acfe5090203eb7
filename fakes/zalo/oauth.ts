import { createHash } from 'node:crypto'
import { type Answer, CUT, json, type Received } from '../lib/http.ts'
import type { Script } from '../lib/script.ts'
import type { ZaloIdentity, ZaloSwitches } from './options.ts'

const ACCESS_MS = 25 * 3_600_000
const REFRESH_MS = 90 * 86_400_000
const CODE_MS = 10 * 60_000

/** OAuth v4: access tokens of 25 hours, refresh tokens that work once. */
export class ZaloTokens {
  readonly #identity: ZaloIdentity
  readonly #switches: ZaloSwitches
  readonly #script: Script
  readonly #now: () => number
  readonly #access = new Map<string, number>()
  readonly #refresh = new Map<string, number>()
  readonly #codes = new Map<string, { until: number; challenge: string }>()
  #series = 0
  /** The last number given in this life. */
  #given = 0
  #revoked = false

  constructor(identity: ZaloIdentity, switches: ZaloSwitches, script: Script, now: () => number) {
    this.#identity = identity
    this.#switches = switches
    this.#script = script
    this.#now = now
    this.#access.set(identity.accessToken, now() + ACCESS_MS)
    this.#refresh.set(identity.refreshToken, now() + REFRESH_MS)
  }

  /** 0, or the code with which Zalo refuses this token. */
  check(token: unknown): number {
    if (this.#revoked) return -219
    if (typeof token === 'string' && !this.#access.has(token) && this.#isEarlier(token, 'access'))
      this.#access.set(token, this.#now() + ACCESS_MS)
    const until = typeof token === 'string' ? this.#access.get(token) : undefined
    if (until === undefined) return -216
    return until > this.#now() ? 0 : -220
  }

  /** A person consents in the console: a code for `authorization_code`. */
  consent(challenge: string): string {
    this.#revoked = false
    const code = `vi-du-code-${++this.#series}`
    this.#codes.set(code, { until: this.#now() + CODE_MS, challenge })
    return code
  }

  expireAccess(): void {
    for (const token of this.#access.keys()) this.#access.set(token, this.#now() - 1)
  }

  /** The console changed its permissions, or the OA removed the app. */
  revoke(): void {
    this.#revoked = true
    this.#access.clear()
    this.#refresh.clear()
  }

  exchange(received: Received): Answer {
    this.#script.counters.tokenRenewals++
    const type = String(received.headers['content-type'] ?? '')
    const form = new URLSearchParams(received.body)
    if (!type.startsWith('application/x-www-form-urlencoded'))
      return this.#error(-14002, 'Invalid content type')
    if (
      received.headers['secret_key'] !== this.#identity.appSecret ||
      form.get('app_id') !== this.#identity.appId
    )
      return this.#error(-14002, 'Invalid app id or secret key')
    const accepted =
      form.get('grant_type') === 'refresh_token'
        ? this.#spendRefresh(form.get('refresh_token') ?? '')
        : this.#spendCode(form.get('code') ?? '', form.get('code_verifier') ?? '')
    if (!accepted) return this.#error(-14014, 'Invalid refresh token')
    const pair = this.#pair()
    return this.#switches.loseTokenAnswer ? CUT : json(pair)
  }

  /** A token of an earlier life of this fake. Later ones get higher numbers, so that none is given twice. */
  #isEarlier(token: string, kind: 'access' | 'refresh'): boolean {
    const number = new RegExp(`^vi-du-${kind}-token-(\\d+)$`).exec(token)?.[1]
    if (!this.#switches.remembersEarlierTokens || number === undefined || Number(number) <= this.#given)
      return false
    this.#series = Math.max(this.#series, Number(number))
    return true
  }

  #spendRefresh(token: string): boolean {
    const until = this.#refresh.get(token) ?? (this.#isEarlier(token, 'refresh') ? Infinity : undefined)
    this.#refresh.delete(token)
    return until !== undefined && until > this.#now()
  }

  #spendCode(code: string, verifier: string): boolean {
    const known = this.#codes.get(code)
    this.#codes.delete(code)
    const challenge = createHash('sha256').update(verifier).digest('base64url')
    return known !== undefined && known.until > this.#now() && known.challenge === challenge
  }

  #pair(): object {
    if (!this.#switches.oldTokenSurvivesRenewal) this.#access.clear()
    const n = ++this.#series
    this.#given = n
    const access = `vi-du-access-token-${n}`
    const refresh = `vi-du-refresh-token-${n}`
    this.#access.set(access, this.#now() + ACCESS_MS)
    this.#refresh.set(refresh, this.#now() + REFRESH_MS)
    return {
      access_token: access,
      refresh_token: refresh,
      expires_in: this.#switches.expiresInType === 'string' ? '90000' : 90000,
    }
  }

  #error(error: number, name: string): Answer {
    return { ...json({ error, error_name: name }), status: this.#switches.tokenErrorStatus }
  }
}
