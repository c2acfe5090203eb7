import { join } from 'node:path'
import { type Supervised, supervise } from '../../runtime/supervisor.ts'

export interface DemoProcesses {
  readonly ready: Promise<void>
  stop(): Promise<void>
  kill(): void
}

const PROGRAM = join(import.meta.dirname, '../../bin/loa.ts')

/** Fakes, worker and web as processes of their own, as they would run on machines of their own. */
export function startProcesses(options: {
  logs: string
  env: NodeJS.ProcessEnv
  onRestart: (name: string) => void
}): DemoProcesses {
  const plans: readonly { name: string; args: readonly string[] }[] = [
    { name: 'fakes', args: ['fakes'] },
    { name: 'worker', args: ['serve', '--role', 'worker'] },
    { name: 'web', args: ['serve', '--role', 'web'] },
  ]
  const running: readonly Supervised[] = plans.map(({ name, args }) =>
    supervise(
      { name, module: PROGRAM, args, env: options.env, logFile: join(options.logs, `${name}.log`) },
      options.onRestart,
    ),
  )
  return {
    ready: Promise.all(running.map((child) => child.ready)).then(() => {}),
    // Those who ask stop before those who answer.
    stop: async () => {
      for (const child of running.toReversed()) await child.stop()
    },
    kill: () => {
      for (const child of running) child.kill()
    },
  }
}
