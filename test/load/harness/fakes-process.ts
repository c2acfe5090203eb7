import { startFakes } from '../../../fakes/index.ts'

/** A process of its own: all fake providers without receipts, records or limits; says their addresses, ends with its parent. */
const fakes = await startFakes({ knobs: { receipts: 'off', record: false, ratePerMinute: 1e9 } })
const urls = { zalo: fakes.zalo.url, sms: fakes.sms.url, smtp: fakes.smtp.url }
process.stdout.write(`${JSON.stringify(urls)}\n`)
process.stdin.resume()
process.stdin.once('end', () => process.exit(0))
