import { describeError, type Log } from '../kernel/log.ts'
import type { StartProblem } from './start-problem.ts'

/** What a supervised process tells its parent. */
export type ChildMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'problem'; readonly code: string; readonly values: Record<string, string | number> }

const isSupervised = (): boolean => process.send !== undefined

export function tellParent(message: ChildMessage): void {
  if (process.connected) process.send?.(message)
}

/** Tells the parent why we cannot start; false when there is none, and the caller must print it. */
export function reportProblem(problem: StartProblem): Promise<boolean> {
  return new Promise((resolve) => {
    if (!process.connected) return resolve(false)
    const message: ChildMessage = { kind: 'problem', code: problem.code, values: { ...problem.values } }
    process.send?.(message, () => resolve(true))
  })
}

/**
 * Resolves when this process is asked to stop. Under a parent that is SIGTERM or the parent's death; Ctrl-C reaches the
 * whole terminal at once and is the parent's to handle, in its order.
 */
export function stopAsked(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGTERM', () => resolve())
    if (isSupervised()) {
      process.on('SIGINT', () => {})
      process.once('disconnect', () => resolve())
    } else {
      process.once('SIGINT', () => resolve())
    }
  })
}

/** An accident nobody expected: named in the log, then the process ends, and whoever watches it starts a fresh one. */
export function crashOnAccident(log: Log): void {
  const crash = (error: unknown): void => {
    log.error({ error: describeError(error) }, 'process crashed')
    process.exit(70)
  }
  process.on('uncaughtException', crash)
  process.on('unhandledRejection', crash)
}
