import { fold } from '../../../kernel/text.ts'
import { type Fault, type PersonReading, type RowReading, WARNINGS } from '../row/reading.ts'
import { areaName } from '../row/sheet.ts'
import { nameKey } from '../text/names.ts'
import type { Decision, Known, KnownPerson, KnownUnit } from './known.ts'
import type { Change, FoundedUnit, PersonPlan, Question, RowPlan, UnitRef, Verdict } from './row-plan.ts'
import { unitTypeOf } from './unit-type.ts'
import { areaKey, UnitFinder, type UnitMatch, unitKey } from './units.ts'

const CHAIR = 'CT'

/** What an import would do, row by row. Pure: known data, readings and decisions in, verdicts out. */
export function planRows(
  readings: readonly RowReading[],
  known: Known,
  decisions: ReadonlyMap<string, Decision>,
): RowPlan[] {
  const planner = new Planner(known)
  return readings.map((reading) => planner.row(reading, decisions.get(rowKey(reading)) ?? {}))
}

export const rowKey = (row: { sheet: number; n: number }): string => `${row.sheet}:${row.n}`

class Planner {
  readonly #known: Known
  readonly #finder: UnitFinder
  readonly #areas: ReadonlyMap<string, { id: number; name: string }>
  readonly #inUnit = new Map<number, KnownPerson[]>()
  readonly #byName = new Map<string, KnownPerson[]>()
  readonly #holders = new Map<string, Set<number | string>>()
  /** What earlier rows of the list have said. */
  readonly #founded = new Map<string, { unit: FoundedUnit; row: RowReading }>()
  readonly #rows = new Map<string, RowReading>()
  readonly #unitRows = new Map<string, RowReading>()
  readonly #newPeople = new Map<string, string>()
  readonly #newPosts = new Set<string>()
  readonly #chairs = new Map<string, string>()

  constructor(known: Known) {
    this.#known = known
    this.#finder = new UnitFinder(known.units)
    this.#areas = new Map(known.areas.map((area) => [fold(areaName(area.name)), area]))
    for (const person of known.people) {
      push(this.#byName, nameKey(person.name), person)
      for (const unitId of new Set(person.posts.map((post) => post.unitId)))
        push(this.#inUnit, unitId, person)
      for (const address of person.addresses) this.#hold(address, person.id)
    }
  }

  row(reading: RowReading, decision: Decision): RowPlan {
    const faults: Fault[] = [...reading.faults]
    const blank: RowPlan = {
      sheet: reading.sheet,
      n: reading.n,
      verdict: 'error',
      unit: null,
      unitName: reading.unit.name ?? reading.unit.code ?? '',
      founds: null,
      sets: null,
      headcount: null,
      people: [],
      changes: [],
      questions: [],
      faults,
      duplicateOf: null,
    }
    if (decision.leaveOut) return { ...blank, verdict: 'left_out' }
    const blocked = () => faults.some((fault) => !WARNINGS.has(fault.code))
    if (blocked()) return blank
    const said = sayingOf(reading)
    const earlier = this.#rows.get(said)
    if (earlier)
      return { ...blank, verdict: 'duplicate', duplicateOf: { sheet: earlier.sheet, n: earlier.n } }
    this.#rows.set(said, reading)

    const match = this.#match(reading, decision)
    if (match.kind === 'ask')
      return {
        ...blank,
        verdict: 'decide',
        questions: [
          {
            kind: 'unit',
            units: match.candidates.map((unit) => ({ id: unit.id, name: unit.name, area: unit.area })),
            current: null,
          },
        ],
      }
    if (match.kind === 'none' && reading.unit.name === null) {
      faults.push({ code: 'unit_missing', column: null, found: reading.unit.code ?? '' })
      return blank
    }
    const changes: Change[] = []
    const unit = match.kind === 'found' ? match.unit : null
    const founds = unit === null ? this.#found(reading, faults) : null
    const ref: UnitRef = unit ? { id: unit.id } : { found: founds!.key }
    const place = unit ? `#${unit.id}` : founds!.key
    // A unit that stands in the list twice is written once, with the figures of its first row.
    const before = this.#unitRows.get(place)
    if (before && reading.people.length === 0)
      return { ...blank, verdict: 'duplicate', unit: ref, duplicateOf: { sheet: before.sheet, n: before.n } }
    const isFirst = before === undefined
    if (isFirst) this.#unitRows.set(place, reading)
    const sets = unit && isFirst ? this.#sets(unit, reading, changes, faults) : null
    // Of a new unit everything is new: only what replaces something is a change.
    const headcount = isFirst ? headcountOf(unit, reading, unit ? changes : []) : null
    const questions: Question[] = []
    const people = reading.people.map((person) =>
      this.#person(person, unit, place, decision, changes, questions),
    )
    const isNew = founds !== null && this.#founded.get(founds.key)?.row === reading
    const verdict: Verdict =
      questions.length > 0
        ? 'decide'
        : isNew || people.some((person) => 'found' in person.ref && person.position !== null)
          ? unit
            ? 'update'
            : 'new'
          : changes.length > 0
            ? 'update'
            : 'same'
    return {
      ...blank,
      verdict,
      unit: ref,
      unitName: unit?.name ?? founds!.name,
      founds: isNew ? founds : null,
      sets,
      headcount,
      people,
      changes,
      questions,
    }
  }

  #match(reading: RowReading, decision: Decision): UnitMatch {
    if (decision.unit === 'new') return { kind: 'none' }
    if (typeof decision.unit === 'number') {
      const unit = this.#finder.byId(decision.unit)
      if (unit) return { kind: 'found', unit, by: 'code' }
    }
    const match = this.#finder.find(reading.unit)
    // A unit that an earlier row founds is nearer than one of another name.
    if (match.kind === 'ask' && reading.unit.name !== null && this.#founded.has(keyOf(reading)))
      return { kind: 'none' }
    return match
  }

  #found(reading: RowReading, faults: Fault[]): FoundedUnit {
    const key = keyOf(reading)
    const known = this.#founded.get(key) ?? this.#unplaced(reading)
    if (known) return known.unit
    const area = reading.unit.area === null ? null : areaName(reading.unit.area)
    const place = area === null ? undefined : this.#areas.get(fold(area))
    if (area !== null && !place) faults.push({ code: 'area_new', column: null, found: area })
    const unit: FoundedUnit = {
      key,
      code: reading.unit.code,
      name: unitTitle(reading.unit.name!),
      area: place?.name ?? area,
      address: reading.unit.address,
      sectorCode: reading.unit.sectorCode,
      subsector: reading.unit.subsector,
      parentId: place ? (this.#known.unionOfArea.get(place.id) ?? null) : null,
    }
    this.#founded.set(key, { unit, row: reading })
    return unit
  }

  /** A list of officers names no ward: its unit is the one of that name which the list of units founds. */
  #unplaced(reading: RowReading) {
    if (reading.unit.area !== null || reading.unit.code !== null) return undefined
    const named = [...this.#founded.values()].filter(
      (one) => unitKey(one.unit.name) === unitKey(reading.unit.name!),
    )
    return named.length === 1 ? named[0] : undefined
  }

  #sets(unit: KnownUnit, reading: RowReading, changes: Change[], faults: Fault[]): RowPlan['sets'] {
    const sets: Record<string, string> = {}
    const set = (field: string, key: string, before: string | null, after: string | null) => {
      if (after === null || after === before) return
      sets[key] = after
      changes.push({ field, before, after })
    }
    set('address', 'address', unit.address, reading.unit.address)
    set('sector', 'sectorCode', unit.sectorCode, reading.unit.sectorCode)
    set('subsector', 'subsector', unit.subsector, reading.unit.subsector)
    const area = reading.unit.area
    // A unit that stands in another ward has moved: that is a decision, not a list's business. Only a gap is filled.
    if (area !== null && unit.area === null) {
      const place = this.#areas.get(areaKey(area))
      if (!place) faults.push({ code: 'area_new', column: null, found: areaName(area) })
      set('area', 'area', null, place?.name ?? areaName(area))
    }
    return Object.keys(sets).length > 0 ? sets : null
  }

