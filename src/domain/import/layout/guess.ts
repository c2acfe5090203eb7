import { fold } from '../../../kernel/text.ts'
import type { SheetTable } from '../reading/table.ts'
import { cleanText } from '../text/clean.ts'
import { readPhones } from '../text/phones.ts'
import { positionOf } from '../text/positions.ts'
import { DEFAULT_REPAIRS } from '../text/repair.ts'
import { isSyllable } from '../text/syllable.ts'
import type { Field } from './fields.ts'
import type { Column, Heading } from './heading.ts'

const SAMPLE = 60
const ENOUGH = 0.6

/** Columns of a list without a heading, by what stands in them: a few copied lines rarely bring their heading along. */
export function guessColumns(sheet: SheetTable): Heading {
  const rows = sheet.rows.slice(0, SAMPLE)
  const width = Math.max(0, ...rows.map((row) => row.cells.length))
  const taken = new Set<Field>()
  const columns = Array.from({ length: width }, (_, index): Column => {
    const texts = rows.flatMap((row) => {
      const cell = row.cells[index]
      return cell ? [cleanText(cell, DEFAULT_REPAIRS).text] : []
    })
    const field = fieldOfTexts(texts, taken)
    if (field && field !== 'phone') taken.add(field)
    return { index, heading: '', field }
  })
  return { rows: null, columns, understood: columns.filter((column) => column.field).length }
}

function fieldOfTexts(texts: readonly string[], taken: ReadonlySet<Field>): Field | null {
  if (texts.length === 0) return null
  const share = (fits: (text: string) => boolean) => texts.filter(fits).length / texts.length
  const tests: readonly [Field, (text: string) => boolean][] = [
    ['email', (text) => /^\S+@\S+\.\S+$/.test(text)],
    [
      'phone',
      (text) => text.replace(/\D/g, '').length >= 8 && readPhones(text, DEFAULT_REPAIRS).phones.length > 0,
    ],
    ['ordinal', (text) => /^\d{1,5}[.)]?$/.test(text)],
    ['position', (text) => text.length < 40 && positionOf(text) !== null],
    ['unit_name', looksLikeUnit],
    ['area', (text) => /^(?:phuong|xa|thi tran|dac khu|p|x)[. ]/.test(fold(text))],
    ['person_name', looksLikePerson],
  ]
  return tests.find(([field, fits]) => !taken.has(field) && share(fits) >= ENOUGH)?.[0] ?? null
}

/** The words with which names of units begin. */
export const looksLikeUnit = (text: string): boolean =>
  /^(?:cdcs|cd|cong doan|cong ty|cty|ctcp|truong|benh vien|bv|tram|trung tam|tt|ubnd|phong|ban|khach san|ks|xi nghiep|xn|htx|hop tac xa|nghiep doan|ngan hang|chi nhanh|nhom lop|kho bac|nha may|tong cong ty|tap doan|doanh nghiep|dn)\b/.test(
    fold(text),
  )

/** Two to six words, each a syllable with a capital; not the name of a unit. */
const looksLikePerson = (text: string): boolean => {
  const words = text.replace(/^(?:ông|bà|đ\/c|đồng chí)[.:\s]+/iu, '').split(' ')
  return (
    words.length >= 2 &&
    words.length <= 6 &&
    !looksLikeUnit(text) &&
    words.every((word) => /^\p{Lu}/u.test(word)) &&
    words.filter(isSyllable).length >= words.length - 1
  )
}
