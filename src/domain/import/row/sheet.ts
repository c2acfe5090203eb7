import { fold } from '../../../kernel/text.ts'
import type { Field } from '../layout/fields.ts'
import { looksLikeUnit } from '../layout/guess.ts'
import { type Column, type Heading, holds } from '../layout/heading.ts'
import { kindOfRow, type RowKind } from '../layout/rows.ts'
import type { Cell, Merge, SheetTable, TableRow } from '../reading/table.ts'
import { cleanText } from '../text/clean.ts'
import { guessLegacy } from '../text/damage.ts'
import type { Repair, RepairKind } from '../text/repair.ts'
import type { CleanCell, Fault, RowReading } from './reading.ts'
import { sectorOf } from './sector.ts'
import { type Surroundings, understandRow } from './understand.ts'

export interface Switches {
  readonly repairs: ReadonlySet<RepairKind>
  /** Rows that were hidden in Excel are entries too. */
  readonly hiddenRows: boolean
  /** Names of the wards that Loa knows, folded: a lone «Mễ Trì» over the table is one of them. */
  readonly areas: ReadonlySet<string>
  /** Local day, yyyy-mm-dd. */
  readonly today: string
  /** What a person typed over a cell: row number → column → text. */
  readonly edits: ReadonlyMap<number, ReadonlyMap<number, string>>
}

export interface SkippedRow {
  readonly n: number
  readonly kind: Exclude<RowKind, 'data'>
  readonly text: string
}

export interface SheetReading {
  readonly rows: readonly RowReading[]
  /** Rows that are no entries, each with what it is: nothing vanishes unseen. */
  readonly skipped: readonly SkippedRow[]
  /** Repairs that are offered but switched off, with what they would do. */
  readonly offered: readonly Repair[]
}

