import type { AddressInfo } from 'node:net'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type IssuedForTest, issueForTest } from '../../../test/harness/issued-directive.ts'
import { addStaff, signInAs } from '../../../test/harness/sign-in.ts'
import { openTestWeb, type TestWeb } from '../../../test/harness/web.ts'
import type { BoardChange, BoardSnapshot } from '../../contract/board.ts'
import { acknowledge } from '../../domain/acknowledgement/index.ts'

let web: TestWeb
let issued: IssuedForTest
let cookie: string
let origin: string
const streams: Stream[] = []

interface StreamEvent {
  readonly id: string
  readonly event: string
  readonly data: unknown
}

/** An event stream over a real socket, as a browser reads it. */
class Stream {
  readonly events: StreamEvent[] = []
  readonly status: Promise<number>
  readonly #stop = new AbortController()
  ended = false

  constructor(as: string, headers: Record<string, string> = {}) {
    this.status = this.#read(as, headers)
    streams.push(this)
  }

  async #read(as: string, headers: Record<string, string>): Promise<number> {
    const reply = await fetch(`${origin}/api/directives/${issued.directiveId}/board/events`, {
      headers: { cookie: as, ...headers },
      signal: this.#stop.signal,
    })
    if (reply.ok) void this.#parse(reply)
    return reply.status
  }

  async #parse(reply: Response): Promise<void> {
    let text = ''
    try {
      for await (const piece of reply.body!.pipeThrough(new TextDecoderStream())) {
        text += piece
        for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
          const lines = Object.fromEntries(
            text
              .slice(0, end)
              .split('\n')
              .map((line) => line.split(/: (.*)/s, 2) as [string, string]),
          )
          text = text.slice(end + 2)
          if (lines['event'])
            this.events.push({
              id: lines['id'] ?? '',
              event: lines['event'],
              data: JSON.parse(lines['data']!),
            })
        }
      }
    } catch {
      // Stopped by the test.
    }
    this.ended = true
  }

  of<T>(event: string): T[] {
    return this.events.filter((one) => one.event === event).map((one) => one.data as T)
  }

  close(): void {
    this.#stop.abort()
  }
}

beforeEach(async () => {
  web = await openTestWeb({ now: '2021-09-05T08:00:00+07:00' })
  issued = await issueForTest(web.database.db, {
    issuedAt: new Date('2021-09-05T07:55:00+07:00'),
    acknowledgeBefore: new Date('2021-09-05T11:00:00+07:00'),
    units: Array.from({ length: 12 }, (_, n) => ({ name: `CĐCS ${n}`, officers: [`Người ${n}`] })),
  })
  await sql`update person set is_demo = true`.execute(web.database.db)
  cookie = await signInAs(web.app, web.world, issued.staffId)
  await web.app.listen({ host: '127.0.0.1', port: 0 })
  origin = `http://127.0.0.1:${(web.app.server.address() as AddressInfo).port}`
})
afterEach(async () => {
  for (const stream of streams.splice(0)) stream.close()
  await web.close()
})

const press = (unit: number) =>
  acknowledge(
    web.database.db,
    [{ recipientId: issued.units[unit]!.officers[0]!.recipientId, answer: 'received', via: 'page' }],
    web.clock.now(),
  )
const numberOf = (stream: Stream): number =>
  (stream.of<BoardChange>('change').at(-1) ?? stream.of<BoardSnapshot>('snapshot').at(-1))?.funnel
    .acknowledged ?? -1