  #person(
    person: PersonReading,
    unit: KnownUnit | null,
    place: string,
    decision: Decision,
    changes: Change[],
    questions: Question[],
  ): PersonPlan {
    const known = this.#knownPerson(person, unit)
    const addresses = [...person.phones, ...person.emails]
    const key = known ? `#${known.id}` : this.#newKey(person, place, addresses)
    const fresh = addresses.filter((address) => !(known?.addresses.includes(address) ?? false))
    const position = this.#position(person, known, unit, place, key)
    const ends =
      position === null ? [] : this.#chairQuestion(person, known, unit, place, decision, changes, questions)
    const kept = decision.chair === 'keep' && person.position === CHAIR && ends === 'keep'
    const plan: PersonPlan = {
      ref: known ? { id: known.id } : { found: key },
      name: person.name,
      salutation: person.salutation,
      position: kept ? null : position,
      since: person.since,
      addresses: kept
        ? []
        : fresh.map((address) => ({ address, shared: this.#isShared(address, key, known) })),
      ends: ends === 'keep' ? [] : ends,
    }
    for (const address of addresses) this.#hold(address, known?.id ?? key)
    if (plan.position !== null) {
      this.#newPosts.add(`${key}@${place}@${plan.position}`)
      changes.push(
        known
          ? { field: 'position', before: null, after: `${plan.position} ${known.name}` }
          : { field: 'person', before: null, after: person.name },
      )
    }
    if (known)
      for (const { address } of plan.addresses)
        changes.push({
          field: address.includes('@') ? 'email' : 'phone',
          before:
            known.addresses.filter((one) => one.includes('@') === address.includes('@')).join(', ') || null,
          after: address,
        })
    return plan
  }

  /** Someone of the same name in the unit, or of the same name and number anywhere: never the name alone. */
  #knownPerson(person: PersonReading, unit: KnownUnit | null): KnownPerson | null {
    const key = nameKey(person.name)
    const addresses = [...person.phones, ...person.emails]
    const shares = (one: KnownPerson) => one.addresses.some((address) => addresses.includes(address))
    const here = unit ? (this.#inUnit.get(unit.id) ?? []).filter((one) => nameKey(one.name) === key) : []
    return here.find(shares) ?? here[0] ?? (this.#byName.get(key) ?? []).find(shares) ?? null
  }

  /** The same new person in a second row: same name in the same unit, or with the same number. */
  #newKey(person: PersonReading, place: string, addresses: readonly string[]): string {
    const name = nameKey(person.name)
    const signs = [`${name}@${place}`, ...addresses.map((address) => `${name}@${address}`)]
    const known = signs.map((sign) => this.#newPeople.get(sign)).find((one) => one !== undefined) ?? signs[0]!
    for (const sign of signs) if (!this.#newPeople.has(sign)) this.#newPeople.set(sign, known)
    return known
  }

  #position(
    person: PersonReading,
    known: KnownPerson | null,
    unit: KnownUnit | null,
    place: string,
    key: string,
  ): string | null {
    const held = unit ? (known?.posts ?? []).filter((post) => post.unitId === unit.id) : []
    if (held.some((post) => post.position === person.position)) return null
    // «Người liên hệ» says only that the person is there.
    if (person.position === 'LH' && held.length > 0) return null
    return this.#newPosts.has(`${key}@${place}@${person.position}`) ? null : person.position
  }

  #chairQuestion(
    person: PersonReading,
    known: KnownPerson | null,
    unit: KnownUnit | null,
    place: string,
    decision: Decision,
    changes: Change[],
    questions: Question[],
  ): readonly number[] | 'keep' {
    if (person.position !== CHAIR) return []
    const others = unit
      ? (this.#inUnit.get(unit.id) ?? []).filter(
          (one) =>
            one.id !== known?.id &&
            one.posts.some((post) => post.unitId === unit.id && post.position === CHAIR),
        )
      : []
    const inList = this.#chairs.get(place)
    const current = others[0]?.name ?? (inList !== undefined && inList !== person.name ? inList : undefined)
    this.#chairs.set(place, inList ?? person.name)
    if (current === undefined) return []
    if (decision.chair === undefined) {
      questions.push({ kind: 'chair', units: [], current })
      return []
    }
    if (decision.chair === 'keep') return 'keep'
    if (decision.chair === 'beside') return []
    changes.push({ field: 'chair', before: current, after: person.name })
    return others.flatMap((one) =>
      one.posts.filter((post) => post.unitId === unit?.id && post.position === CHAIR).map((post) => post.id),
    )
  }

  /** A number that two people answer is an office's. */
  #isShared(address: string, key: string, known: KnownPerson | null): boolean {
    const holders = this.#holders.get(address)
    const others = holders ? [...holders].filter((one) => one !== key && one !== known?.id) : []
    return others.length > 0
  }

  #hold(address: string, holder: number | string): void {
    const holders = this.#holders.get(address)
    if (holders) holders.add(holder)
    else this.#holders.set(address, new Set([holder]))
  }
}

