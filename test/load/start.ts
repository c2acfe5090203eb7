import { spawn } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { claimPort } from '../../src/runtime/port.ts'
import { startProgram, temporaryFolder, untilReady } from '../harness/program.ts'
import { type Measure, measure, percentile } from './harness/measure.ts'

export const name = 'start'

/** From the second start of the whole demo to its first «ready»; beside it a bare Fastify until its first answer. */
export async function run(): Promise<readonly Measure[]> {
  const folder = await temporaryFolder()
  const env = { LOA_DATA_DIR: join(folder, 'data') }
  try {
    const first = await timedStart(env)
    const again = [await timedStart(env), await timedStart(env), await timedStart(env)]
    const baseline = percentile([await bareStart(), await bareStart(), await bareStart()], 0.5)
    return [
      measure('start', percentile(again, 0.5), 'ms', { baseline, bar: '≤ 5000 ms' }),
      measure('start first', first, 'ms', { baseline }),
    ]
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function timedStart(env: NodeJS.ProcessEnv): Promise<number> {
  const since = Date.now()
  const program = await startProgram(['demo'], env)
  const took = await untilReady(program, since)
  await program.interrupt()
  return took
}

async function bareStart(): Promise<number> {
  const port = await claimPort('127.0.0.1', 0)
  const script = `import('fastify').then(({ default: Fastify }) => {
    const app = Fastify(); app.get('/', async () => 'hello'); app.listen({ port: ${port} }) })`
  const since = Date.now()
  const child = spawn(process.execPath, ['-e', script], {
    stdio: 'ignore',
    cwd: join(import.meta.dirname, '../..'),
  })
  while (
    !(await fetch(`http://127.0.0.1:${port}/`).then(
      (reply) => reply.ok,
      () => false,
    ))
  )
    await new Promise((again) => setTimeout(again, 10))
  const took = Date.now() - since
  child.kill()
  return took
}
