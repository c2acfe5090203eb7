import type { Random } from '../random.ts'
import { ENTERPRISES } from './enterprises.ts'
import { HEALTH_AND_SERVICES, OFFICES } from './offices.ts'
import { PRIVATE_SCHOOLS, PUBLIC_SCHOOLS } from './schools.ts'
import type { UnitLine } from './unit-line.ts'
import { WARDS } from './wards.ts'

/** Five khối, each with its Zalo group: exact totals of domain.md §8.1. `people` are the group's members besides staff. */
const BLOCS: readonly {
  readonly group: string
  readonly lines: readonly UnitLine[]
  readonly people: number
  readonly workers: number
  readonly members: number
}[] = [
  { group: 'N1', lines: ENTERPRISES, people: 116, workers: 16_400, members: 11_900 },
  { group: 'N2', lines: PUBLIC_SCHOOLS, people: 64, workers: 3240, members: 3150 },
  { group: 'N3', lines: PRIVATE_SCHOOLS, people: 37, workers: 1610, members: 1280 },
  { group: 'N4', lines: OFFICES, people: 33, workers: 1020, members: 980 },
  { group: 'N5', lines: HEALTH_AND_SERVICES, people: 25, workers: 1730, members: 1640 },
]

export interface SampleUnit {
  readonly code: string
  readonly name: string
  /** Name as in the lists of units/, with the ward when two share it. */
  readonly key: string
  readonly sector: string
  readonly subsector: string
  readonly group: string
  readonly ward: string
  readonly workers: number
  readonly members: number
  readonly contacts: number
  readonly note: string | null
}

/** The 168 units with wards, sizes and numbers of contacts. */
export function sampleUnits(random: Random): SampleUnit[] {
  const lines = BLOCS.flatMap((bloc) => bloc.lines)
  const wards = dealWards(lines, random)
  let index = 0
  return BLOCS.flatMap((bloc) => {
    const sizes = shareOut(bloc.lines, bloc, random)
    const contacts = dealContacts(bloc.lines, bloc.people)
    return bloc.lines.map((line, i) => {
      const ward = wards[index++]!
      const twin = lines.filter((other) => other.name === line.name).length > 1
      return {
        code: `NTL-${String(index).padStart(3, '0')}`,
        name: `Công đoàn ${line.name}`,
        key: twin ? `${line.name}, ${ward}` : line.name,
        sector: line.sector,
        subsector: line.subsector,
        group: bloc.group,
        ward,
        workers: sizes[i]!.workers,
        members: sizes[i]!.members,
        contacts: contacts[i]!,
        note: line.note ?? null,
      }
    })
  })
}

/** Fixed wards first; the other units fill the room that is left, in shuffled order. */
function dealWards(lines: readonly UnitLine[], random: Random): string[] {
  const room = WARDS.flatMap(({ name, units }) => {
    const taken = lines.filter((line) => line.ward === name).length
    return Array.from({ length: units - taken }, () => name)
  })
  const free = random.shuffled(room)
  return lines.map((line) => line.ward ?? free.pop()!)
}

/** One contact a unit, and a second one in as many of the open units as the group's total asks for. */
function dealContacts(lines: readonly UnitLine[], people: number): number[] {
  let seconds = people - lines.reduce((sum, line) => sum + (line.contacts ?? 1), 0)
  return lines.map((line) => line.contacts ?? (seconds-- > 0 ? 2 : 1))
}

interface Size {
  workers: number
  members: number
}

/** Sizes between 7 members and what a few large employers have, summing up to the khối's totals exactly. */
function shareOut(lines: readonly UnitLine[], total: Size, random: Random): Size[] {
  const weights = lines.map(() => Math.exp(1.1 * (random.next() + random.next() + random.next() - 1.5) * 2))
  const open = lines.map((line, i) => (line.workers === undefined ? i : -1)).filter((i) => i >= 0)
  const fixed = lines.filter((line) => line.workers !== undefined)
  const left = {
    workers: total.workers - fixed.reduce((sum, line) => sum + line.workers!, 0),
    members: total.members - fixed.reduce((sum, line) => sum + line.members!, 0),
  }
  const least = 11
  const weightOf = (i: number) => weights[i]!
  const whole = open.reduce((sum, i) => sum + weightOf(i), 0)
  const spare = left.workers - least * open.length
  const sizes: Size[] = lines.map((line, i) =>
    line.workers === undefined
      ? { workers: least + Math.floor((spare * weightOf(i)) / whole), members: 0 }
      : { workers: line.workers, members: line.members! },
  )
  const openSizes = open.map((i) => sizes[i]!)
  spread(openSizes, left.workers - sumOf(openSizes, 'workers'), 'workers', () => Number.POSITIVE_INFINITY)
  const share = left.members / left.workers
  for (const size of openSizes) size.members = Math.max(7, Math.floor(size.workers * share))
  spread(openSizes, left.members - sumOf(openSizes, 'members'), 'members', (size) => size.workers)
  return sizes
}

const sumOf = (sizes: readonly Size[], key: keyof Size): number =>
  sizes.reduce((sum, size) => sum + size[key], 0)

/** Hands out what rounding left over, one by one, to those that may still grow. */
function spread(sizes: readonly Size[], rest: number, key: keyof Size, limit: (size: Size) => number): void {
  for (let left = rest, stuck = 0; left > 0 && stuck < sizes.length; ) {
    for (const size of sizes) {
      if (left === 0) return
      if (size[key] < limit(size)) {
        size[key]++
        left--
        stuck = 0
      } else stuck++
    }
  }
}
