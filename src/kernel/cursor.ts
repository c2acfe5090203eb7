import { invalid } from './errors.ts'

type Part = string | number | null

/**
 * The place in a list after which the next page begins: the sort keys of the last row, so that rows which come or go
 * meanwhile move nothing. For clients it is opaque.
 */
export const cursorOf = (...parts: readonly Part[]): string =>
  Buffer.from(JSON.stringify(parts)).toString('base64url')

/** The sort keys of a cursor with `length` parts; refuses what we did not write (422, field `after`). */
export function readCursor(cursor: string | undefined, length: number): readonly Part[] | null {
  if (cursor === undefined) return null
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    if (Array.isArray(parts) && parts.length === length && parts.every(isPart)) return parts
  } catch {
    // Not ours, as below.
  }
  throw refused()
}

const isPart = (part: unknown): part is Part =>
  part === null || (typeof part === 'string' && !part.includes('\0')) || Number.isSafeInteger(part)

const refused = (): Error => invalid({ field: 'after', code: 'cursor' })

/** A sort key that is an instant. */
export function instantOf(part: Part | undefined): Date {
  const at = new Date(String(part))
  // Beyond these years PostgreSQL writes dates in another way.
  if (!(at.getUTCFullYear() > 0 && at.getUTCFullYear() <= 9999)) throw refused()
  return at
}

/** A sort key that is a day, YYYY-MM-DD. */
export function dayOf(part: Part | undefined): string {
  const day = String(part)
  const isDay = /^\d{4}-\d\d-\d\d$/.test(day) && instantOf(day).toISOString().startsWith(day)
  if (!isDay) throw refused()
  return day
}

/** A sort key that is a number. */
export function numberOf(part: Part | undefined): number {
  if (typeof part !== 'number') throw refused()
  return part
}

/** A page out of one row more than asked for: that row tells whether there is a next page. */
export function page<T>(
  rows: readonly T[],
  limit: number,
  cursor: (last: T) => string,
): { items: T[]; next: string | null } {
  const items = rows.slice(0, limit)
  return { items, next: rows.length > limit ? cursor(items.at(-1)!) : null }
}
