import type { AccountSettings, AdapterTools } from '../../domain/channel/index.ts'
import { jsonObject } from '../outcomes.ts'
import { oauthUrlOf, type ZaloConfig, ZaloSecrets } from './config.ts'
import { appSecretProof } from './signature.ts'

/** Renewed five hours before its end: time enough for a person to mend a refused renewal. */
const RENEW_BEFORE_MS = 5 * 3_600_000
const LIFETIME_S = 90_000
/** After a renewal that failed, nobody asks again so soon; a person may have given new consent meanwhile. */
const PAUSE_AFTER_FAILURE_MS = 60_000

export interface AccessToken {
  readonly token: string
  readonly proof: string
}

/**
 * Keeps the access token of one account. The refresh token works once: a second use, or an answer lost on the way, costs
 * a new consent by a human. So renewals stand in one queue over all processes, the new pair is stored before it is used,
 * and a refused renewal is reported and not repeated.
 */
export class TokenKeeper {
  readonly #account: AccountSettings<ZaloConfig, ZaloSecrets>
  readonly #tools: AdapterTools
  #secrets: ZaloSecrets
  #access: AccessToken
  #renewing: Promise<boolean> | null = null
  #notBefore = 0
  /** The refresh token that Zalo refused; only another one is worth a call. */
  #dead: string | null = null

  constructor(account: AccountSettings<ZaloConfig, ZaloSecrets>, tools: AdapterTools) {
    this.#account = account
    this.#tools = tools
    this.#secrets = account.secrets
    this.#access = accessOf(account.secrets)
  }

  /** The token to use now; null when there is none that could work. */
  async current(): Promise<AccessToken | null> {
    const left = new Date(this.#secrets.accessTokenExpiresAt).getTime() - this.#tools.now().getTime()
    if (left > RENEW_BEFORE_MS) return this.#access
    const renewed = await this.renewed(this.#access.token)
    // A token that still works is used although its renewal failed.
    return renewed || left > 0 ? this.#access : null
  }

  /** Replaces a token that Zalo refused; false when there is no newer one. */
  renewed(refusedToken: string): Promise<boolean> {
    if (this.#access.token !== refusedToken) return Promise.resolve(true)
    if (this.#tools.now().getTime() < this.#notBefore) return Promise.resolve(false)
    this.#renewing ??= this.#renew(refusedToken).finally(() => {
      this.#renewing = null
    })
    return this.#renewing
  }

  async #renew(refusedToken: string): Promise<boolean> {
    try {
      const stored = await this.#tools.rotateSecrets(async (now) => {
        const secrets = ZaloSecrets.parse(now)
        // Another process was faster.
        if (secrets.accessToken !== refusedToken) return null
        if (secrets.refreshToken === this.#dead) throw new RenewalRefused('-14014')
        return this.#exchange(secrets)
      })
      this.#secrets = ZaloSecrets.parse(stored)
      this.#access = accessOf(this.#secrets)
      return this.#access.token !== refusedToken
    } catch (error) {
      this.#notBefore = this.#tools.now().getTime() + PAUSE_AFTER_FAILURE_MS
      this.#tools.alarm(
        'auth_expired',
        error instanceof RenewalRefused ? error.code : 'renewal_without_answer',
      )
      return false
    }
  }

  async #exchange(secrets: ZaloSecrets): Promise<ZaloSecrets> {
    const answer = await this.#tools.http.request({
      method: 'POST',
      url: `${oauthUrlOf(this.#account.config, this.#account.baseUrl)}/v4/oa/access_token`,
      headers: { 'content-type': 'application/x-www-form-urlencoded', secret_key: secrets.appSecret },
      body: new URLSearchParams({
        refresh_token: secrets.refreshToken,
        app_id: this.#account.config.appId,
        grant_type: 'refresh_token',
      }).toString(),
      timeoutMs: this.#account.config.timeoutMs,
    })
    const pair = jsonObject(answer.body)
    const { access_token: accessToken, refresh_token: refreshToken } = pair ?? {}
    if (
      typeof accessToken !== 'string' ||
      typeof refreshToken !== 'string' ||
      !accessToken ||
      !refreshToken
    ) {
      if (typeof pair?.['error'] === 'number') this.#dead = secrets.refreshToken
      throw new RenewalRefused(String(pair?.['error'] ?? `http_${answer.status}`))
    }
    // `expires_in` comes as a string, in tests of others also as a number.
    const seconds = Number(pair?.['expires_in'])
    const lifetime = Number.isFinite(seconds) && seconds > 0 ? seconds : LIFETIME_S
    return {
      ...secrets,
      accessToken,
      refreshToken,
      accessTokenExpiresAt: new Date(this.#tools.now().getTime() + lifetime * 1000).toISOString(),
    }
  }
}

class RenewalRefused extends Error {
  readonly code: string
  constructor(code: string) {
    super(`token renewal refused: ${code}`)
    this.code = code
  }
}

const accessOf = (secrets: ZaloSecrets): AccessToken => ({
  token: secrets.accessToken,
  proof: appSecretProof(secrets.appSecret, secrets.accessToken),
})
