/** A process of its own that asks for pages as fast as it gets them: argv[2] is a JSON file with what to ask. */
import { readFile } from 'node:fs/promises'
import { HttpConnection, p99, requestBytes } from './http-connection.ts'

interface GetLoad {
  readonly url: string
  readonly paths: readonly string[]
  readonly connections: number
  readonly seconds: number
}

const load = JSON.parse(await readFile(process.argv[2]!, 'utf8')) as GetLoad
const url = new URL(load.url)
const requests = load.paths.map((path) =>
  requestBytes(url, { method: 'GET', path, headers: { 'accept-encoding': 'gzip' } }),
)
const latencies: number[] = []
let wrong = 0
const began = performance.now()
const until = began + load.seconds * 1000

/** Every connection begins elsewhere, so that at any time different people's pages are asked for. */
function ask(n: number): Promise<void> {
  let place = (n * 7919) % requests.length
  return new Promise((resolve, reject) => {
    new HttpConnection(url, {
      next: () => {
        place = (place + 1) % requests.length
        return performance.now() < until ? requests[place]! : null
      },
      answered: (status, ms) => {
        latencies.push(ms)
        if (status !== 200) wrong++
      },
      ended: (error) => (error ? reject(error) : resolve()),
    })
  })
}
await Promise.all(Array.from({ length: load.connections }, (_, n) => ask(n)))
const seconds = (performance.now() - began) / 1000
process.stdout.write(JSON.stringify({ perSecond: latencies.length / seconds, p99: p99(latencies), wrong }))
