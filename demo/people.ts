import {
  ALSO_IN_FACEBOOK,
  NAMED_CONTACTS,
  type NamedPerson,
  ONLY_IN_FACEBOOK,
  SHARED_OFFICE_PHONE,
  STAFF,
  WITHOUT_CHANNEL,
} from './cast.ts'
import {
  FAMILY_NAMES,
  GIVEN_NAMES_OF_MEN,
  GIVEN_NAMES_OF_WOMEN,
  MIDDLE_NAMES_OF_MEN,
  MIDDLE_NAMES_OF_WOMEN,
} from './names.ts'
import type { Random } from './random.ts'
import type { SampleUnit } from './units/roster.ts'

export interface SamplePerson {
  readonly name: string
  readonly salutation: 'ông' | 'bà' | null
  readonly note: string | null
  /** Null for the staff of the federation. */
  readonly unit: SampleUnit | null
  readonly position: string
  readonly contactOrder: number | null
  readonly groups: readonly string[]
}

const GROUPS = ['N1', 'N2', 'N3', 'N4', 'N5', 'N6'] as const

/** The 331 people: 6 staff, 275 contacts in the five Zalo groups, 50 who are in the Facebook group only. */
export function samplePeople(units: readonly SampleUnit[], random: Random): SamplePerson[] {
  const names = new NameMaker(random)
  const staff = STAFF.map((member) => ({
    name: member.name,
    salutation: member.salutation,
    note: null,
    unit: null,
    position: member.position,
    contactOrder: null,
    groups: GROUPS,
  }))
  const listed = units.flatMap((unit, index) =>
    Array.from({ length: unit.contacts }, (_, i): SamplePerson => {
      const named = NAMED_CONTACTS[unit.key]?.[i]
      return {
        ...names.of(named, unit),
        unit,
        position: named?.position ?? usualPosition(i, index),
        contactOrder: i + 1,
        groups: [unit.group],
      }
    }),
  )
  // First contacts from all over the district; the officers of the sample day's story are among them.
  const firsts = listed.filter((person) => person.contactOrder === 1)
  const both = new Set(evenly(firsts, ALSO_IN_FACEBOOK))
  const extra = unitsOfFacebookOnly(units).map(
    (unit, index): SamplePerson => ({
      ...names.of(undefined, unit),
      unit,
      position: index % 4 === 0 ? 'TB_NC' : 'UV_BCH',
      contactOrder: unit.contacts + 1,
      groups: ['N6'],
    }),
  )
  return [
    ...staff,
    ...listed.map((person) => (both.has(person) ? { ...person, groups: [...person.groups, 'N6'] } : person)),
    ...extra,
  ]
}

/** Mostly chair and vice-chair; now and then the vice-chair is the one in the group (domain.md §1.1 A7). */
const usualPosition = (order: number, unitIndex: number): string =>
  order === 0 ? (unitIndex % 11 === 7 ? 'PCT' : 'CT') : unitIndex % 3 === 1 ? 'UV_BCH' : 'PCT'

/** 50 different units; not those whose lack of a channel is part of the sample. */
function unitsOfFacebookOnly(units: readonly SampleUnit[]): SampleUnit[] {
  const unreachable = new Set(WITHOUT_CHANNEL.map((gap) => gap.unit))
  const school = units.find((unit) => unit.key === SHARED_OFFICE_PHONE.unit)!
  const others = units.filter((unit) => unit.contacts > 0 && unit !== school && !unreachable.has(unit.key))
  return [school, ...evenly(others, ONLY_IN_FACEBOOK - 1)]
}

function evenly<T>(values: readonly T[], count: number): T[] {
  return Array.from({ length: count }, (_, i) => values[Math.floor((i * values.length) / count)]!)
}

/** Names that nobody else in the sample has. */
class NameMaker {
  readonly #random: Random
  readonly #taken: Set<string>

  constructor(random: Random) {
    this.#random = random
    this.#taken = new Set([...STAFF, ...Object.values(NAMED_CONTACTS).flat()].map((person) => person.name))
  }

  of(named: NamedPerson | undefined, unit: SampleUnit): Pick<SamplePerson, 'name' | 'salutation' | 'note'> {
    if (named) return { name: named.name, salutation: named.salutation, note: named.note ?? null }
    const isWoman = this.#random.next() < (unit.sector.startsWith('GD') ? 0.85 : 0.48)
    for (;;) {
      const middle = this.#random.pick(isWoman ? MIDDLE_NAMES_OF_WOMEN : MIDDLE_NAMES_OF_MEN)
      const given = this.#random.pick(isWoman ? GIVEN_NAMES_OF_WOMEN : GIVEN_NAMES_OF_MEN)
      const name = `${this.#random.pick(FAMILY_NAMES)} ${middle} ${given}`
      if (middle.endsWith(given) || this.#taken.has(name)) continue
      this.#taken.add(name)
      return { name, salutation: isWoman ? 'bà' : 'ông', note: null }
    }
  }
}
