import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import type { PasskeyAnswer, PasskeyOptions } from '../../src/contract/passkey.ts'

const sha256 = (data: Buffer | string): Buffer => createHash('sha256').update(data).digest()
const url = (data: Buffer): string => data.toString('base64url')
const bytes = (length: number, data: Buffer): Buffer => {
  const head =
    length === 2 ? Buffer.from([0x59, data.length >> 8, data.length & 255]) : Buffer.from([0x58, data.length])
  return Buffer.concat([head, data])
}
const text = (word: string): Buffer => Buffer.concat([Buffer.from([0x60 + word.length]), Buffer.from(word)])

export interface AuthenticatorHabits {
  /** Where the page says that it is; a forged page is elsewhere. */
  origin: string
  /** The host that the authenticator ties its keys to. */
  host: string
  /** Did it ask for a finger, a face or a PIN? */
  verifies: boolean
  /** How many more uses it counts each time; 0: it does not count. */
  step: number
}

/**
 * An authenticator as the standard describes it (WebAuthn level 3, §6): its own key pair, its own counter, signatures over
 * what the page says. Written by hand, so that it can also do what browsers refuse to.
 */
export class Authenticator {
  readonly habits: AuthenticatorHabits
  readonly credentialId = randomBytes(32)
  counter = 0
  readonly #privateKey: KeyObject
  readonly #publicKey: KeyObject

  constructor(origin: string, habits: Partial<AuthenticatorHabits> = {}) {
    this.habits = { origin, host: new URL(origin).hostname, verifies: true, step: 1, ...habits }
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    this.#privateKey = privateKey
    this.#publicKey = publicKey
  }

  make(options: PasskeyOptions): PasskeyAnswer {
    const { x, y } = this.#publicKey.export({ format: 'jwk' })
    const key = Buffer.concat([
      Buffer.from('a5010203262001215820', 'hex'),
      Buffer.from(x!, 'base64url'),
      Buffer.from('225820', 'hex'),
      Buffer.from(y!, 'base64url'),
    ])
    const credential = Buffer.concat([
      Buffer.alloc(16),
      Buffer.from([0, this.credentialId.length]),
      this.credentialId,
      key,
    ])
    const attestationObject = Buffer.concat([
      Buffer.from([0xa3]),
      text('fmt'),
      text('none'),
      text('attStmt'),
      Buffer.from([0xa0]),
      text('authData'),
      bytes(2, Buffer.concat([this.#state(0x40), credential])),
    ])
    return this.#answer({
      clientDataJSON: url(this.#says('webauthn.create', options)),
      attestationObject: url(attestationObject),
      transports: ['internal'],
    })
  }

  use(options: PasskeyOptions): PasskeyAnswer {
    this.counter += this.habits.step
    const says = this.#says('webauthn.get', options)
    const state = this.#state(0)
    return this.#answer({
      clientDataJSON: url(says),
      authenticatorData: url(state),
      signature: url(sign('sha256', Buffer.concat([state, sha256(says)]), this.#privateKey)),
    })
  }

  #says(type: string, options: PasskeyOptions): Buffer {
    return Buffer.from(
      JSON.stringify({
        type,
        challenge: options['challenge'],
        origin: this.habits.origin,
        crossOrigin: false,
      }),
    )
  }

  #state(more: number): Buffer {
    const counter = Buffer.alloc(4)
    counter.writeUInt32BE(this.counter)
    const flags = 0x01 | (this.habits.verifies ? 0x04 : 0) | more
    return Buffer.concat([sha256(this.habits.host), Buffer.from([flags]), counter])
  }

  #answer(response: PasskeyAnswer['response']): PasskeyAnswer {
    const id = url(this.credentialId)
    return { id, rawId: id, type: 'public-key', response, clientExtensionResults: {} }
  }
}
