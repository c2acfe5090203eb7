import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider from 'oidc-provider'

/** Somebody at the organisation: what its sign-in says of them. */
export interface OidcPersonAtWork {
  readonly sub: string
  readonly email?: string
  readonly email_verified?: boolean
}

export interface OrganisationSignIn {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** Who sits at the browser; null: they press «cancel». */
  somebody: OidcPersonAtWork | null
  /** What was asked of it, as «GET /auth». */
  readonly asked: string[]
  close(): Promise<void>
}

/**
 * A sign-in of an organisation that knows nothing of Loa: the certified `oidc-provider` over HTTP on this machine. Its page
 * of the password is left out: whoever is `somebody` has signed in there and agrees.
 */
export async function openOrganisationSignIn(returnAddress: string): Promise<OrganisationSignIn> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const clientId = 'loa'
  const clientSecret = randomBytes(24).toString('base64url')
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const people = new Map<string, OidcPersonAtWork>()
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: [returnAddress],
        grant_types: ['authorization_code'],
        response_types: ['code'],
      },
    ],
    claims: { openid: ['sub'], email: ['email', 'email_verified'] },
    findAccount: (_ctx, accountId) => ({
      accountId,
      claims: async () => ({ ...people.get(accountId), sub: accountId }),
    }),
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    cookies: { keys: [randomBytes(16).toString('hex')] },
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256' } as never] },
    ttl: { AccessToken: 60, AuthorizationCode: 60, IdToken: 60, Interaction: 60, Session: 60, Grant: 60 },
  })
  const running: OrganisationSignIn = {
    issuer,
    clientId,
    clientSecret,
    somebody: null,
    asked: [],
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
  const answer = provider.callback()
  server.on('request', async (request, response) => {
    const path = (request.url ?? '').split('?')[0]!
    running.asked.push(`${request.method} ${path}`)
    if (!path.startsWith('/interaction/')) return void answer(request, response)
    const { prompt, params } = await provider.interactionDetails(request, response)
    const { somebody } = running
    if (!somebody) {
      await provider.interactionFinished(request, response, { error: 'access_denied' })
      return
    }
    people.set(somebody.sub, somebody)
    if (prompt.name === 'login') {
      await provider.interactionFinished(request, response, { login: { accountId: somebody.sub } })
      return
    }
    const grant = new provider.Grant({ accountId: somebody.sub, clientId: String(params['client_id']) })
    grant.addOIDCScope('openid email')
    const grantId = await grant.save()
    await provider.interactionFinished(
      request,
      response,
      { consent: { grantId } },
      { mergeWithLastSubmission: true },
    )
  })
  return running
}
