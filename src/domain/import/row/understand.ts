import { fold } from '../../../kernel/text.ts'
import type { Field } from '../layout/fields.ts'
import { isMark, readCount, readDay } from '../text/figures.ts'
import { readNames } from '../text/names.ts'
import { readPhones } from '../text/phones.ts'
import { positionOf } from '../text/positions.ts'
import type { Repair, RepairKind } from '../text/repair.ts'
import type { Cells, CleanCell, Fault, FaultCode, PersonReading, UnitReading } from './reading.ts'
import { sectorOf } from './sector.ts'

/** What stands around a row and counts for it: title, sections. */
export interface Surroundings {
  readonly area: string | null
  readonly sector: string | null
  /** A section that is a unit's name: its officers follow. */
  readonly unit: string | null
}

export interface Understanding {
  readonly unit: UnitReading
  readonly people: readonly PersonReading[]
  readonly repairs: readonly Repair[]
  readonly faults: readonly Fault[]
}

const ROLE_FIELDS = [
  ['chair', 'CT'],
  ['vice', 'PCT'],
  ['contact', 'LH'],
] as const

/** Reads one row's cleaned cells. Pure: the same cells and switches give the same entry. */
export function understandRow(
  cells: Cells,
  around: Surroundings,
  on: ReadonlySet<RepairKind>,
  today: string,
): Understanding {
  const reader = new RowReader(cells, on)
  const unit = reader.unit(around)
  const people = [
    ...reader.listed(today),
    ...ROLE_FIELDS.flatMap(([role, code]) => reader.holders(role, code)),
  ]
  if (unit.name === null && unit.code === null) reader.fault('unit_missing', null, '')
  return { unit, people: merged(people), repairs: reader.repairs, faults: reader.faults }
}

/** «Chủ tịch» and «Người liên hệ» may name the same person: the higher post stays, the numbers are united. */
function merged(people: readonly PersonReading[]): PersonReading[] {
  const byName = new Map<string, PersonReading>()
  for (const person of people) {
    const key = fold(person.name)
    const known = byName.get(key)
    byName.set(
      key,
      known
        ? {
            ...known,
            phones: [...new Set([...known.phones, ...person.phones])],
            emails: [...new Set([...known.emails, ...person.emails])],
          }
        : person,
    )
  }
  return [...byName.values()]
}

class RowReader {
  readonly repairs: Repair[] = []
  readonly faults: Fault[] = []
  readonly #cells: Cells
  readonly #on: ReadonlySet<RepairKind>

  constructor(cells: Cells, on: ReadonlySet<RepairKind>) {
    this.#cells = cells
    this.#on = on
  }

  fault(code: FaultCode, cell: CleanCell | null, found: string): void {
    this.faults.push({ code, column: cell?.column ?? null, found })
  }

