import { enableCompileCache } from 'node:module'
import type { Bench } from './measure.ts'

enableCompileCache()
const bench = (await import(process.argv[2]!)) as Bench
for (const line of await bench.run()) process.stdout.write(`${JSON.stringify(line)}\n`)
process.exit(0)
