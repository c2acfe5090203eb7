import { type ChildProcess, fork } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import type { ChildMessage } from './child.ts'
import { StartProblem } from './start-problem.ts'

export interface ChildPlan {
  readonly name: string
  readonly module: string
  readonly args: readonly string[]
  readonly env: NodeJS.ProcessEnv
  /** Its JSON lines; begun anew at each start of Loa. */
  readonly logFile: string
}

export interface Supervised {
  readonly name: string
  /** Settled when it first says that it is ready; rejected when it ends before. */
  readonly ready: Promise<void>
  stop(): Promise<void>
  /** Ends it at once; for the impatient. */
  kill(): void
}

const FIRST_WAIT_MS = 250
const LONGEST_WAIT_MS = 15_000
const CALM_MS = 60_000
const PATIENCE_MS = 12_000

/**
 * Starts a process and keeps it running: one that ends unasked is started again, later each time until it has been
 * calm for a minute.
 */
export function supervise(plan: ChildPlan, onRestart: (name: string) => void): Supervised {
  const { promise: ready, resolve, reject } = Promise.withResolvers<void>()
  let wasReady = false
  let stopping = false
  let waitMs = FIRST_WAIT_MS
  let retry: NodeJS.Timeout | undefined
  let child = launch('w')

  function launch(mode: 'w' | 'a'): ChildProcess {
    const begun = Date.now()
    const log = openSync(plan.logFile, mode, 0o600)
    const started = fork(plan.module, plan.args, { env: plan.env, stdio: ['ignore', log, log, 'ipc'] })
    closeSync(log)
    let problem: StartProblem | undefined
    started.on('message', (message: ChildMessage) => {
      if (message.kind === 'problem') problem = new StartProblem(message.code, message.values)
      else {
        wasReady = true
        resolve()
      }
    })
    started.once('exit', () => {
      if (stopping) return
      if (!wasReady) {
        stopping = true
        return reject(problem ?? new StartProblem('process_failed', { name: plan.name, log: plan.logFile }))
      }
      if (Date.now() - begun > CALM_MS) waitMs = FIRST_WAIT_MS
      onRestart(plan.name)
      retry = setTimeout(() => {
        child = launch('a')
      }, waitMs)
      waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)
    })
    return started
  }

  return {
    name: plan.name,
    ready,
    kill: () => child.kill('SIGKILL'),
    stop: () =>
      new Promise((stopped) => {
        stopping = true
        clearTimeout(retry)
        if (child.exitCode !== null || child.signalCode !== null) return stopped()
        const impatient = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS)
        child.once('exit', () => {
          clearTimeout(impatient)
          stopped()
        })
        child.kill('SIGTERM')
      }),
  }
}
