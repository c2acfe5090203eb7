import { fold } from '../../../kernel/text.ts'
import type { TableRow } from '../reading/table.ts'
import type { Field } from './fields.ts'

export type RowKind =
  | 'data'
  | 'title'
  | 'heading'
  | 'numbering'
  | 'section'
  | 'total'
  | 'signature'
  | 'note'
  | 'hidden'

const TOTAL_ACCENTED = /^(?:tổng cộng|tổng số|cộng)(?=$|[\s:.,(])/u
const TOTAL_FOLDED = /^(?:tong cong|tong so|tong|cong)[\s:.,]*(?:\(.*\))?$/
const TITLE =
  /^(?:danh sach|bang |bieu |mau |kem theo|lien doan lao dong|cong hoa xa hoi|doc lap|tong lien doan|phu luc|\(kem theo)/
const SIGNATURE =
  /^(?:nguoi lap(?: bieu| bang)?|nguoi lap danh sach|thu truong(?: don vi)?|tm\.? ?(?:ban|bch|btv)|t\/m ?(?:ban|bch|btv)|noi nhan|xac nhan cua|k\/?t\.? chu tich|\(?ky(?:,| va)? (?:ten|ghi ro)|lap bang|truong phong)|^(?:.{0,40}, ?)?ngay (?:\d{1,2}|\.+|…+) ?thang (?:\d{1,2}|\.+|…+) ?nam/
const NOTE = /^(?:ghi chu|luu y|chu thich|\*+) ?[:.]/
const SECTION_NUMBER = /^(?:[IVX]{1,5}|[A-H])(?:[.)\-–:]\s*|\s+-\s+|$)/
const SECTION_WORDS =
  /^(?:khoi|phuong|xa|thi tran|dac khu|dia ban|cum|cong doan (?:phuong|xa|khoi|nganh)|nhom)\b|^(?:p|x|tt)\.\s*\p{L}/u

export interface SectionText {
  readonly text: string
}

export interface RowVerdict {
  readonly kind: RowKind
  /** Of a section: its text without its number. */
  readonly section?: string
}

/** Texts of one row with their columns; empty cells left out. */
export type RowTexts = readonly { readonly column: number; readonly text: string }[]

/**
 * What a row below the heading is. A row that is skipped is one that cannot be an entry: nobody's line may vanish
 * because it looks strange, so whatever has a name and more is data.
 */
export function kindOfRow(
  row: TableRow,
  texts: RowTexts,
  fields: ReadonlyMap<number, Field>,
  headings: ReadonlySet<string>,
  isArea: (text: string) => boolean = () => false,
): RowVerdict {
  const folded = texts.map((cell) => fold(cell.text))
  if (
    texts.length >= 3 &&
    texts.every((cell) => /^\(?\d{1,2}\)?$|^\(?[A-G]\)?$|^\d{1,2}\s*=.*$/.test(cell.text)) &&
    isSequence(texts)
  )
    return { kind: 'numbering' }
  if (texts.length >= 3 && folded.filter((text) => headings.has(text)).length >= Math.min(3, texts.length))
    return { kind: 'heading' }
  const lead = texts.find((cell) => !/^[\d.,\s]+$/.test(cell.text))
  if (!lead) return keyed(texts, fields) ? { kind: 'data' } : { kind: texts.length > 1 ? 'total' : 'note' }
  const first = fold(lead.text)
  if (TOTAL_ACCENTED.test(lead.text.toLowerCase()) || TOTAL_FOLDED.test(first)) return { kind: 'total' }
  const words = texts.filter((cell) => /\p{L}/u.test(cell.text))
  const lonely =
    words.length <= 2 &&
    !texts.some(
      (cell) => isFigure(cell.text) && fields.get(cell.column) !== 'ordinal' && phoneLike(cell.text),
    )
  if (lonely && folded.some((text) => SIGNATURE.test(text))) return { kind: 'signature' }
  if (texts.length <= 2 && NOTE.test(first)) return { kind: 'note' }
  if (texts.length <= 2 && TITLE.test(first) && !keyedRow(texts, fields)) return { kind: 'title' }
  const section = sectionOf(texts, words, fields, isArea)
  if (section !== null) return { kind: 'section', section }
  if (row.hidden) return { kind: 'hidden' }
  return { kind: 'data' }
}

const phoneLike = (text: string): boolean => text.replace(/\D/g, '').length >= 8
const isFigure = (text: string): boolean => /^[\d.,\s+()-]+$/.test(text)
const keyed = (texts: RowTexts, fields: ReadonlyMap<number, Field>): boolean =>
  texts.some(
    (cell) =>
      ['unit_name', 'unit_code', 'person_name', 'chair_name'].includes(fields.get(cell.column) ?? '') &&
      /\p{L}/u.test(cell.text),
  )

/** A title in the first column is a title; the same words in the column of names are somebody's name. */
const keyedRow = (texts: RowTexts, fields: ReadonlyMap<number, Field>): boolean =>
  texts.length > 1 && keyed(texts, fields)

/** «I. Khối doanh nghiệp», «Phường Mễ Trì»: a heading inside the list, with nothing but figures beside it. */
function sectionOf(
  texts: RowTexts,
  words: RowTexts,
  fields: ReadonlyMap<number, Field>,
  isArea: (text: string) => boolean,
): string | null {
  if (words.length === 0 || words.length > 2) return null
  const numbered = texts.find((cell) => SECTION_NUMBER.test(cell.text))
  const others = words.filter((cell) => cell !== numbered)
  const label =
    numbered && numbered.text.replace(SECTION_NUMBER, '').trim() === '' ? others[0] : (numbered ?? words[0])
  if (!label) return null
  const text = label.text.replace(SECTION_NUMBER, '').trim()
  if (text === '') return null
  const restIsFigures = words.every((cell) => cell === label || cell === numbered)
  if (!restIsFigures) return null
  const ordinal = texts.find((cell) => fields.get(cell.column) === 'ordinal')
  if (numbered && (ordinal === undefined || ordinal === numbered || !/^\d+$/.test(ordinal.text))) return text
  if (ordinal && /^\d+$/.test(ordinal.text)) return null
  if (words.length === 1 && (SECTION_WORDS.test(fold(text)) || isArea(text))) return text
  // A lone text in the column of running numbers stands across the table, as a merged line does.
  return texts.length === 1 && fields.get(label.column) === 'ordinal' ? text : null
}

/** (1) (2) (3) …, A B 1 2 …: numbers of columns, not values. */
function isSequence(texts: RowTexts): boolean {
  const digits = texts.flatMap((cell) => /\d+/.exec(cell.text)?.[0] ?? []).map(Number)
  return digits.length >= 2 && digits.every((value, index) => index === 0 || value === digits[index - 1]! + 1)
}
