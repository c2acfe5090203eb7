import { fold, tidy } from '../../../kernel/text.ts'
import { positionOf } from './positions.ts'
import type { RepairKind } from './repair.ts'

export interface NameReading {
  readonly name: string
  readonly salutation: 'ông' | 'bà' | null
  /** A post written behind the name: «Nguyễn Văn A (CT)». */
  readonly position: string | null
}

const HONORIFIC = /^(ông|bà|đồng chí|đ\s*\/\s*c|đc|anh|chị|mr|mrs|ms|ông\/bà)(?:[.:\s]+)(?=\p{L})/iu
const BETWEEN = /\s*[;\n/]\s*(?!c\b)|\s+(?:&|và|\+)\s+|\s*,\s*(?=\p{Lu})/u

/** A cell longer than this names nobody: it is a paragraph. */
const LONGEST = 400

/** The people of a cell: honorifics apart, capitals as people write names, two people told apart. */
export function readNames(
  text: string,
  on: ReadonlySet<RepairKind>,
): { names: NameReading[]; kinds: RepairKind[]; fault: 'name_invalid' | null } {
  if (text.length > LONGEST) return { names: [], kinds: [], fault: 'name_invalid' }
  const kinds = new Set<RepairKind>()
  const guarded = text.replace(/đ\s*\/\s*c/giu, 'Đồng chí')
  let parts = guarded.split(BETWEEN).filter((part) => tidy(part) !== '')
  // «Công ty A / B» is no pair of people: each part must look like a name of its own.
  if (parts.length > 1 && !parts.every((part) => /\p{L}+\s+\p{L}+/u.test(part))) parts = [guarded]
  if (parts.length > 1) {
    if (on.has('two_people')) kinds.add('two_people')
    else parts = [guarded]
  }
  const names: NameReading[] = []
  let fault: 'name_invalid' | null = null
  for (const part of parts) {
    const read = readName(tidy(part), on, kinds)
    if (plausible(read.name)) names.push(read)
    else fault = 'name_invalid'
  }
  return { names, kinds: [...kinds], fault }
}

function readName(text: string, on: ReadonlySet<RepairKind>, kinds: Set<RepairKind>): NameReading {
  let name = text
  let salutation: NameReading['salutation'] = null
  const honorific = HONORIFIC.exec(name)
  if (honorific && on.has('honorific')) {
    kinds.add('honorific')
    name = name.slice(honorific[0].length)
    const word = honorific[1]!.toLowerCase()
    salutation =
      word === 'ông' || word === 'mr' ? 'ông' : word === 'bà' || word === 'mrs' || word === 'ms' ? 'bà' : null
  }
  let position: string | null = null
  const behind = /^(.+?)\s*(?:\(([^)]+)\)|\s[-–]\s(.+))$/u.exec(name)
  if (behind) {
    position = positionOf(behind[2] ?? behind[3] ?? '')
    if (position !== null || behind[2] !== undefined) name = behind[1]!
  }
  name = tidy(name.replace(/[.,;:]+$/, ''))
  if (name.length > 3 && name === name.toUpperCase() && /\s/.test(name) && on.has('name_capitals')) {
    kinds.add('name_capitals')
    name = properName(name)
  }
  return { name, salutation, position }
}

/** «NGUYỄN THỊ MINH CHÂU» → «Nguyễn Thị Minh Châu». */
export const properName = (name: string): string =>
  name.toLowerCase().replace(/(?<![\p{L}\p{M}])\p{L}/gu, (letter) => letter.toUpperCase())

/** Letters, 1–8 words, no digits; foreign names may have apostrophes, dots and hyphens. */
const plausible = (name: string): boolean =>
  name.length <= 120 && /^\p{L}[\p{L}\p{M}'’.\s-]*$/u.test(name) && name.split(' ').length <= 8

/** By which two spellings of a person's name are compared. */
export const nameKey = (name: string): string => fold(name).replace(/[^a-z ]/g, '')
