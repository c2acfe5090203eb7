import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Pool } from 'undici'
import type { OpenAccount } from '../../src/domain/delivery/index.ts'

/** A provider that takes everything and counts what reached each address. It deduplicates nothing. */
export async function startCountingProvider(): Promise<{
  url: string
  taken: ReadonlyMap<string, number>
  server: Server
}> {
  const taken = new Map<string, number>()
  const server = createServer((request, response) => {
    let address = ''
    request.on('data', (chunk: Buffer) => {
      address += chunk.toString()
    })
    request.on('end', () => {
      taken.set(address, (taken.get(address) ?? 0) + 1)
      response.end(`id-${address}`)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, taken, server }
}

/** The channel that speaks to it over real HTTP. */
export function countingChannel(url: string): OpenAccount {
  const pool = new Pool(url, { connections: 16, pipelining: 1 })
  return {
    capabilities: {
      reportsDelivered: false,
      reportsSeen: false,
      deduplicatesForMs: 0,
      reconciles: false,
      ratePerMinute: 6_000_000,
      burst: 100_000,
      concurrency: 16,
      maxTextLength: 2_000,
    },
    async send(message) {
      try {
        const answer = await pool.request({ path: '/', method: 'POST', body: message.address })
        return { kind: 'accepted', providerMessageId: await answer.body.text() }
      } catch {
        return { kind: 'unknown', code: 'cut', lane: false }
      }
    },
    close: () => pool.close(),
  }
}
