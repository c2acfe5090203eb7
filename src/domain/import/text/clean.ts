import { tidyLines } from '../../../kernel/text.ts'
import type { Cell } from '../reading/table.ts'
import { fromMojibake, guessLegacy, hasLostLetters } from './damage.ts'
import type { RepairKind } from './repair.ts'
import { fromTcvn3 } from './tcvn3.ts'
import { fromVni } from './vni.ts'

export interface Cleaned {
  readonly text: string
  /** What had to be done, in order; empty when the text came as it should. */
  readonly kinds: readonly RepairKind[]
  /** Letters are gone for good. */
  readonly lost: boolean
}

/** A cell is looked at several times on its way: as part of its row, as a value, as what is shown. */
const cleaned = new WeakMap<Cell, { readonly on: ReadonlySet<RepairKind>; readonly result: Cleaned }>()

/** A cell in the letters of Loa: NFC, no invisible signs, old fonts and broken encodings read as what they meant. */
export function cleanText(cell: Cell, on: ReadonlySet<RepairKind>): Cleaned {
  const known = cleaned.get(cell)
  if (known?.on === on) return known.result
  const result = clean(cell, on)
  cleaned.set(cell, { on, result })
  return result
}

function clean(cell: Cell, on: ReadonlySet<RepairKind>): Cleaned {
  const kinds: RepairKind[] = []
  const apply = (kind: RepairKind, after: string | null, before: string): string => {
    if (after === null || after === before || !on.has(kind)) return before
    kinds.push(kind)
    return after
  }
  let text = cell.t
  // Plain ASCII has nothing to repair: most cells of most lists.
  if (!/[^\x20-\x7e]/.test(text)) return { text: tidyLines(text), kinds, lost: hasLostLetters(text) }
  if (cell.f && /^\.?Vn/i.test(cell.f) && !/^vni/i.test(cell.f)) {
    // The capital fonts (.VnTimeH) draw capitals from the codes of small letters.
    const capital = /H$/.test(cell.f)
    text = apply('font_tcvn3', capital ? fromTcvn3(text).toUpperCase() : fromTcvn3(text), text)
  } else if (cell.f) text = apply('font_vni', fromVni(text), text)
  else {
    text = apply('mojibake', fromMojibake(text), text)
    if (on.has('font_guess')) text = apply('font_guess', guessLegacy(text)?.text ?? null, text)
  }
  text = apply('unicode_form', text.normalize('NFC'), text)
  return { text: tidyLines(text), kinds, lost: hasLostLetters(text) }
}