/** The list's key of a new unit: its code, or its name in its ward. */
const keyOf = (reading: RowReading): string =>
  reading.unit.code !== null
    ? `code:${fold(reading.unit.code)}`
    : `${unitKey(reading.unit.name!)}|${areaKey(reading.unit.area)}`

/** Everything a row says: two rows that say the same are one. */
const sayingOf = ({ unit, people }: RowReading): string =>
  JSON.stringify([
    unit.code === null ? null : fold(unit.code),
    unit.name === null ? null : unitKey(unit.name),
    areaKey(unit.area),
    [unit.workers, unit.members, unit.women],
    people.map((person) => [
      nameKey(person.name),
      person.position,
      [...person.phones].sort(),
      [...person.emails].sort(),
    ]),
  ])

function headcountOf(
  unit: KnownUnit | null,
  { unit: said }: RowReading,
  changes: Change[],
): RowPlan['headcount'] {
  const workers = said.workers ?? unit?.workers ?? null
  const members = said.members ?? unit?.members ?? null
  // Half a count is kept by nobody: what is missing is not zero.
  if ((said.workers === null && said.members === null) || workers === null || members === null) return null
  const women =
    said.women !== null && said.women <= members
      ? said.women
      : said.members === unit?.members
        ? (unit?.women ?? null)
        : null
  const differs: Change[] = []
  for (const [field, before, after] of [
    ['workers', unit?.workers ?? null, workers],
    ['members', unit?.members ?? null, members],
    ['women', unit?.women ?? null, women],
  ] as const)
    if (before !== after) differs.push({ field, before: text(before), after: text(after) })
  if (differs.length === 0) return null
  changes.push(...differs)
  return { workers, members, women }
}

const text = (value: number | null): string | null => (value === null ? null : String(value))

/** «CĐ Cty …», «CĐCS …» → «Công đoàn …»: how names of units are written out in documents. */
export const unitTitle = (name: string): string =>
  unitTypeOf(name) === 'nghiep_doan'
    ? name
    : `Công đoàn ${name.replace(/^(?:công đoàn cơ sở|công đoàn|cđcs|cđ)\s+(?=\S)/iu, '')}`

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}
