import { html } from 'ghtml'
import { referenceOf } from '../../domain/directive/index.ts'
import { dateText, dateTimeText, localParts, sameLocalDay, timeText } from '../../kernel/dates.ts'
import type { Translate } from '../../kernel/i18n.ts'

/** «15:00 hôm nay», «15:00, thứ Hai 23/11/2026»: the hour first, the day only as far as it is needed. */
export function whenText(t: Translate, at: Date, now: Date): string {
  const time = timeText(at)
  if (sameLocalDay(at, now)) return t('phone.today', { time })
  if (sameLocalDay(at, new Date(now.getTime() + 86_400_000))) return t('phone.tomorrow', { time })
  return t('phone.onDay', { time, weekday: t(`phone.weekday.${localParts(at).weekday}`), date: dateText(at) })
}

const LEFT = ['days', 'hours', 'minutes', 'past'] as const
const DAYS_FROM = 2 * 24 * 60

/** The four ways to say what is left, for the script that keeps the page true; `#` stands for a number. */
export const leftWords = (t: Translate): string => LEFT.map((key) => t(`phone.left.${key}`)).join('|')

/** «còn 18 phút», the same words as the script's. */
export function leftText(t: Translate, until: Date, now: Date): string {
  const minutes = Math.ceil((until.getTime() - now.getTime()) / 60_000)
  const fill = (key: (typeof LEFT)[number], ...numbers: number[]): string =>
    t(`phone.left.${key}`).replace(/#/g, () => String(numbers.shift()))
  if (minutes <= 0) return fill('past')
  if (minutes >= DAYS_FROM) return fill('days', Math.floor(minutes / 1440))
  return minutes >= 60 ? fill('hours', Math.floor(minutes / 60), minutes % 60) : fill('minutes', minutes)
}

/** Of a moment of the same day the hour is enough. */
export const momentText = (at: Date, now: Date): string =>
  sameLocalDay(at, now) ? timeText(at) : dateTimeText(at)

/** «212 KB», «1,4 MB» */
export function sizeText(bytes: number, decimal: string): string {
  if (bytes < 1_000_000) return `${Math.max(1, Math.round(bytes / 1024))} KB`
  return `${(bytes / 1_048_576).toFixed(1).replace('.', decimal)} MB`
}

export const reference = (of: { number: number | null; symbol: string | null }): string | null =>
  of.number !== null && of.symbol !== null ? referenceOf(of.number, of.symbol) : null

/** «ông Trần Văn Ổn»; «ông/bà» when unknown. */
export const personText = (
  t: Translate,
  salutation: string | null,
  name: string,
  locale: 'vi' | 'en',
): string => (locale === 'en' ? name : `${salutation ?? t('phone.either')} ${name}`)

export function identityText(t: Translate, who: string, unit: string | null): string {
  return unit ? t('phone.identityUnit', { who, unit }) : who
}

const TELEPHONE = /(?<!\d)(?:\+84|0)\d{2,3}[ .]?\d{3}[ .]?\d{3,4}(?!\d)/g

/** The text with its telephone numbers as links that call, each kept on one line. */
export function withTelephones(text: string): string {
  let shown = ''
  let from = 0
  for (const found of text.matchAll(TELEPHONE)) {
    const number = found[0]
    shown += html`${text.slice(from, found.index)}<a class="tel" href="tel:${number.replace(/[ .]/g, '')}">${number}</a>`
    from = found.index + number.length
  }
  return shown + html`${text.slice(from)}`
}

/** Where a long text is folded: after about twelve lines of a phone, at the end of a paragraph or sentence. */
export function foldText(text: string, limit = 520): { shown: string; folded: string } {
  if (text.length <= limit * 1.3) return { shown: text, folded: '' }
  const head = text.slice(0, limit)
  const paragraph = head.lastIndexOf('\n')
  const sentence = Math.max(head.lastIndexOf('. '), head.lastIndexOf('; '), head.lastIndexOf('.\n'))
  const cut =
    paragraph > limit / 2
      ? paragraph
      : sentence > limit / 3
        ? sentence + 1
        : Math.max(head.lastIndexOf(' '), limit / 2)
  return { shown: text.slice(0, cut).trimEnd(), folded: text.slice(cut).trimStart() }
}
