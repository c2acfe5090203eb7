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
  throw invalid({ field: 'after', code: 'cursor' })
}

const isPart = (part: unknown): part is Part =>
  part === null || (typeof part === 'string' && !part.includes('\0')) || Number.isSafeInteger(part)

/** A sort key that is an instant. */
export function instantOf(part: Part | undefined): Date {
  const at = new Date(String(part))
  if (Number.isNaN(at.getTime())) throw invalid({ field: 'after', code: 'cursor' })
  return at
}

/** A sort key that is a number. */
export function numberOf(part: Part | undefined): number {
  if (typeof part !== 'number') throw invalid({ field: 'after', code: 'cursor' })
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
