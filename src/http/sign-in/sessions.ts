import type { FastifyReply, FastifyRequest } from 'fastify'
import {
  type Demand,
  demandOfStaff,
  endSessions,
  ensureSignInUser,
  findStaff,
  readPolicy,
  type StaffMember,
  sessionIsOver,
} from '../../domain/identity/index.ts'
import { frozenBy } from '../../domain/privacy/index.ts'
import { ApiKeyCallers, keyOf } from '../callers/api-keys.ts'
import type { HttpWorld } from '../world.ts'
import { type Auth, CLIENT_ADDRESS_HEADER, createAuth } from './auth.ts'

/** A recognised cookie costs no query for so long; whatever changes a member of staff makes every process forget at once. */
const REMEMBERED_MS = 20_000
const REMEMBERED_AT_MOST = 2000

/** A recognised request: who it is, through which session, and what is still asked of them. */
export interface Recognised {
  readonly staff: StaffMember
  /** Null for a program that calls with a key. */
  readonly sessionId: string | null
  readonly openedAt: Date | null
  readonly demand: Demand
}

interface Remembered extends Recognised {
  readonly until: number
}

/**
 * Who is behind a request. A recognised cookie is remembered for some seconds, so that a burst of API calls costs no
 * query; the memory outlives neither a sign-out nor a change of the person's access, in this process or another one.
 */
export class Sessions {
  readonly auth: Auth
  readonly #world: HttpWorld
  #frozen: { readonly by: number | null; readonly until: number } | null = null
  readonly #remembered = new Map<string, Remembered>()
  /** Grows whenever something is forgotten: what was read before must not be remembered after. */
  #forgotten = 0
  readonly #stopHearing: () => void
  readonly keys: ApiKeyCallers

  constructor(world: HttpWorld) {
    this.auth = createAuth(world)
    this.#world = world
    this.keys = new ApiKeyCallers(world, () => world.machineClock.now().getTime())
    this.#stopHearing = world.notices.subscribe('loa_staff', (staffId) =>
      this.forget(staffId === '' ? null : Number(staffId)),
    )
  }

  /** Stops hearing of changes: the server closes. */
  stop(): void {
    this.#stopHearing()
    this.keys.stop()
  }

  /** Whom a data incident leaves the only one who may act; null: nobody froze anything. */
  async frozenBy(): Promise<number | null> {
    const { db, machineClock } = this.#world
    const now = machineClock.now().getTime()
    if (!this.#frozen || this.#frozen.until <= now)
      this.#frozen = { by: await frozenBy(db), until: now + REMEMBERED_MS }
    return this.#frozen.by
  }

  /** By the request's key when it carries one, else by its cookie: never by either. */
  async recognise(request: FastifyRequest): Promise<Recognised | null> {
    const key = keyOf(request)
    if (key !== undefined) {
      const staff = await this.keys.staffOf(key, request)
      return staff && { staff, sessionId: null, openedAt: null, demand: { kind: 'none' } }
    }
    const cookie = cookieOf(request)
    if (!cookie) return null
    const { db, clock, machineClock, isDemo } = this.#world
    const now = machineClock.now()
    const known = this.#remembered.get(cookie)
    if (known && known.until > now.getTime()) return known
    this.#remembered.delete(cookie)
    const generation = this.#forgotten
    const session = await this.auth.api.getSession({ headers: headersOf(request) })
    const policy = await readPolicy(db)
    if (session && sessionIsOver(policy, session.session.createdAt, now)) {
      await endSessions(db, session.user.staffId, { only: session.session.id })
      return null
    }
    const staff = session ? await findStaff(db, session.user.staffId, clock.now()) : null
    if (!session || !staff) return null
    const recognised = {
      staff,
      sessionId: session.session.id,
      openedAt: session.session.createdAt,
      demand: await demandOfStaff(
        db,
        policy,
        { staffId: staff.staffId, byOidc: session.session.way === 'oidc', inDemo: isDemo },
        now,
      ),
    }
    if (this.#remembered.size >= REMEMBERED_AT_MOST) this.#remembered.clear()
    if (generation === this.#forgotten)
      this.#remembered.set(cookie, { ...recognised, until: now.getTime() + REMEMBERED_MS })
    return recognised
  }

  /** Forgets what is remembered of a member of staff; null: of everybody. */
  forget(staffId: number | null): void {
    this.#forgotten += 1
    if (staffId === null) this.#frozen = null
    for (const [cookie, { staff }] of this.#remembered)
      if (staffId === null || staff.staffId === staffId) this.#remembered.delete(cookie)
  }

  /** Opens a session for somebody who has proved themselves, and hands its cookie to the browser. */
  async open(request: FastifyRequest, reply: FastifyReply, staffId: number, way: string): Promise<void> {
    const { db, machineClock } = this.#world
    const userId = await ensureSignInUser(db, staffId, machineClock.now())
    const response = await this.auth.api.openSession({
      body: { userId, way },
      headers: headersOf(request),
      asResponse: true,
    })
    passCookies(response, reply)
  }

  async end(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const cookie = cookieOf(request)
    if (!cookie) return
    this.#remembered.delete(cookie)
    const response = await this.auth.api.signOut({ headers: headersOf(request), asResponse: true })
    passCookies(response, reply)
  }
}

const cookieOf = (request: FastifyRequest): string | undefined =>
  request.cookies['loa.session_token'] ?? request.cookies['__Secure-loa.session_token']

/** The request's headers as the sign-in library reads them, with the caller's address as we know it. */
function headersOf(request: FastifyRequest): Headers {
  const headers = new Headers()
  for (const [name, value] of Object.entries(request.headers))
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value)
  headers.set(CLIENT_ADDRESS_HEADER, request.ip)
  return headers
}

function passCookies(response: Response, reply: FastifyReply): void {
  for (const cookie of response.headers.getSetCookie()) reply.header('set-cookie', cookie)
}
