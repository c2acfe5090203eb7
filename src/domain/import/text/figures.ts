import type { Cell } from '../reading/table.ts'
import type { RepairKind } from './repair.ts'

export type CountReading =
  | { readonly value: number | null; readonly kinds: readonly RepairKind[] }
  | { readonly fault: 'count_invalid' | 'count_too_large' }

/** A head count: «1.234», «1,234», «12 người»; an empty cell and a dash say nothing, which is not zero. */
export function readCount(cell: Pick<Cell, 't' | 'k'>, on: ReadonlySet<RepairKind>): CountReading {
  const text = cell.t.normalize('NFKC').trim()
  if (/^[-–—]?$/.test(text)) return { value: null, kinds: [] }
  const number = text.replace(/\s*(?:người|nguoi|đv|đoàn viên|cnvclđ|cn)\.?$/iu, '').replace(/\s+/g, '')
  let value: number
  const kinds: RepairKind[] = []
  if (/^\d+(?:[.,]0+)?$/.test(number) && !/^\d{1,3}[.,]000$/.test(number)) value = Number.parseInt(number, 10)
  else if (/^\d{1,3}(?:\.\d{3})+(?:,0+)?$/.test(number) || /^\d{1,3}(?:,\d{3})+(?:\.0+)?$/.test(number)) {
    // Excel has no doubt about its own number: 1.234 there is a fraction, and a fraction of a person is a mistake.
    if (cell.k === 'n' || !on.has('number_grouping')) return { fault: 'count_invalid' }
    kinds.push('number_grouping')
    value = Number(number.replace(/[.,]0+$/, (end) => (end.length === 4 ? end : '')).replace(/[.,]/g, ''))
  } else return { fault: 'count_invalid' }
  return value > 10_000_000 ? { fault: 'count_too_large' } : { value, kinds }
}

/**
 * A number as it is written in Vietnam: 1.234.567,5. The same list may hold 1,234,567. Null when it is no number or
 * when a single separator leaves both readings open and neither is a group of thousands.
 */
export function readNumber(text: string): number | null {
  const plain = text
    .normalize('NFKC')
    .replace(/\s+/g, '')
    .replace(/đồng$|đ$/iu, '')
  if (/^-?\d{1,3}(?:\.\d{3})+(?:,\d+)?$/.test(plain))
    return Number(plain.replaceAll('.', '').replace(',', '.'))
  if (/^-?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/.test(plain)) return Number(plain.replaceAll(',', ''))
  if (/^-?\d+(?:,\d+)?$/.test(plain)) return Number(plain.replace(',', '.'))
  return /^-?\d+\.\d+$/.test(plain) ? Number(plain) : null
}

/** A mark in a column that is ticked: X, x, ✓, v, 1, có. */
export const isMark = (text: string): boolean =>
  /^(?:x+|✓|✔|√|v|1|có|\*)$/iu.test(text.normalize('NFKC').trim())

/**
 * A day as yyyy-mm-dd: dd/mm/yyyy with any usual separator, or «ngày 05 tháng 9 năm 2021», or yyyy-mm-dd as programs write
 * it, or Excel's own date.
 * Never month first: «05/09/2021» is the fifth of September. Null for 31/02 and for everything else.
 */
export function readDay(cell: Pick<Cell, 't' | 'k'>): string | null {
  const text = cell.t.normalize('NFC').trim()
  if (cell.k === 'n' && /^\d{5}$/.test(text)) {
    // A date whose cell lost its format: days since 30/12/1899, as Excel counts after February 1900.
    const serial = Number(text)
    if (serial < 7_306 || serial > 73_050) return null
    return new Date(Date.UTC(1899, 11, 30 + serial)).toISOString().slice(0, 10)
  }
  const match =
    /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(text) ??
    /^ngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})$/iu.exec(text)
  const written = match?.slice(1) ?? /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)?.slice(1).reverse()
  if (!written) return null
  const [day, month, year] = written.map(Number) as [number, number, number]
  const date = new Date(Date.UTC(year, month - 1, day))
  const real = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  return real && year >= 1900 && year <= 2100 ? date.toISOString().slice(0, 10) : null
}
