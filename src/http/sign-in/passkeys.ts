import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import type { PasskeyAnswer, PasskeyOptions } from '../../contract/passkey.ts'
import type { Passkey } from '../../domain/identity/index.ts'
import { Problem } from '../../kernel/errors.ts'
import { derivedToken } from '../../kernel/ids.ts'
import type { HttpWorld } from '../world.ts'

type Known = readonly { readonly credentialId: string; readonly transports: readonly string[] }[]

const describe = (known: Known) =>
  known.map(({ credentialId, transports }) => ({ id: credentialId, transports: [...transports] }))

/** Ed25519, P-256 and RSA with SHA-256 (COSE): what every authenticator on the market offers one of. */
const ALGORITHMS = [-8, -7, -257]

/**
 * What browsers and security keys say to each other (WebAuthn level 3), by @simplewebauthn/server. A passkey belongs to the
 * host of LOA_PUBLIC_URL and is shown to no other site; whoever copies the page gets nothing that works here.
 */
export class Passkeys {
  readonly #host: string
  readonly #origin: string
  readonly #secret: string

  constructor(world: Pick<HttpWorld, 'publicUrl' | 'secret'>) {
    const url = new URL(world.publicUrl)
    this.#host = url.hostname
    this.#origin = url.origin
    this.#secret = world.secret
  }

  /** Browsers tie a passkey to a name and never to a number: an installation reached by its IP address has none. */
  get possible(): boolean {
    return !/^[\d.]+$|^\[/.test(this.#host)
  }

  /** What a browser needs to make a passkey. `known`: those that the person has already, so that none is added twice. */
  async toAdd(
    person: { readonly staffId: number; readonly name: string; readonly email: string },
    known: Known,
  ): Promise<{ options: PasskeyOptions; challenge: string }> {
    const options = await generateRegistrationOptions({
      rpName: 'Loa',
      rpID: this.#host,
      userName: person.email,
      userDisplayName: person.name,
      // Says nothing of the person to whoever holds the device.
      userID: new TextEncoder().encode(derivedToken(this.#secret, `passkey:${person.staffId}`)),
      supportedAlgorithmIDs: ALGORITHMS,
      excludeCredentials: describe(known),
      authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
    })
    return { options: { ...options }, challenge: options.challenge }
  }

  /** @throws Problem passkey_refused */
  async added(answer: PasskeyAnswer, challenge: string): Promise<Passkey> {
    const verified = await refusing(() =>
      verifyRegistrationResponse({
        response: answer as unknown as RegistrationResponseJSON,
        expectedChallenge: challenge,
        expectedOrigin: this.#origin,
        expectedRPID: this.#host,
        requireUserVerification: false,
        supportedAlgorithmIDs: ALGORITHMS,
      }),
    )
    if (!verified.verified) throw refused()
    const { credential, credentialBackedUp } = verified.registrationInfo
    return {
      credentialId: credential.id,
      publicKey: Buffer.from(credential.publicKey),
      counter: credential.counter,
      transports: credential.transports ?? [],
      backedUp: credentialBackedUp,
    }
  }

  /** What a browser needs to show one. Without `known` the person chooses among those that the device holds. */
  async toUse(known: Known | null): Promise<{ options: PasskeyOptions; challenge: string }> {
    const options = await generateAuthenticationOptions({
      rpID: this.#host,
      allowCredentials: known ? describe(known) : [],
      userVerification: known ? 'preferred' : 'required',
    })
    return { options: { ...options }, challenge: options.challenge }
  }

  /**
   * Was the challenge signed by this passkey, for this installation? `alone`: nothing else proves the person, so the device
   * must have asked for a finger, a face or a PIN.
   * @throws Problem passkey_refused
   */
  async used(
    answer: PasskeyAnswer,
    challenge: string,
    passkey: Passkey,
    alone: boolean,
  ): Promise<{ readonly counter: number; readonly backedUp: boolean }> {
    const { verified, authenticationInfo } = await refusing(() =>
      verifyAuthenticationResponse({
        response: answer as unknown as AuthenticationResponseJSON,
        expectedChallenge: challenge,
        expectedOrigin: this.#origin,
        expectedRPID: this.#host,
        credential: {
          id: passkey.credentialId,
          publicKey: new Uint8Array(passkey.publicKey),
          counter: passkey.counter,
        },
        requireUserVerification: alone,
      }),
    )
    if (!verified) throw refused()
    return { counter: authenticationInfo.newCounter, backedUp: authenticationInfo.credentialBackedUp }
  }
}

const refused = (cause?: unknown): Problem => new Problem('unauthenticated', 'passkey_refused', { cause })

/** The library throws a sentence for each thing that may be wrong; to the caller they are all one refusal. */
async function refusing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw refused(error)
  }
}