test('a snapshot comes first, then each change with its cell, in an unbroken chain', async () => {
  const stream = new Stream(cookie)
  await vi.waitFor(() => expect(stream.of('snapshot')).toHaveLength(1))
  const [snapshot] = stream.of<BoardSnapshot>('snapshot')
  expect(snapshot).toMatchObject({ directiveId: issued.directiveId, funnel: { due: 12, acknowledged: 0 } })
  expect(snapshot!.cells).toHaveLength(12)
  let version = snapshot!.version
  for (const unit of [3, 7]) {
    await press(unit)
    await vi.waitFor(() => expect(numberOf(stream)).toBe(unit === 3 ? 1 : 2))
    const change = stream.of<BoardChange>('change').at(-1)!
    expect(change.previous).toBe(version)
    expect(change.version).toBeGreaterThan(version)
    expect(change.cells).toMatchObject([{ targetId: issued.units[unit]!.targetId, state: 'acknowledged' }])
    version = change.version
  }
})

test('many changes at once are few events, and every board hears the same', async () => {
  const all = Array.from({ length: 5 }, () => new Stream(cookie))
  await vi.waitFor(() => {
    for (const stream of all) expect(stream.of('snapshot')).toHaveLength(1)
  })
  await Promise.all(issued.units.map((_, unit) => press(unit)))
  await vi.waitFor(() => {
    for (const stream of all) expect(numberOf(stream)).toBe(12)
  })
  expect(all[0]!.of('change').length).toBeLessThan(12)
  for (const stream of all) expect(stream.of('change')).toEqual(all[0]!.of('change'))
  const told = new Map<number, string>()
  for (const { cells } of all[0]!.of<BoardChange>('change'))
    for (const cell of cells) told.set(cell.targetId, cell.state)
  expect([...told.values()]).toEqual(Array.from({ length: 12 }, () => 'acknowledged'))
})

test('a rolled-back change is not told; a return after a break begins with the present picture', async () => {
  const stream = new Stream(cookie)
  await vi.waitFor(() => expect(stream.of('snapshot')).toHaveLength(1))
  const lastId = stream.events.at(-1)!.id
  stream.close()
  await web.database.db
    .transaction()
    .execute(async (trx) => {
      await sql`update target set acknowledged_at = now() where id = ${issued.units[0]!.targetId}`.execute(
        trx,
      )
      throw new Error('no')
    })
    .catch(() => {})
  await press(1)
  const back = new Stream(cookie, { 'last-event-id': lastId })
  await vi.waitFor(() => expect(back.of('snapshot')).toHaveLength(1))
  expect(numberOf(back)).toBe(1)
})

test('strangers and people who are not signed in get no stream', async () => {
  const stranger = await addStaff(web.database.db, {
    unit: 'LĐLĐ khác',
    path: 'other.q',
    role: 'administrator',
  })
  const as = await signInAs(web.app, web.world, stranger.staffId)
  expect(await new Stream(as).status).toBe(404)
  expect(await new Stream('').status).toBe(401)
})

test('a withdrawn access ends its open streams at once, and those of nobody else', async () => {
  const { rows } = await sql<{ path: string }>`select u.path from staff s join unit u on u.id = s.unit_id
    where s.id = ${issued.staffId}`.execute(web.database.db)
  const { staffId } = await addStaff(web.database.db, { unit: '', path: rows[0]!.path, role: 'viewer' })
  const gone = new Stream(await signInAs(web.app, web.world, staffId))
  const stays = new Stream(cookie)
  await vi.waitFor(() => {
    for (const stream of [gone, stays]) expect(stream.of('snapshot')).toHaveLength(1)
  })
  await sql`update role_grant set valid_to = ${web.clock.now()} where staff_id = ${staffId}`.execute(
    web.database.db,
  )
  await vi.waitFor(() => expect(gone.ended).toBe(true), { timeout: 5000 })
  await press(0)
  await vi.waitFor(() => expect(numberOf(stays)).toBe(1))
  expect(stays.ended).toBe(false)
})

test('stopping the server ends the streams at once', async () => {
  const stream = new Stream(cookie)
  await vi.waitFor(() => expect(stream.of('snapshot')).toHaveLength(1))
  await web.app.close()
  await vi.waitFor(() => expect(stream.ended).toBe(true))
})
