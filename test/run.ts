/**
 * `npm test`: every check of the repository. Quick ones side by side, then the tests; each step says how long it took,
 * a failed one shows its output, and the last line counts the tests.
 */
import { spawn } from 'node:child_process'
import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { ensureConsole } from '../src/cli/demo/console-build.ts'
import { sentence } from '../src/cli/say.ts'
import { StartProblem } from '../src/runtime/start-problem.ts'
import { withTestServer } from './harness/server.ts'

const ROOT = join(import.meta.dirname, '..')
const RESULTS = join(ROOT, 'test-results')
const REPORT = join(RESULTS, 'vitest.json')

interface Step {
  readonly name: string
  readonly run: () => Promise<{ ok: boolean; output: string }>
}

const tool = (name: string, command: string, ...args: string[]): Step => ({
  name,
  run: () => execute(join(ROOT, 'node_modules/.bin', command), args, 'collect'),
})

function execute(
  command: string,
  args: readonly string[],
  mode: 'collect' | 'show',
): Promise<{ ok: boolean; output: string }> {
  return new Promise((resolve) => {
    const stdio = mode === 'show' ? ('inherit' as const) : ('pipe' as const)
    const child = spawn(command, args, { cwd: ROOT, stdio: ['ignore', stdio, stdio] })
    let output = ''
    child.stdout?.on('data', (chunk) => {
      output += chunk
    })
    child.stderr?.on('data', (chunk) => {
      output += chunk
    })
    child.once('error', (error) => resolve({ ok: false, output: error.message }))
    child.once('close', (code) => resolve({ ok: code === 0, output }))
  })
}

const failed: string[] = []

async function perform({ name, run }: Step): Promise<void> {
  const begun = Date.now()
  const { ok, output } = await run()
  const seconds = ((Date.now() - begun) / 1000).toFixed(1)
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`)
  if (ok) return
  failed.push(name)
  if (output) console.log(output.trimEnd().replace(/^/gm, '       '))
}

/** Two at a time: as many as the smallest machine has cores. */
async function performAll(steps: readonly Step[]): Promise<void> {
  const rest = steps.values()
  await Promise.all(
    [1, 2].map(async () => {
      for (const step of rest) await perform(step)
    }),
  )
}

const consoleBuild: Step = {
  name: 'console build',
  run: async () => {
    const log = join(RESULTS, 'console-build.log')
    try {
      await ensureConsole(log, () => {})
      return { ok: true, output: '' }
    } catch (error) {
      if (!(error instanceof StartProblem)) throw error
      return {
        ok: false,
        output: await readFile(log, 'utf8').catch(() => sentence(error.code, error.values)),
      }
    }
  },
}

const CODE = ['src', 'db', 'demo', 'fakes', 'web/console']
await rm(RESULTS, { recursive: true, force: true })
await mkdir(RESULTS, { recursive: true })
await withTestServer(async (adminUrl) => {
  process.env['LOA_TEST_PG'] = adminUrl
  await performAll([
    consoleBuild,
    tool('types', 'tsc', '-p', 'tsconfig.json'),
    tool('types of the console', 'tsc', '-p', 'web/tsconfig.json'),
    tool('lint and format', 'biome', 'ci', '.'),
    tool('import rules', 'depcruise', '--config', '.dependency-cruiser.cjs', ...CODE),
    tool('import cycles', 'depcruise', '--config', '.dependency-cruiser.cycles.cjs', ...CODE),
    tool('unused code', 'knip', '--no-config-hints'),
    { name: 'schema dump', run: () => execute(process.execPath, ['db/dump.ts', '--check'], 'collect') },
  ])
  await perform({
    name: 'tests',
    run: () =>
      execute(
        join(ROOT, 'node_modules/.bin/vitest'),
        [
          'run',
          '--reporter=default',
          '--reporter=json',
          `--outputFile.json=${REPORT}`,
          ...process.argv.slice(2),
        ],
        'show',
      ),
  })
})

const report = await readFile(REPORT, 'utf8').then(
  (text) => JSON.parse(text) as { numPassedTests: number; numFailedTests: number },
  () => ({ numPassedTests: 0, numFailedTests: 0 }),
)
if (failed.length > 0) console.log(`\nFailed: ${failed.join(', ')}`)
console.log(`${report.numPassedTests} passed, ${report.numFailedTests} failed`)
process.exit(failed.length > 0 ? 1 : 0)
