/** A process of its own that sends each form once, as fast as it is answered: argv[2] is a JSON file with what to send. */
import { readFile } from 'node:fs/promises'
import { HttpConnection, p99, requestBytes } from './http-connection.ts'

interface PostLoad {
  readonly url: string
  readonly paths: readonly string[]
  readonly connections: number
  readonly body: string
  readonly expect: number
}

const load = JSON.parse(await readFile(process.argv[2]!, 'utf8')) as PostLoad
const url = new URL(load.url)
const headers = { 'content-type': 'application/x-www-form-urlencoded' }
const requests = load.paths.map((path) =>
  requestBytes(url, { method: 'POST', path, headers, body: load.body }),
)
const latencies: number[] = []
let wrong = 0
let next = 0

const send = (): Promise<void> =>
  new Promise((resolve, reject) => {
    new HttpConnection(url, {
      next: () => requests[next++] ?? null,
      answered: (status, ms) => {
        latencies.push(ms)
        if (status !== load.expect) wrong++
      },
      ended: (error) => (error ? reject(error) : resolve()),
    })
  })
const began = performance.now()
await Promise.all(Array.from({ length: load.connections }, send))
const seconds = (performance.now() - began) / 1000
process.stdout.write(JSON.stringify({ perSecond: requests.length / seconds, p99: p99(latencies), wrong }))
