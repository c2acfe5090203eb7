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
