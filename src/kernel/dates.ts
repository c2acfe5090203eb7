/** What people read: Asia/Ho_Chi_Minh, 24 hours, dd/mm/yyyy. Viet Nam has had no summer time since 1975: +07:00. */
const OFFSET_MS = 7 * 3_600_000

interface LocalParts {
  year: number
  month: number
  day: number
  hour: number
  minute: number
  second: number
  /** 0 = Sunday */
  weekday: number
}

export function localParts(at: Date): LocalParts {
  const d = new Date(at.getTime() + OFFSET_MS)
  return {
    year: d.getUTCFullYear(),
    month: d.getUTCMonth() + 1,
    day: d.getUTCDate(),
    hour: d.getUTCHours(),
    minute: d.getUTCMinutes(),
    second: d.getUTCSeconds(),
    weekday: d.getUTCDay(),
  }
}

/** The instant of a local wall-clock time. Out-of-range parts are the caller's mistake. */
export function fromLocal(year: number, month: number, day: number, hour = 0, minute = 0): Date {
  return new Date(Date.UTC(year, month - 1, day, hour, minute) - OFFSET_MS)
}

const two = (n: number): string => String(n).padStart(2, '0')

/** 05/09/2021 */
export function dateText(at: Date): string {
  const p = localParts(at)
  return `${two(p.day)}/${two(p.month)}/${p.year}`
}
/** 2021-09-05: a calendar day as the database reads it. */
export function localDay(at: Date): string {
  const p = localParts(at)
  return `${p.year}-${two(p.month)}-${two(p.day)}`
}
/** 07:55 */
export function timeText(at: Date): string {
  const p = localParts(at)
  return `${two(p.hour)}:${two(p.minute)}`
}
/** 07:55:09 */
export function clockText(at: Date): string {
  return `${timeText(at)}:${two(localParts(at).second)}`
}
/** 07:55, 05/09/2021 */
export const dateTimeText = (at: Date): string => `${timeText(at)}, ${dateText(at)}`

export const sameLocalDay = (a: Date, b: Date): boolean => dateText(a) === dateText(b)

/** «07:55» on the day of `now`, «07:55, 05/09/2021» on others. */
export const momentText = (at: Date, now: Date): string =>
  sameLocalDay(at, now) ? timeText(at) : dateTimeText(at)
