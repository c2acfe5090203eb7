/** A process of its own that asks for pages as fast as it gets them: argv[2] is a JSON file with what to ask. */
import { readFile } from 'node:fs/promises'
import autocannon from 'autocannon'

interface GetLoad {
  readonly url: string
  readonly paths: readonly string[]
  readonly connections: number
  readonly seconds: number
}

const load = JSON.parse(await readFile(process.argv[2]!, 'utf8')) as GetLoad
let client = 0
const result = await autocannon({
  url: load.url,
  connections: load.connections,
  duration: load.seconds,
  // Every connection begins elsewhere, so that at any time different people's pages are asked for.
  setupClient: (one) => {
    const from = (client++ * 7919) % load.paths.length
    const own = Array.from(
      { length: Math.min(8, load.paths.length) },
      (_, n) => load.paths[(from + n) % load.paths.length]!,
    )
    const headers = { 'accept-encoding': 'gzip' }
    one.setRequests(own.map((path) => ({ method: 'GET', path, headers })))
  },
})
const { requests, latency, non2xx, errors } = result
process.stdout.write(JSON.stringify({ perSecond: requests.average, p99: latency.p99, non2xx, errors }))
