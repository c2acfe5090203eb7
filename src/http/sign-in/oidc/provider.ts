import * as oidc from 'openid-client'
import { openDoor } from '../../../channels/outbound-http.ts'
import type { OutboundHttp } from '../../../domain/channel/index.ts'
import { Problem } from '../../../kernel/errors.ts'
import { describeError } from '../../../kernel/log.ts'
import type { HttpWorld, OidcSettings } from '../../world.ts'

/** Between the two halves of one sign-in; kept by us, never by the browser. */
export interface OidcBegun {
  readonly state: string
  readonly nonce: string
  readonly verifier: string
}

/** What the organisation's sign-in says of a person. */
export interface OidcPerson {
  readonly issuer: string
  readonly subject: string
  /** Null when it vouches for none. */
  readonly verifiedEmail: string | null
}

const TIMEOUT_MS = 10_000
/** Keys of signatures change now and then; addresses hardly ever. */
const REMEMBERED_MS = 3_600_000

/**
 * The organisation's own accounts over OpenID Connect, by openid-client: authorisation code with PKCE, state and nonce; the
 * ID token's signature, issuer, audience and times are checked by the library. What it asks over HTTP leaves through the one
 * door (src/channels/outbound-http.ts), to the issuer and to the addresses that its own description names.
 */
export class OidcProvider {
  readonly #world: HttpWorld
  readonly #settings: OidcSettings
  #known: { readonly configuration: oidc.Configuration; readonly until: number } | null = null

  constructor(world: HttpWorld, settings: OidcSettings) {
    this.#world = world
    this.#settings = settings
  }

  /** Where people come back to; registered at the provider. The page there posts what it was given (invariant 7). */
  get returnAddress(): string {
    return `${this.#world.publicUrl}/sign-in/oidc`
  }

  /** Where to send the browser. `another`: it is to ask who is there, even when somebody is signed in there. */
  async begin(another: boolean): Promise<{ readonly url: string; readonly begun: OidcBegun }> {
    const configuration = await this.#configuration()
    const begun = {
      state: oidc.randomState(),
      nonce: oidc.randomNonce(),
      verifier: oidc.randomPKCECodeVerifier(),
    }
    const url = oidc.buildAuthorizationUrl(configuration, {
      redirect_uri: this.returnAddress,
      scope: 'openid email',
      code_challenge: await oidc.calculatePKCECodeChallenge(begun.verifier),
      code_challenge_method: 'S256',
      state: begun.state,
      nonce: begun.nonce,
      ...(another ? { prompt: 'login' } : {}),
    })
    return { url: url.href, begun }
  }

  /**
   * Who came back. `search`: the part of the address from «?» on.
   * @throws Problem oidc_declined, oidc_failed, oidc_unreachable
   */
  async finish(search: string, begun: OidcBegun): Promise<OidcPerson> {
    const configuration = await this.#configuration()
    try {
      const tokens = await oidc.authorizationCodeGrant(configuration, new URL(search, this.returnAddress), {
        pkceCodeVerifier: begun.verifier,
        expectedState: begun.state,
        expectedNonce: begun.nonce,
        idTokenExpected: true,
      })
      const claims = tokens.claims()!
      // Many providers keep the address out of the ID token of this flow (OpenID Connect Core, 5.4).
      const said =
        claims['email'] === undefined && configuration.serverMetadata().userinfo_endpoint
          ? await oidc.fetchUserInfo(configuration, tokens.access_token, claims.sub)
          : claims
      const { email, email_verified: verified } = said as { email?: unknown; email_verified?: unknown }
      return {
        issuer: claims.iss,
        subject: claims.sub,
        verifiedEmail:
          typeof email === 'string' && (verified === true || verified === 'true')
            ? email.toLowerCase()
            : null,
      }
    } catch (error) {
      throw this.#refusal(error)
    }
  }

  async #configuration(): Promise<oidc.Configuration> {
    const now = this.#world.machineClock.now().getTime()
    if (this.#known && this.#known.until > now) return this.#known.configuration
    const { issuer, clientId, clientSecret } = this.#settings
    try {
      const atIssuer = this.#door([issuer])
      const configuration = await oidc.discovery(
        new URL(issuer),
        clientId,
        clientSecret,
        oidc.ClientSecretBasic(clientSecret),
        {
          [oidc.customFetch]: fetchThrough(atIssuer),
          // Plain HTTP only to this machine: settings refuse any other such issuer.
          execute: issuer.startsWith('http:') ? [oidc.allowInsecureRequests] : [],
        },
      )
      await atIssuer.close()
      const { token_endpoint, jwks_uri, userinfo_endpoint } = configuration.serverMetadata()
      const named = [token_endpoint, jwks_uri, userinfo_endpoint].filter((one) => one !== undefined)
      configuration[oidc.customFetch] = fetchThrough(this.#door([issuer, ...named]))
      this.#known = { configuration, until: now + REMEMBERED_MS }
      return configuration
    } catch (error) {
      this.#world.log.warn({ error: describeError(error) }, 'the sign-in of the organisation does not answer')
      throw new Problem('unavailable', 'oidc_unreachable', {
        values: { name: this.#settings.name },
        cause: error,
      })
    }
  }

  #door(allowed: readonly string[]) {
    return openDoor({ allowed, loopbackOnly: this.#world.isDemo, connections: 2 })
  }

  #refusal(error: unknown): Problem {
    const values = { name: this.#settings.name }
    if (error instanceof Problem) return error
    if (error instanceof oidc.AuthorizationResponseError && error.error === 'access_denied')
      return new Problem('unauthenticated', 'oidc_declined', { values, cause: error })
    this.#world.log.warn({ error: describeError(error) }, 'a sign-in of the organisation was refused')
    return new Problem('unauthenticated', 'oidc_failed', { values, cause: error })
  }
}

/** The library's requests through the one door; it follows no redirect, as the library asks. */
const fetchThrough =
  (door: OutboundHttp): oidc.CustomFetch =>
  async (url, options) => {
    const { status, headers, body } = await door.request({
      method: options.method === 'POST' ? 'POST' : 'GET',
      url,
      headers: { ...options.headers },
      ...(options.body === undefined || options.body === null ? {} : { body: String(options.body) }),
      timeoutMs: TIMEOUT_MS,
    })
    const given = new Headers()
    for (const [name, value] of Object.entries(headers))
      if (value !== undefined) given.set(name, Array.isArray(value) ? value.join(', ') : value)
    return new Response(status === 204 ? null : body, { status, headers: given })
  }
