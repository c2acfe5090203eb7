import { createHmac } from 'node:crypto'
import { sql } from 'kysely'
import { Pool } from 'undici'
import { inScope } from '../../db/scope.ts'
import { seedScale } from '../../demo/scale.ts'
import { ZALO_IDENTITY } from '../../fakes/index.ts'
import { zaloOa } from '../../src/channels/zalo-oa/adapter.ts'
import { issueDirective, releaseDue } from '../../src/domain/delivery/index.ts'
import { translator } from '../../src/runtime/i18n.ts'
import type { TestDatabase } from '../harness/database.ts'
import { type Bench, measure } from './harness/measure.ts'
import { startProviders } from './harness/providers.ts'
import { BENCH_SECRET, benchWorker, draftForBench, untilAccepted } from './harness/sending.ts'
import { openBenchDatabase } from './harness/server.ts'

const PEOPLE = 12_000
const UNITS = 1_000
const CONNECTIONS = zaloOa.capabilities.concurrency

/**
 * Durable deliveries a second (claimed, composed, sent over HTTP, outcome committed) against a bare loop that posts
 * bodies of the same size to the same fake over as many connections. Both run in this process, one after the other,
 * three times; the better of each counts, the first round warms both up.
 */
export const { name, run }: Bench = {
  name: 'dispatch',
  async run() {
    const providers = await startProviders()
    const database = await openBenchDatabase()
    try {
      const federation = await seedScale(database.db, {
        units: UNITS,
        people: PEOPLE,
        now: new Date(),
        secret: BENCH_SECRET,
        accounts: [providers.accounts[0]],
        mix: { zalo: 100, sms: 0, email: 0 },
      })
      const durable: number[] = []
      const bare: number[] = []
      for (let round = 0; round < 3; round++) {
        durable.push(await deliver(database, federation))
        bare.push(await postBare(providers.zaloUrl, PEOPLE))
      }
      return [
        measure('dispatch', Math.max(...durable), 'deliveries/s', {
          baseline: Math.max(...bare),
          bar: '≥ 0.5',
        }),
      ]
    } finally {
      await database.drop()
      providers.stop()
    }
  },
}

async function deliver(
  database: TestDatabase,
  federation: { federationId: number; scopePath: string; staffId: number },
): Promise<number> {
  const { db } = database
  const id = await draftForBench(db, federation.federationId, { urgency: 3 })
  await inScope(db, { path: federation.scopePath }, (trx) =>
    issueDirective(
      trx,
      { staffId: federation.staffId },
      id,
      { revision: 1, typedNumber: UNITS, acceptWarnings: true, requestKey: `bench-dispatch-${id}` },
      { now: new Date(), publicUrl: 'https://loa.example', words: translator('vi') },
    ),
  )
  await releaseDue(db, new Date(Date.now() + 60_000))
  // What was released «in a minute» is due now.
  await sql`update delivery set due_at = now() where directive_id = ${id}`.execute(db)
  await sql`vacuum analyze delivery, delivery_queue, recipient, target`.execute(db)
  await sql`checkpoint`.execute(db)
  const started = performance.now()
  const worker = await benchWorker(database)
  await worker.dispatcher.whenIdle()
  const seconds = (performance.now() - started) / 1000
  await worker.stop()
  // Idle means durable: count what the database holds.
  await untilAccepted(db, id, PEOPLE, 0)
  return PEOPLE / seconds
}

/** The same work without Loa: a body, a POST, an answer read as JSON. */
async function postBare(url: string, count: number): Promise<number> {
  const pool = new Pool(url, { connections: CONNECTIONS, pipelining: 1 })
  const text = `[HỎA TỐC] ${'Về việc phòng, chống dịch tại nơi làm việc. '.repeat(8)}`
  const proof = createHmac('sha256', ZALO_IDENTITY.appSecret).update(ZALO_IDENTITY.accessToken).digest('hex')
  let next = 0
  const started = performance.now()
  const post = async (): Promise<void> => {
    while (next < count) {
      const n = next++
      const link = `https://loa.example/x/${String(n).padStart(22, 'a')}`
      const body = JSON.stringify({
        recipient: { user_id: String(4_000_000_000_000_000_000n + BigInt(n)) },
        message: {
          text,
          attachment: {
            type: 'template',
            payload: {
              buttons: [
                { title: 'Xem và xác nhận', type: 'oa.open.url', payload: { url: link } },
                { title: 'Xác nhận đã nhận', type: 'oa.query.hide', payload: '#ack_' },
              ],
            },
          },
        },
      })
      const answer = await pool.request({
        path: '/v3.0/oa/message/cs',
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          access_token: ZALO_IDENTITY.accessToken,
          appsecret_proof: proof,
        },
        body,
      })
      const reply = JSON.parse(await answer.body.text()) as { error: number }
      if (reply.error !== 0) throw new Error(`the fake refuses the bare loop: ${reply.error}`)
    }
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, post))
  const seconds = (performance.now() - started) / 1000
  await pool.close()
  return count / seconds
}
