/** People read and type Asia/Ho_Chi_Minh: +07:00 all year. */
const OFFSET_MS = 7 * 3_600_000
const two = (value: number): string => String(value).padStart(2, '0')

/** «YYYY-MM-DD HH:mm:ss» of the office clock, as the date field holds it. */
export function toLocal(iso: string): string {
  const d = new Date(Date.parse(iso) + OFFSET_MS)
  return `${d.getUTCFullYear()}-${two(d.getUTCMonth() + 1)}-${two(d.getUTCDate())} ${two(d.getUTCHours())}:${two(d.getUTCMinutes())}:00`
}
export const fromLocal = (local: string): string =>
  new Date(Date.parse(`${local.replace(' ', 'T')}Z`) - OFFSET_MS).toISOString()

/**
 * Day first, strictly: «05/12/2026 15:00», «5/12/26 15h», «05122026 15:00»; without a time, five in the afternoon. A day
 * that does not exist is null, never the next month.
 */
export function parseLocal(text: string): string | null {
  const found =
    /^(?:(\d{1,2})\/(\d{1,2})\/(\d{4}|\d{2})|(\d{2})(\d{2})(\d{4}))(?:[ ,]+(\d{1,2})(?:[:h](\d{2})?)?)?$/.exec(
      text.trim().replace(/\s+/g, ' '),
    )
  if (!found) return null
  const day = Number(found[1] ?? found[4])
  const month = Number(found[2] ?? found[5])
  const rawYear = found[3] ?? found[6] ?? ''
  const year = rawYear.length === 2 ? 2000 + Number(rawYear) : Number(rawYear)
  const hour = found[7] === undefined ? 17 : Number(found[7])
  const minute = Number(found[8] ?? 0)
  const at = new Date(Date.UTC(year, month - 1, day, hour, minute))
  const exists = at.getUTCMonth() === month - 1 && at.getUTCDate() === day && hour < 24 && minute < 60
  return exists ? `${year}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}:00` : null
}

/** A time of a day so many days after `now`, on the office clock. */
export function localTimeOn(now: number, days: number, hour: number): string {
  const d = new Date(now + OFFSET_MS + days * 86_400_000)
  return new Date(
    Date.UTC(d.getUTCFullYear(), d.getUTCMonth(), d.getUTCDate(), hour) - OFFSET_MS,
  ).toISOString()
}
/** Days until the next Friday, today not counted. */
export function daysToFriday(now: number): number {
  const weekday = new Date(now + OFFSET_MS).getUTCDay()
  return (5 - weekday + 7) % 7 || 7
}
