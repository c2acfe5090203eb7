import type { PastedMatch } from '../../contract/audience.ts'
import { fold, tidy } from '../../kernel/text.ts'
import { type UnitRow, unitNameWords } from '../organisation/index.ts'

/** How many units a person is offered for one unclear line. */
const MOST_CANDIDATES = 8
/** Share of a line's weight that a unit's words must carry to be offered as «perhaps this one». */
const PERHAPS = 0.6

interface Known {
  readonly unit: UnitRow
  readonly words: ReadonlySet<string>
  readonly areaWords: ReadonlySet<string>
  readonly key: string
}

/**
 * Finds the units that pasted lines mean. A line fits when it is a code or a name, or when exactly one unit's name and
 * ward hold all its words; several such units, or likeness alone, are candidates: a person decides (domain.md §7.3).
 */
export function matchPasted(text: string, units: readonly UnitRow[]): PastedMatch[] {
  const index = new UnitIndex(units)
  return text
    .split(/\r?\n/)
    .filter((line) => tidy(line) !== '')
    .map((line) => index.match(tidy(line), cellsOf(line)))
}

class UnitIndex {
  readonly #known: readonly Known[]
  readonly #byCode = new Map<string, Known>()
  readonly #byKey = new Map<string, Known[]>()
  readonly #byWord = new Map<string, Set<Known>>()

  constructor(units: readonly UnitRow[]) {
    this.#known = units.map((unit) => {
      const words = unitNameWords(unit.name)
      return {
        unit,
        words: new Set(words),
        areaWords: new Set(['phuong', ...unitNameWords(unit.area ?? '')]),
        key: words.join(' '),
      }
    })
    for (const known of this.#known) {
      this.#byCode.set(fold(known.unit.code), known)
      append(this.#byKey, known.key, known)
      for (const word of new Set([...known.words, ...known.areaWords])) {
        const holders = this.#byWord.get(word)
        if (holders) holders.add(known)
        else this.#byWord.set(word, new Set([known]))
      }
    }
  }

  match(line: string, cells: readonly string[]): PastedMatch {
    for (const cell of cells) {
      const byCode = this.#byCode.get(fold(cell))
      if (byCode) return found(line, byCode)
    }
    const words = [...new Set(unitNameWords(cells.join(' ')))]
    const named = this.#byKey.get(unitNameWords(cells.join(' ')).join(' ')) ?? []
    if (named.length > 0) return decide(line, named)
    const holding = this.#holdingAll(words)
    if (holding.length > 0) {
      const whole = holding.filter((known) => [...known.words].every((word) => words.includes(word)))
      return decide(line, whole.length > 0 ? whole : byLikeness(holding, words))
    }
    return { line, unit: null, candidates: this.#alike(words).map(offer) }
  }

  /** Units whose name or ward holds every one of the words. */
  #holdingAll(words: readonly string[]): Known[] {
    const [rarest, ...others] = words
      .map((word) => this.#byWord.get(word) ?? new Set<Known>())
      .sort((a, b) => a.size - b.size)
    if (!rarest) return []
    return [...rarest].filter((known) => others.every((holders) => holders.has(known)))
  }

  /** Units that share the telling words of a line: a word weighs the more, the fewer units have it. */
  #alike(words: readonly string[]): Known[] {
    const weight = (word: string) =>
      Math.log(1 + this.#known.length / (1 + (this.#byWord.get(word)?.size ?? 0)))
    const whole = words.reduce((sum, word) => sum + weight(word), 0)
    const shared = new Map<Known, number>()
    for (const word of words)
      for (const known of this.#byWord.get(word) ?? [])
        shared.set(known, (shared.get(known) ?? 0) + weight(word))
    return [...shared]
      .filter(([, weightShared]) => weightShared >= whole * PERHAPS)
      .sort((a, b) => b[1] - a[1] || a[0].unit.id - b[0].unit.id)
      .map(([known]) => known)
      .slice(0, MOST_CANDIDATES)
  }
}

/** Cells of a spreadsheet row without running numbers; a plain line without its bullet or «12.». */
function cellsOf(line: string): string[] {
  const cells = line
    .split(/[\t;|]/)
    .map(tidy)
    .filter((cell) => cell !== '')
  const telling = cells.filter((cell) => !/^\d{1,5}[.)]?$/.test(cell))
  if (telling.length === 0) return cells
  return telling.map((cell, index) => (index === 0 ? cell.replace(/^(?:\d{1,5}[.)]|[-–•*+])\s+/, '') : cell))
}

function byLikeness(units: readonly Known[], words: readonly string[]): Known[] {
  const strange = (known: Known) => [...known.words].filter((word) => !words.includes(word)).length
  return [...units].sort((a, b) => strange(a) - strange(b) || a.unit.id - b.unit.id)
}

function decide(line: string, units: readonly Known[]): PastedMatch {
  if (units.length === 1) return found(line, units[0]!)
  return { line, unit: null, candidates: units.slice(0, MOST_CANDIDATES).map(offer) }
}

const found = (line: string, { unit }: Known): PastedMatch => ({
  line,
  unit: { id: unit.id, name: unit.name },
  candidates: [],
})
const offer = ({ unit }: Known) => ({ id: unit.id, name: unit.name, area: unit.area })

function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}
