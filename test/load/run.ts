/**
 * `npm run bench [name…]`: every measurement of test/load, one JSON line a figure, each file in a process of its own so
 * that none is slowed by what another left behind.
 */
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { basename, join } from 'node:path'

const files = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.ts') && file !== 'run.ts')
  .map((file) => ({ name: basename(file, '.ts'), path: join(import.meta.dirname, file) }))
const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !files.some((file) => file.name === name))
if (unknown.length > 0) {
  console.error(`No bench «${unknown.join(', ')}»; there are: ${files.map((file) => file.name).join(', ')}`)
  process.exit(1)
}
let failed = 0
for (const { name, path } of files) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  const one = join(import.meta.dirname, 'harness/one.ts')
  const { status } = spawnSync(process.execPath, [one, path], { stdio: ['ignore', 'inherit', 'inherit'] })
  if (status !== 0) {
    failed++
    console.error(`bench ${name} failed`)
  }
}
process.exit(failed > 0 ? 1 : 0)
