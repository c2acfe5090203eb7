/**
 * `npm run bench [name…]`: every measurement of test/load, one JSON line a figure, each file in a process of its own so
 * that none is slowed by what another left behind.
 */
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { shareNation } from './harness/nation-database.ts'

/** Those that read the nation: it is seeded once for all of them, before the first, and gone after the last. */
const OF_THE_NATION: readonly string[] = ['people-search', 'rls-cost', 'tree-scope', 'unit-page']

const files = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.ts') && file !== 'run.ts')
  .map((file) => ({ name: basename(file, '.ts'), path: join(import.meta.dirname, file) }))
const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !files.some((file) => file.name === name))
if (unknown.length > 0) {
  console.error(`No bench «${unknown.join(', ')}»; there are: ${files.map((file) => file.name).join(', ')}`)
  process.exit(1)
}
const asked = files.filter(({ name }) => wanted.length === 0 || wanted.includes(name))
const ofTheNation = asked.filter(({ name }) => OF_THE_NATION.includes(name))
let failed = 0

function runBench({ name, path }: (typeof files)[number]): void {
  const one = join(import.meta.dirname, 'harness/one.ts')
  const { status } = spawnSync(process.execPath, [one, path], { stdio: ['ignore', 'inherit', 'inherit'] })
  if (status === 0) return
  failed++
  console.error(`bench ${name} failed`)
}

for (const bench of asked) if (!ofTheNation.includes(bench)) runBench(bench)
if (ofTheNation.length > 0) {
  const gone = await shareNation()
  try {
    for (const bench of ofTheNation) runBench(bench)
  } finally {
    await gone()
  }
}
process.exit(failed > 0 ? 1 : 0)
