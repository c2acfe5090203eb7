import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Db } from '../../../db/client.ts'
import { findStaff, type StaffMember } from '../../domain/identity/index.ts'
import { frozenBy } from '../../domain/privacy/index.ts'
import { ApiKeyCallers, keyOf } from '../callers/api-keys.ts'
import type { HttpWorld } from '../world.ts'
import { accountOf, setPassword } from './accounts.ts'
import { type Auth, CLIENT_ADDRESS_HEADER, createAuth } from './auth.ts'

/**
 * A change of rights is heard of at once (`loa_staff`); whatever is not told (a grant that runs out, a session ended in
 * another process, a lost notice) is noticed after this long at the latest.
 */
const REMEMBERED_MS = 20_000
const REMEMBERED_AT_MOST = 2000

interface Remembered {
  readonly staff: StaffMember
  readonly until: number
}

/**
 * Who is behind a request. A recognised cookie is remembered for some seconds, so that a burst of API calls costs no
 * query; the memory never outlives a sign-out in this process.
 */
export class Sessions {
  readonly auth: Auth
  readonly #db: Db
  readonly #clock: () => number
  readonly #now: () => Date
  #frozen: { readonly by: number | null; readonly until: number } | null = null
  readonly #remembered = new Map<string, Remembered>()
  readonly #stopHearing: () => void
  readonly keys: ApiKeyCallers

  /** `clock` gives milliseconds of the machine: sessions do not follow the organisation's calendar. */
  constructor(world: HttpWorld, clock: () => number = Date.now) {
    this.auth = createAuth(world)
    this.#db = world.db
    this.#now = () => world.clock.now()
    this.#clock = clock
    this.keys = new ApiKeyCallers(world, clock)
    this.#stopHearing = world.notices.subscribe('loa_staff', (staffId) => this.#forget(staffId))
  }

  /** Stops hearing of changes of rights: the server closes. */
  stop(): void {
    this.#stopHearing()
    this.keys.stop()
  }

  /** Rights were given or taken in some process; an empty id means that we do not know whose. */
  #forget(staffId: string): void {
    if (staffId === '') this.#frozen = null
    for (const [cookie, { staff }] of this.#remembered)
      if (staffId === '' || staff.staffId === Number(staffId)) this.#remembered.delete(cookie)
  }

  /** Whom a data incident leaves the only one who may act; null: nobody froze anything. */
  async frozenBy(): Promise<number | null> {
    if (!this.#frozen || this.#frozen.until <= this.#clock())
      this.#frozen = { by: await frozenBy(this.#db), until: this.#clock() + REMEMBERED_MS }
    return this.#frozen.by
  }

  /** By the request's key when it carries one, else by its cookie: never by either. */
  async staffOf(request: FastifyRequest): Promise<StaffMember | null> {
    const key = keyOf(request)
    if (key !== undefined) return this.keys.staffOf(key, request)
    const cookie = cookieOf(request)
    if (!cookie) return null
    const known = this.#remembered.get(cookie)
    if (known && known.until > this.#clock()) return known.staff
    this.#remembered.delete(cookie)
    const session = await this.auth.api.getSession({ headers: headersOf(request) })
    const staff = session ? await findStaff(this.#db, session.user.staffId, this.#now()) : null
    if (!staff) return null
    if (this.#remembered.size >= REMEMBERED_AT_MOST) this.#remembered.clear()
    this.#remembered.set(cookie, { staff, until: this.#clock() + REMEMBERED_MS })
    return staff
  }

  /** Opens a session for somebody whom Loa itself has recognised, and hands its cookie to the browser. */
  async open(request: FastifyRequest, reply: FastifyReply, staffId: number): Promise<void> {
    const userId = await accountOf(this.auth, this.#db, staffId)
    const response = await this.auth.api.openSession({
      body: { userId },
      headers: headersOf(request),
      asResponse: true,
    })
    passCookies(response, reply)
  }

  async close(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const cookie = cookieOf(request)
    if (!cookie) return
    this.#remembered.delete(cookie)
    const response = await this.auth.api.signOut({ headers: headersOf(request), asResponse: true })
    passCookies(response, reply)
  }

  setPassword(staffId: number, password: string): Promise<void> {
    return setPassword(this.auth, this.#db, staffId, password)
  }
}

const cookieOf = (request: FastifyRequest): string | undefined =>
  request.cookies['loa.session_token'] ?? request.cookies['__Secure-loa.session_token']

/** The request's headers as the sign-in library reads them, with the caller's address as we know it. */
export function headersOf(request: FastifyRequest): Headers {
  const headers = new Headers()
  for (const [name, value] of Object.entries(request.headers))
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value)
  headers.set(CLIENT_ADDRESS_HEADER, request.ip)
  return headers
}

export function passCookies(response: Response, reply: FastifyReply): void {
  for (const cookie of response.headers.getSetCookie()) reply.header('set-cookie', cookie)
}
