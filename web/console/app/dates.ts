import { currentLocale, translate } from './i18n.ts'

/** People read Asia/Ho_Chi_Minh, 24 hours, dd/mm/yyyy, whatever the PC is set to. No summer time since 1975: +07:00. */
const OFFSET_MS = 7 * 3_600_000
const two = (value: number): string => String(value).padStart(2, '0')
const local = (at: string | number): Date =>
  new Date((typeof at === 'number' ? at : Date.parse(at)) + OFFSET_MS)

/** 14:02 */
export function timeText(at: string | number): string {
  const d = local(at)
  return `${two(d.getUTCHours())}:${two(d.getUTCMinutes())}`
}
/** 23/11/2026 */
export function dateText(at: string | number): string {
  const d = local(at)
  return `${two(d.getUTCDate())}/${two(d.getUTCMonth() + 1)}/${d.getUTCFullYear()}`
}
export const sameDay = (a: string | number, b: string | number): boolean => dateText(a) === dateText(b)

/** «14:02» today, «14:02, 23/11/2026» on other days. */
export const momentText = (at: string | number, now: number): string =>
  sameDay(at, now) ? timeText(at) : `${timeText(at)}, ${dateText(at)}`

export const fullText = (at: string | number): string => `${timeText(at)}, ${dateText(at)}`

/** «18 phút», «2 giờ 05 phút», «3 ngày»: how long a span is, rounded down to what people say. */
export function spanText(ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / 60_000))
  if (minutes < 60) return translate('console.span.minutes', { count: minutes })
  const hours = Math.floor(minutes / 60)
  if (hours < 24)
    return minutes % 60 === 0
      ? translate('console.span.hours', { count: hours })
      : translate('console.span.hours_minutes', { hours, minutes: two(minutes % 60) })
  return translate('console.span.days', { count: Math.floor(hours / 24) })
}

/** «00:18», «1:04:09»: minutes and seconds of a running countdown; never below zero. */
export function countdownText(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000))
  const hours = Math.floor(seconds / 3600)
  const rest = `${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`
  return hours > 0 ? `${hours}:${rest}` : rest
}

/** «vừa xong», «5 giây trước», «3 phút trước» */
export function agoText(at: string | number, now: number): string {
  const seconds = Math.floor((now - (typeof at === 'number' ? at : Date.parse(at))) / 1000)
  if (seconds < 2) return translate('console.ago.now')
  if (seconds < 60) return translate('console.ago.seconds', { count: seconds })
  return translate('console.ago.span', { span: spanText(seconds * 1000) })
}

const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const
/** «thứ Hai 23/11/2026» */
export const dayText = (at: string | number): string =>
  `${translate(`console.weekday.${WEEKDAYS[local(at).getUTCDay()]}`)} ${dateText(at)}`

export const collator = (): Intl.Collator =>
  new Intl.Collator(currentLocale() === 'vi' ? 'vi' : 'en', { numeric: true })

/** «2026-11-23»: the day in Viet Nam, as forms and the API have it. */
export const isoDay = (at: string | number): string => dateText(at).split('/').reverse().join('-')
