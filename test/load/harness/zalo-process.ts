import { startFakes } from '../../../fakes/index.ts'

/** A process of its own: the fake Zalo without receipts, records or limits; says its address and waits to be ended. */
const fakes = await startFakes({ knobs: { receipts: 'off', record: false, ratePerMinute: 1e9 } })
process.stdout.write(`${fakes.zalo.url}\n`)
process.stdin.resume()
process.stdin.once('end', () => process.exit(0))
