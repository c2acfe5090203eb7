/** A process of its own that sends each form once, as fast as it is answered: argv[2] is a JSON file with what to send. */
import { readFile } from 'node:fs/promises'
import { Pool } from 'undici'

interface PostLoad {
  readonly url: string
  readonly paths: readonly string[]
  readonly connections: number
  readonly body: string
  readonly expect: number
}

const load = JSON.parse(await readFile(process.argv[2]!, 'utf8')) as PostLoad
const pool = new Pool(load.url, { connections: load.connections, pipelining: 1 })
const latencies: number[] = []
let wrong = 0
let next = 0
async function one(): Promise<void> {
  for (;;) {
    const path = load.paths[next++]
    if (path === undefined) return
    const since = performance.now()
    const reply = await pool.request({
      method: 'POST',
      path,
      body: load.body,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
    await reply.body.dump()
    latencies.push(performance.now() - since)
    if (reply.statusCode !== load.expect) wrong++
  }
}
const began = performance.now()
await Promise.all(Array.from({ length: load.connections }, one))
const seconds = (performance.now() - began) / 1000
latencies.sort((a, b) => a - b)
await pool.close()
process.stdout.write(
  JSON.stringify({
    perSecond: load.paths.length / seconds,
    p99: latencies[Math.floor(latencies.length * 0.99)],
    wrong,
  }),
)
