/**
 * What a module may say while it works. Ids and codes only: texts, names, numbers and secrets never reach a log
 * (invariant 14). runtime/ supplies the real one.
 */
export interface Log {
  info(fields: Record<string, unknown>, event: string): void
  warn(fields: Record<string, unknown>, event: string): void
  error(fields: Record<string, unknown>, event: string): void
}

export const silentLog: Log = { info() {}, warn() {}, error() {} }

/**
 * An accident as a log may hold it. Never the message of a database or network error: it may quote a row or an
 * address. Class, code and where it happened are enough.
 */
export function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { name: typeof error }
  const { code, constraint, table } = error as Error & { code?: string; constraint?: string; table?: string }
  const frames = (error.stack ?? '')
    .split('\n')
    .filter((line) => line.trim().startsWith('at '))
    .slice(0, 8)
    .map((line) => line.trim())
  return { name: error.name, code, constraint, table, message: code ? undefined : error.message, frames }
}