  unit(around: Surroundings): UnitReading {
    const name = this.#text('unit_name') ?? around.unit
    const nameCell = this.#first('unit_name')
    if (name !== null && name.length > 300) this.fault('unit_name_too_long', nameCell, name.slice(0, 80))
    const workers = this.#count('workers')
    const members = this.#count('members')
    const women = this.#count('women')
    if (workers !== null && members !== null && members > workers)
      this.fault('members_above_workers', this.#first('members'), `${members} > ${workers}`)
    if (women !== null && members !== null && women > members)
      this.fault('women_above_members', this.#first('women'), `${women} > ${members}`)
    return {
      code: this.#text('unit_code'),
      name: name === null ? null : name.replace(/\s*\n\s*/g, ' '),
      area: this.#text('area') ?? around.area,
      address: this.#text('address')?.replace(/\s*\n\s*/g, ', ') ?? null,
      sectorCode: this.#sector(around),
      subsector: this.#text('subsector') ?? this.#company(),
      workers,
      members,
      women,
    }
  }

  /** The person that a row of a list of officers is about; two in one cell are two. */
  listed(today: string): PersonReading[] {
    const family = this.#text('family_name')
    const given = this.#text('given_name')
    const cell = this.#first('person_name') ?? this.#first('given_name') ?? this.#first('family_name')
    const text = this.#text('person_name') ?? ([family, given].filter(Boolean).join(' ') || null)
    const phones = this.#cells.get('phone') ?? []
    const emails = this.#cells.get('email') ?? []
    if (text === null || cell === null) {
      const orphan = phones[0] ?? emails[0]
      if (orphan && (this.#cells.has('person_name') || !this.#hasRole()))
        this.fault('person_missing', orphan, orphan.text)
      return []
    }
    const since = this.#since(today)
    const positionCell = this.#first('position')
    const said = positionCell ? positionOf(positionCell.text) : null
    if (positionCell && said === null) this.fault('position_unknown', positionCell, positionCell.text)
    const gender = this.#text('salutation')
    return this.#people(cell, text, phones, emails, said ?? 'LH').map((person) => ({
      ...person,
      since,
      salutation: person.salutation ?? salutationOf(gender),
    }))
  }

  holders(role: 'chair' | 'vice' | 'contact', code: string): PersonReading[] {
    const cell = this.#first(`${role}_name`)
    const phones = this.#cells.get(`${role}_phone`) ?? []
    const emails = this.#cells.get(`${role}_email`) ?? []
    if (cell === null) {
      if (phones[0]) this.fault('person_missing', phones[0], phones[0].text)
      return []
    }
    return this.#people(cell, cell.text, phones, emails, code)
  }

  #people(
    cell: CleanCell,
    text: string,
    phoneCells: readonly CleanCell[],
    emailCells: readonly CleanCell[],
    position: string,
  ): PersonReading[] {
    const read = readNames(text, this.#on)
    if (read.fault) this.fault(read.fault, cell, text)
    for (const kind of read.kinds) this.#mend(kind, cell, text, read.names.map((one) => one.name).join(' · '))
    const numbers = phoneCells.flatMap((one) => this.#phones(one))
    const addresses = emailCells.flatMap((one) => this.#emails(one))
    // As many numbers as people: they belong together in order. Else all are the first one's, and somebody looks.
    const paired = read.names.length > 1 && numbers.length === read.names.length
    if (read.names.length > 1 && numbers.length > 0 && !paired)
      this.fault('people_and_phones', cell, `${text} / ${phoneCells.map((one) => one.text).join(' / ')}`)
    const pairedMail = read.names.length > 1 && addresses.length === read.names.length
    return read.names.map((one, index) => ({
      name: one.name,
      salutation: one.salutation,
      position: one.position ?? position,
      phones: paired ? [numbers[index]!] : index === 0 ? numbers : [],
      emails: pairedMail ? [addresses[index]!] : index === 0 ? addresses : [],
      since: null,
    }))
  }

  #phones(cell: CleanCell): string[] {
    const read = readPhones(cell.text, this.#on)
    for (const fault of read.faults) this.fault(fault.code, cell, fault.found)
    for (const kind of read.kinds) this.#mend(kind, cell, cell.text, read.phones.map(shown).join(' · '))
    return [...read.phones]
  }

  #emails(cell: CleanCell): string[] {
    const found: string[] = []
    for (const part of cell.text.split(/[\s;,/]+/).filter((one) => one !== '')) {
      const address = part.replace(/^mailto:/i, '').toLowerCase()
      if (/^[a-z0-9._%+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}$/.test(address) && address.length <= 254)
        found.push(address)
      else if (part.includes('@') || found.length === 0) this.fault('email_invalid', cell, part)
    }
    if (found.length > 0 && found.join(' ') !== cell.text)
      this.#mend('email', cell, cell.text, found.join(' · '))
    return [...new Set(found)]
  }

  #count(field: Field): number | null {
    const cell = this.#first(field)
    if (cell === null) return null
    const read = readCount({ t: cell.text, ...(cell.kind ? { k: cell.kind } : {}) }, this.#on)
    if ('fault' in read) {
      this.fault(read.fault, cell, cell.text)
      return null
    }
    for (const kind of read.kinds) this.#mend(kind, cell, cell.text, String(read.value))
    return read.value
  }

  #since(today: string): string | null {
    const cell = this.#first('since')
    if (cell === null) return null
    const day = readDay({ t: cell.text, ...(cell.kind ? { k: cell.kind } : {}) })
    if (day === null) this.fault('since_invalid', cell, cell.text)
    else if (day > today) this.fault('since_future', cell, cell.text)
    return day
  }

  #sector(around: Surroundings): string | null {
    const marks = (['ownership_state', 'ownership_domestic', 'ownership_foreign'] as const).filter(
      (field) => {
        const cell = this.#first(field)
        return cell !== null && isMark(cell.text)
      },
    )
    if (marks.length > 1) this.fault('two_marks', this.#first(marks[1]!), marks.length.toString())
    if (marks.length === 1)
      return { ownership_state: 'DN_NN', ownership_domestic: 'DN_NNN', ownership_foreign: 'DN_FDI' }[
        marks[0]!
      ]
    for (const field of ['sector', 'ownership'] as const) {
      const cell = this.#first(field)
      if (cell === null) continue
      const code = sectorOf(cell.text)
      if (code !== null) return code
      this.fault('sector_unknown', cell, cell.text)
    }
    return around.sector
  }

  #company(): string | null {
    const marked = (field: Field) => isMark(this.#first(field)?.text ?? '')
    return marked('company_cp') ? 'CP' : marked('company_tnhh') ? 'TNHH' : null
  }

  #mend(kind: RepairKind, cell: CleanCell, before: string, after: string): void {
    this.repairs.push({ kind, column: cell.column, before, after })
  }

  #first(field: Field): CleanCell | null {
    return this.#cells.get(field)?.[0] ?? null
  }

  #text(field: Field): string | null {
    return this.#first(field)?.text ?? null
  }

  #hasRole(): boolean {
    return ROLE_FIELDS.some(([role]) => this.#cells.has(`${role}_name`))
  }
}

/** 0912 345 678: how a mended number is shown beside what the cell held. */
const shown = (e164: string): string => e164.replace(/^\+84(\d{2,3})(\d{3})(\d+)$/, '0$1 $2 $3')

function salutationOf(text: string | null): 'ông' | 'bà' | null {
  const word = text === null ? '' : fold(text)
  return /^(?:nam|ong|m|mr)$/.test(word) ? 'ông' : /^(?:nu|ba|f|mrs|ms)$/.test(word) ? 'bà' : null
}
