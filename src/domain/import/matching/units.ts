import { fold } from '../../../kernel/text.ts'
import { unitNameWords } from '../../organisation/index.ts'
import { areaName } from '../row/sheet.ts'
import type { KnownUnit } from './known.ts'

const MOST_CANDIDATES = 6
/** Weighted share of words that two names must have in common to be worth a question. */
const ALIKE = 0.72

export const unitKey = (name: string): string => unitNameWords(name).join(' ')
export const areaKey = (area: string | null): string => (area === null ? '' : fold(areaName(area)))

export type UnitMatch =
  | { readonly kind: 'found'; readonly unit: KnownUnit; readonly by: 'code' | 'name' }
  | { readonly kind: 'none' }
  /** A person decides: several units of one name, or one of nearly the same. */
  | { readonly kind: 'ask'; readonly candidates: readonly KnownUnit[] }

/** Finds the unit that a row means. The name alone is no key: two wards may each have a «Trường Mầm non Hoa Hồng». */
export class UnitFinder {
  readonly #byCode = new Map<string, KnownUnit>()
  readonly #byKey = new Map<string, KnownUnit[]>()
  readonly #byWord = new Map<string, Set<number>>()
  readonly #units: readonly {
    readonly unit: KnownUnit
    readonly words: ReadonlySet<string>
    readonly area: string
  }[]
  readonly #asked = new Map<string, UnitMatch>()

  constructor(units: readonly KnownUnit[]) {
    this.#units = units.map((unit) => ({
      unit,
      words: new Set(unitNameWords(unit.name)),
      area: areaKey(unit.area),
    }))
    for (const [index, { unit, words }] of this.#units.entries()) {
      this.#byCode.set(fold(unit.code), unit)
      const key = unitKey(unit.name)
      this.#byKey.set(key, [...(this.#byKey.get(key) ?? []), unit])
      for (const word of words) {
        const holders = this.#byWord.get(word)
        if (holders) holders.add(index)
        else this.#byWord.set(word, new Set([index]))
      }
    }
  }

  byId(id: number): KnownUnit | undefined {
    return this.#units.find(({ unit }) => unit.id === id)?.unit
  }

  find(row: { code: string | null; name: string | null; area: string | null }): UnitMatch {
    if (row.code !== null) {
      const unit = this.#byCode.get(fold(row.code))
      if (unit) return { kind: 'found', unit, by: 'code' }
      // A code that Loa does not know is a new unit's, unless its name says otherwise.
    }
    if (row.name === null) return { kind: 'none' }
    const asked = `${unitKey(row.name)}|${areaKey(row.area)}`
    const known = this.#asked.get(asked)
    if (known) return known
    const match = this.#byName(row.name, areaKey(row.area))
    this.#asked.set(asked, match)
    return match
  }

  #byName(name: string, area: string): UnitMatch {
    const same = this.#byKey.get(unitKey(name)) ?? []
    // Same name and ward; a unit whose ward is not written down may be the one too.
    const here = area === '' ? same : same.filter((unit) => areaKey(unit.area) === area)
    if (here.length === 1) return { kind: 'found', unit: here[0]!, by: 'name' }
    if (here.length > 1) return { kind: 'ask', candidates: here.slice(0, MOST_CANDIDATES) }
    const unplaced = same.filter((unit) => unit.area === null)
    if (unplaced.length > 0) return { kind: 'ask', candidates: unplaced.slice(0, MOST_CANDIDATES) }
    const alike = this.#alike(new Set(unitNameWords(name)), area)
    return alike.length > 0 ? { kind: 'ask', candidates: alike } : { kind: 'none' }
  }

  /** Units of the same ward whose name shares its telling words: a word weighs the more, the fewer units have it. */
  #alike(words: ReadonlySet<string>, area: string): KnownUnit[] {
    const weight = (word: string) =>
      Math.log(1 + this.#units.length / (1 + (this.#byWord.get(word)?.size ?? 0)))
    const rare = [...words].sort(
      (a, b) => (this.#byWord.get(a)?.size ?? 0) - (this.#byWord.get(b)?.size ?? 0),
    )
    const near = new Set<number>()
    // The three rarest words that any unit has: whoever shares none of them is not alike.
    for (const word of rare.filter((one) => this.#byWord.has(one)).slice(0, 3))
      for (const index of this.#byWord.get(word)!) near.add(index)
    return [...near]
      .map((index) => this.#units[index]!)
      .filter((one) => area === '' || one.area === '' || one.area === area)
      .map((one) => {
        let shared = 0
        let all = 0
        for (const word of new Set([...words, ...one.words])) {
          const value = weight(word)
          all += value
          if (words.has(word) && one.words.has(word)) shared += value
        }
        return { unit: one.unit, share: all === 0 ? 0 : shared / all }
      })
      .filter(({ share }) => share >= ALIKE)
      .sort((a, b) => b.share - a.share || a.unit.id - b.unit.id)
      .slice(0, MOST_CANDIDATES)
      .map(({ unit }) => unit)
  }
}