/** Cells that take the value above them when empty, where the row has a person: a unit is written once over its officers. */
const CARRIED: readonly Field[] = ['unit_code', 'unit_name', 'area']
const DITTO = /^[-–—"'“”„`.…\s]*(?:nt|n\/t|như trên|nhu tren|-\s*\/\/\s*-|\/\/|"|''|“|”|〃)[-–—"'“”`.…\s]*$/iu
const AREA_WORDS = /(?:^|[\s:–-])((?:phường|xã|thị trấn|đặc khu)\s+\p{L}[\p{L}\p{M}\d\s]*)/iu

/** Every row below a heading, understood or put aside with its kind. */
export function readSheet(
  sheet: SheetTable,
  index: number,
  heading: Heading,
  switches: Switches,
): SheetReading {
  return new SheetReader(sheet, index, heading, switches).read()
}

class SheetReader {
  readonly #sheet: SheetTable
  readonly #index: number
  readonly #columns: readonly Column[]
  readonly #first: number
  readonly #switches: Switches
  readonly #fields: ReadonlyMap<number, Field>
  readonly #headings: ReadonlySet<string>
  /** The last cell of each column, for «nt» and for units written once. */
  readonly #above = new Map<number, CleanCell>()
  /** Blocks of merged cells by column, those that reach over several rows. */
  readonly #blocks = new Map<number, Merge[]>()
  readonly #offered: Repair[] = []

  constructor(sheet: SheetTable, index: number, heading: Heading, switches: Switches) {
    this.#sheet = sheet
    this.#index = index
    this.#columns = heading.columns
    this.#first = (heading.rows?.last ?? 0) + 1
    this.#switches = switches
    this.#fields = new Map(
      heading.columns.flatMap((column) => (column.field ? [[column.index, column.field]] : [])),
    )
    this.#headings = new Set(
      heading.columns
        .flatMap((column) => column.heading.split(' › ').map(fold))
        .filter((text) => text !== ''),
    )
    for (const merge of sheet.merges)
      if (merge.bottom > merge.top && merge.bottom >= this.#first) {
        const list = this.#blocks.get(merge.left)
        if (list) list.push(merge)
        else this.#blocks.set(merge.left, [merge])
      }
  }

  readonly #isKnownArea = (text: string): boolean => this.#switches.areas.has(fold(areaName(text)))

  read(): SheetReading {
    const rows: RowReading[] = []
    const skipped: SkippedRow[] = []
    let around: Surroundings = { area: this.#areaAbove(), sector: null, unit: null }
    const body = this.#sheet.rows.filter((row) => row.n >= this.#first)
    const end = this.#signatureStart(body)
    for (const row of body) {
      const texts = this.#texts(row)
      if (texts.length === 0) continue
      const verdict =
        row.n >= end
          ? { kind: 'signature' as const }
          : kindOfRow(row, texts, this.#fields, this.#headings, this.#isKnownArea)
      const kind = verdict.kind === 'hidden' && this.#switches.hiddenRows ? 'data' : verdict.kind
      if (kind === 'data') {
        rows.push(this.#entry(row, around))
        continue
      }
      if (kind === 'section') {
        around = this.#section(verdict.section ?? '', around)
        // A new section begins anew: its first officer does not belong to the last unit of the one before.
        this.#above.clear()
      }
      skipped.push({
        n: row.n,
        kind,
        text: texts
          .map((cell) => cell.text)
          .join(' · ')
          .slice(0, 200),
      })
    }
    return { rows, skipped, offered: this.#offered }
  }

  #texts(row: TableRow) {
    const edits = this.#switches.edits.get(row.n)
    return row.cells.flatMap((cell, column) => {
      const text = edits?.get(column) ?? (cell ? cleanText(cell, this.#switches.repairs).text : '')
      return text === '' ? [] : [{ column, text }]
    })
  }

  /** The first row of the block of signatures: below it nothing is numbered any more. */
  #signatureStart(body: readonly TableRow[]): number {
    const ordinal = this.#columns.find((column) => column.field === 'ordinal')?.index
    let start = Number.POSITIVE_INFINITY
    for (const row of [...body].reverse().slice(0, 25)) {
      const texts = this.#texts(row)
      if (ordinal !== undefined && /^\d+$/.test(texts.find((cell) => cell.column === ordinal)?.text ?? ''))
        break
      if (texts.some((cell) => cell.text.replace(/\D/g, '').length >= 9)) break
      if (kindOfRow(row, texts, this.#fields, this.#headings).kind === 'signature') start = row.n
    }
    return start
  }

  #section(text: string, around: Surroundings): Surroundings {
    if (this.#isArea(text)) return { ...around, area: areaName(text), unit: null }
    const sector = sectorOf(text)
    const listsPeople = [...this.#fields.values()].some(
      (field) => field === 'person_name' || field === 'given_name',
    )
    if (listsPeople && looksLikeUnit(text) && !/^khối/iu.test(text)) return { ...around, unit: text }
    return { ...around, sector: sector ?? around.sector, unit: null }
  }

  #isArea(text: string): boolean {
    return (
      /^(?:công đoàn )?(?:địa bàn[\s:]+)?(?:(?:phường|xã|thị trấn|đặc khu)\s|(?:p|x|tt)\.)/iu.test(text) ||
      this.#isKnownArea(text)
    )
  }

  /** The ward that title, B5 or the sheet's name give to the whole sheet. */
  #areaAbove(): string | null {
    const head = this.#sheet.rows.filter((row) => row.n < this.#first)
    for (const row of [...head].reverse())
      for (const { text } of this.#texts(row)) {
        if (this.#headings.has(fold(text))) continue
        if (this.#isKnownArea(text)) return areaName(text)
        const named = AREA_WORDS.exec(text)
        if (named && !/ủy ban|ubnd/iu.test(text)) return areaName(named[1]!)
      }
    const name = this.#sheet.name
    return this.#isKnownArea(name) || /^(?:phường|xã|P\.|X\.)\s*\p{L}/iu.test(name) ? areaName(name) : null
  }

  #entry(row: TableRow, around: Surroundings): RowReading {
    const repairs: Repair[] = []
    const faults: Fault[] = []
    const cells = new Map<Field, CleanCell[]>()
    for (const { index, field } of this.#columns) {
      if (!field || field === 'ordinal' || field === 'note') continue
      const cell = this.#cell(row, index, repairs, faults)
      if (!cell) continue
      const list = cells.get(field)
      if (list) list.push(cell)
      else cells.set(field, [cell])
    }
    this.#carry(cells, around, repairs)
    const read = understandRow(cells, around, this.#switches.repairs, this.#switches.today)
    return {
      sheet: this.#index,
      n: row.n,
      unit: read.unit,
      people: read.people,
      repairs: [...repairs, ...read.repairs],
      faults: [...faults, ...read.faults],
    }
  }

  #cell(row: TableRow, column: number, repairs: Repair[], faults: Fault[]): CleanCell | null {
    const edited = this.#switches.edits.get(row.n)?.get(column)
    if (edited !== undefined) return this.#keep(column, edited === '' ? null : { column, text: edited })
    const raw = row.cells[column] ?? null
    if (raw === null) return this.#keep(column, this.#mergedAbove(row.n, column, repairs), true)
    const { text, kinds, lost } = cleanText(raw, this.#switches.repairs)
    for (const kind of kinds) repairs.push({ kind, column, before: raw.t, after: text })
    if (text === '') return this.#keep(column, null, true)
    if (DITTO.test(text)) {
      const above = this.#above.get(column)
      if (!above || !this.#switches.repairs.has('ditto')) return this.#keep(column, { column, text })
      repairs.push({ kind: 'ditto', column, before: text, after: above.text })
      return this.#keep(column, above)
    }
    if (lost) faults.push({ code: 'letters_lost', column, found: text })
    this.#offerGuess(raw, column, text, faults)
    return this.#keep(column, { column, text, ...(raw.k ? { kind: raw.k } : {}) })
  }

  /** Text that becomes Vietnamese when read as an old font: shown, and read so only when a person says yes. */
  #offerGuess(raw: Cell, column: number, text: string, faults: Fault[]): void {
    // A cell whose font says how it is written needs no guess.
    if (raw.f || this.#switches.repairs.has('font_guess') || !/[^\x20-\x7e]/.test(text)) return
    const guess = guessLegacy(raw.t)
    if (!guess) return
    this.#offered.push({ kind: 'font_guess', column, before: raw.t, after: guess.text })
    faults.push({ code: 'font_suspected', column, found: text })
  }

  #mergedAbove(n: number, column: number, repairs: Repair[]): CleanCell | null {
    if (!this.#switches.repairs.has('merged')) return null
    const block = this.#blocks.get(column)?.find((merge) => n > merge.top && holds(merge, n, column))
    const above = block && this.#above.get(column)
    if (!above) return null
    repairs.push({ kind: 'merged', column, before: '', after: above.text })
    return above
  }

  #keep(column: number, cell: CleanCell | null, empty = false): CleanCell | null {
    if (cell) this.#above.set(column, cell)
    else if (!empty) this.#above.delete(column)
    return cell
  }

  /** A person without a unit belongs to the unit written last above, unless a section has named one since. */
  #carry(cells: Map<Field, CleanCell[]>, around: Surroundings, repairs: Repair[]): void {
    const hasPerson = cells.has('person_name') || cells.has('given_name')
    if (!hasPerson || cells.has('unit_name') || cells.has('unit_code') || around.unit !== null) return
    if (!this.#switches.repairs.has('carried')) return
    for (const { index, field } of this.#columns) {
      if (!field || !CARRIED.includes(field) || cells.has(field)) continue
      const above = this.#above.get(index)
      if (!above) continue
      cells.set(field, [above])
      repairs.push({ kind: 'carried', column: index, before: '', after: above.text })
    }
  }
}

/** «Phường: Mễ Trì», «Công đoàn phường Mễ Trì» → Mễ Trì: by which wards are compared. */
export const areaName = (text: string): string =>
  text
    .normalize('NFC')
    .trim()
    .replace(/^(?:công đoàn\s+)?(?:địa bàn[\s:]+)?(?:phường|xã|thị trấn|đặc khu|p\.|x\.|tt\.)[\s:]*/iu, '')
    .replace(/\s+/g, ' ')
    .trim()
