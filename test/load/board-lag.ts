import { createServer, get, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { openNotices } from '../../db/notices.ts'
import { acknowledge } from '../../src/domain/acknowledgement/index.ts'
import { buildApp } from '../../src/http/app.ts'
import { systemClock } from '../../src/kernel/clock.ts'
import { keyRing } from '../../src/kernel/key-ring.ts'
import { silentLog } from '../../src/kernel/log.ts'
import { translator } from '../../src/runtime/i18n.ts'
import { boardSnapshot } from '../../src/views/board/index.ts'
import { signInAs } from '../harness/sign-in.ts'
import { sentForBench } from './harness/board.ts'
import { type Bench, measure, percentile } from './harness/measure.ts'
import { BENCH_SECRET } from './harness/sending.ts'
import { openBenchDatabase } from './harness/server.ts'

const BOARDS = 200
const PRESSES = 30
const CITY = { units: 6_500, people: 30_000 }

/**
 * From an officer's press to the moment the change arrives at each of 200 open boards, over real sockets, the press
 * durable before; beside it a bare server that writes the same bytes to 200 open streams. Then the time of one whole
 * snapshot, for a district and for a city.
 */
export const { name, run }: Bench = {
  name: 'board-lag',
  async run() {
    const database = await openBenchDatabase()
    const notices = await openNotices(database.url)
    try {
      const district = await sentForBench(database.db, { units: 168, people: 331 })
      const world = {
        db: database.db,
        pool: database.pool,
        notices,
        clock: systemClock(),
        machineClock: systemClock(),
        log: silentLog,
        secret: BENCH_SECRET,
        keys: keyRing(BENCH_SECRET),
        publicUrl: 'http://loa.example',
        isDemo: true,
        apiCallsPerMinute: 600,
        corsOrigins: [],
        oidc: null,
        translate: translator,
      }
      const app = await buildApp(world)
      const cookie = await signInAs(app, world, district.federation.staffId)
      await app.listen({ host: '127.0.0.1', port: 0 })
      const { port } = app.server.address() as AddressInfo
      const path = `/api/directives/${district.directiveId}/board/events`

      const lags: number[] = []
      let pressed = 0
      let frame = ''
      const boards = await openStreams(port, path, cookie, (text) => {
        if (!text.includes('event: change')) return
        frame = text
        lags.push(performance.now() - pressed)
      })
      for (const recipientId of district.recipientIds.slice(0, PRESSES)) {
        const expected = lags.length + BOARDS
        pressed = performance.now()
        await acknowledge(database.db, [{ recipientId, answer: 'received', via: 'page' }], new Date())
        await until(() => lags.length >= expected)
      }
      for (const stop of boards) stop()
      await app.close()

      const snapshotMs = await timeOf(() => boardSnapshot(database.db, district.directiveId, new Date()))
      const city = await sentForBench(database.db, CITY)
      const cityMs = await timeOf(() => boardSnapshot(database.db, city.directiveId, new Date()))
      return [
        measure('board-lag', percentile(lags, 0.95), 'ms', {
          baseline: await bareLag(frame),
          bar: '≤ 500 ms',
        }),
        measure('board-lag snapshot of 168 units', snapshotMs, 'ms', { bar: '≤ 15 ms' }),
        measure('board-lag snapshot of 6500 units', cityMs, 'ms', { bar: '≤ 150 ms' }),
      ]
    } finally {
      await notices.close()
      await database.drop()
    }
  },
}

/** Opens the boards and waits until each has its first event; returns how to close them. */
async function openStreams(
  port: number,
  path: string,
  cookie: string,
  onText: (text: string) => void,
): Promise<(() => void)[]> {
  let ready = 0
  const stops = Array.from({ length: BOARDS }, () => {
    let first = true
    const request = get({ host: '127.0.0.1', port, path, agent: false, headers: { cookie } }, (reply) => {
      reply.setEncoding('utf8')
      reply.on('data', (text: string) => {
        if (first && text.includes('\n\n')) {
          first = false
          ready++
        }
        onText(text)
      })
    })
    request.on('error', () => {})
    return () => request.destroy()
  })
  await until(() => ready === BOARDS)
  // The snapshots may arrive in several pieces: let the last ones come in.
  await new Promise((resolve) => setTimeout(resolve, 300))
  return stops
}

async function bareLag(frame: string): Promise<number> {
  const open = new Set<ServerResponse>()
  const server = createServer((_, reply) => {
    reply.writeHead(200, { 'content-type': 'text/event-stream' })
    reply.write('retry: 2000\n\n')
    open.add(reply)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const lags: number[] = []
  let sent = 0
  const { port } = server.address() as AddressInfo
  const stops = await openStreams(port, '/', '', (text) => {
    if (text.includes('event: change')) lags.push(performance.now() - sent)
  })
  for (let round = 1; round <= PRESSES; round++) {
    sent = performance.now()
    for (const stream of open) stream.write(frame)
    await until(() => lags.length >= round * BOARDS)
  }
  for (const stop of stops) stop()
  server.close()
  return percentile(lags, 0.95)
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let round = 0; round < 9; round++) {
    const started = performance.now()
    await work()
    times.push(performance.now() - started)
  }
  return percentile(times, 0.5)
}

async function until(condition: () => boolean): Promise<void> {
  const giveUp = performance.now() + 30_000
  while (!condition()) {
    if (performance.now() > giveUp) throw new Error('the boards did not hear in time')
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
}
