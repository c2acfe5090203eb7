import type { Holiday } from '../../contract/holiday.ts'
import { tidy } from '../../kernel/text.ts'

/** Why a line of a list cannot be taken: a key below `problem.holiday`. */
export type LineFault = 'no_day' | 'no_such_day' | 'other_year' | 'wrong_order' | 'too_long' | 'no_name'

export interface ReadList {
  readonly days: Holiday[]
  /** Lines from 1, as they were typed. */
  readonly faults: { line: number; text: string; why: LineFault }[]
}

/** The longest span of days off in one line: Tết with its days in lieu takes nine. */
const LONGEST = 31
const DAY_MS = 86_400_000

// «01/01/2027», «1-1-2027», «2027-01-01», «30/4» of the year that is asked about.
const DAY = String.raw`(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}))?`
// Between two days stands a dash or a short word in any language.
const LINE = new RegExp(
  String.raw`^(?:${DAY})(?:\s*(?:[-–—→]|\p{L}{2,3})\s*(?:${DAY}))?[\s,;:|.–-]*(.*)$`,
  'iu',
)

/**
 * A list as it was announced, read line by line: a day or a span of days, then the name, after «|» the English one. Only
 * days of the year are taken; a day that stands twice keeps its last name. Empty lines are none.
 */
export function readHolidayList(text: string, year: number): ReadList {
  const days = new Map<string, Holiday>()
  const faults: { line: number; text: string; why: LineFault }[] = []
  for (const [index, raw] of text.split(/\r\n?|\n/).entries()) {
    const line = tidy(raw.replaceAll('\t', ' '))
    if (line === '') continue
    const read = readLine(line, year)
    if ('why' in read) faults.push({ line: index + 1, text: line.slice(0, 200), why: read.why })
    else for (const holiday of read.days) days.set(holiday.day, holiday)
  }
  return { days: [...days.values()].sort((a, b) => (a.day < b.day ? -1 : 1)), faults }
}

function readLine(line: string, year: number): { days: Holiday[] } | { why: LineFault } {
  const found = LINE.exec(line)
  if (!found) return { why: 'no_day' }
  const from = dayOf(found.slice(1, 7), year)
  const hasEnd = found.slice(7, 13).some((part) => part !== undefined)
  const to = hasEnd ? dayOf(found.slice(7, 13), year) : from
  if (from === null || to === null) return { why: 'no_such_day' }
  if (to < from) return { why: 'wrong_order' }
  if (!isOf(from, year) || !isOf(to, year)) return { why: 'other_year' }
  const count = Math.round((to - from) / DAY_MS) + 1
  if (count > LONGEST) return { why: 'too_long' }
  const [nameVi = '', nameEn = ''] = (found[13] ?? '').split('|').map((name) => name.trim().slice(0, 120))
  if (nameVi === '') return { why: 'no_name' }
  return {
    days: Array.from({ length: count }, (_, n) => ({
      day: new Date(from + n * DAY_MS).toISOString().slice(0, 10),
      nameVi,
      nameEn: nameEn || nameVi,
    })),
  }
}

const isOf = (at: number, year: number): boolean => new Date(at).getUTCFullYear() === year

/** year-month-day or day-month(-year), as the line has it; null for a day that does not exist. */
function dayOf(parts: readonly (string | undefined)[], year: number): number | null {
  const [y1, m1, d1, d2, m2, y2] = parts.map((part) => (part === undefined ? undefined : Number(part)))
  const [y, m, d] = y1 === undefined ? [y2 ?? year, m2!, d2!] : [y1, m1!, d1!]
  const at = new Date(Date.UTC(y, m - 1, d))
  return at.getUTCFullYear() === y && at.getUTCMonth() === m - 1 && at.getUTCDate() === d
    ? at.getTime()
    : null
}

const text = (days: readonly Holiday[]): string =>
  JSON.stringify(days.map(({ day, nameVi, nameEn }) => [day, nameVi, nameEn]).sort())

/** Is it one list? */
export const sameList = (a: readonly Holiday[], b: readonly Holiday[]): boolean => text(a) === text(b)
