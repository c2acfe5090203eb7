import type { FastifyReply, FastifyRequest } from 'fastify'
import { asKey, findStaff, type LiveKey, liveKey, type StaffMember } from '../../domain/identity/index.ts'
import { Allowance } from '../../kernel/allowance.ts'
import { Problem } from '../../kernel/errors.ts'
import { tokenHash } from '../../kernel/ids.ts'
import type { HttpWorld } from '../world.ts'
import { KeyCalls } from './key-calls.ts'

/** A key that ends is heard of at once; a change that nobody tells of is noticed after this long at the latest. */
const REMEMBERED_MS = 20_000
const REMEMBERED_AT_MOST = 2000
const WINDOW_SECONDS = 60
/** Wrong keys from one address in a minute: a program with a typing mistake, not a search through 128 bits. */
const WRONG_KEYS_PER_WINDOW = 30

interface Remembered {
  readonly staff: StaffMember
  readonly key: LiveKey
  readonly until: number
}

/**
 * The key of a request: in the Authorization header and nowhere else, because addresses end up in logs. What is not
 * `Bearer` is not meant for us: a proxy in front of Loa may ask for a password of its own.
 */
export function keyOf(request: FastifyRequest): string | undefined {
  const { authorization } = request.headers
  if (authorization === undefined || !/^Bearer( |$)/i.test(authorization)) return undefined
  return /^Bearer +(\S+)$/i.exec(authorization)?.[1] ?? ''
}

/** Programs that call with an API key: who they are, and how often they may. */
export class ApiKeyCallers {
  readonly #world: HttpWorld
  readonly #clock: () => number
  readonly #remembered = new Map<string, Remembered>()
  readonly #calls: KeyCalls
  readonly #wrong = new Allowance(WRONG_KEYS_PER_WINDOW, WINDOW_SECONDS * 1000)
  readonly #stopHearing: () => void

  /** `clock` gives milliseconds of the machine, for what is remembered; keys end by the organisation's clock. */
  constructor(world: HttpWorld, clock: () => number) {
    this.#world = world
    this.#clock = clock
    this.#calls = new KeyCalls(world.db, world.apiCallsPerMinute, WINDOW_SECONDS * 1000)
    this.#stopHearing = world.notices.subscribe('loa_staff', (staffId) => this.#forget(staffId))
  }

  stop(): void {
    this.#stopHearing()
  }

  #forget(staffId: string): void {
    for (const [hash, { staff }] of this.#remembered)
      if (staffId === '' || staff.staffId === Number(staffId)) this.#remembered.delete(hash)
  }

  /** The maker of the key as the key may act; null when there is no such key, or it works no more. */
  async staffOf(secret: string, request: FastifyRequest): Promise<StaffMember | null> {
    const now = this.#world.clock.now()
    const hash = tokenHash(secret)
    const name = hash.toString('base64')
    const known = this.#remembered.get(name)
    if (known && known.until > this.#clock() && known.key.expiresAt > now) return known.staff
    this.#remembered.delete(name)
    if (!this.#wrong.has(request.ip, now)) throw new Problem('too_many', 'too_many_wrong_keys')
    const key = await liveKey(this.#world.db, hash, now)
    const maker = key && (await findStaff(this.#world.db, key.staffId, now))
    if (!maker) {
      this.#wrong.take(request.ip, now)
      return null
    }
    const staff = asKey(maker, key)
    if (this.#remembered.size >= REMEMBERED_AT_MOST) this.#remembered.clear()
    this.#remembered.set(name, { staff, key, until: this.#clock() + REMEMBERED_MS })
    return staff
  }

  /** Counts a call of a key, and says in the reply what is left (draft-ietf-httpapi-ratelimit-headers). */
  async count(apiKeyId: number, reply: FastifyReply): Promise<void> {
    const { allowed, remaining, endsInMs } = await this.#calls.take(apiKeyId, this.#world.clock.now())
    const seconds = Math.max(1, Math.ceil(endsInMs / 1000))
    reply
      .header('ratelimit-policy', `"key";q=${this.#world.apiCallsPerMinute};w=${WINDOW_SECONDS}`)
      .header('ratelimit', `"key";r=${remaining};t=${seconds}`)
    if (allowed) return
    reply.header('retry-after', seconds)
    throw new Problem('too_many', 'too_many_calls', { values: { seconds } })
  }
}
