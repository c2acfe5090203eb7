import type { Audience } from '../../src/contract/audience.ts'

/** What the database holds, already narrowed to what is in force on the day. */
export interface UnitFact {
  id: number
  type_code: string
  sector_code: string
  area_id: number
  valid_from: string
  valid_to: string | null
}
export interface PostFact {
  person_id: number
  unit_id: number
  position_code: string
  contact_order: number | null
  valid_from: string
  valid_to: string | null
}
export interface MemberFact {
  group_id: number
  person_id: number
  valid_from: string
  valid_to: string | null
}
export interface ContactFact {
  person_id: number
  state: string
}
export interface Facts {
  earlier: { directive: number; units: number[]; people: number[] }
  foreignDirective: number
  units: UnitFact[]
  posts: PostFact[]
  members: MemberFact[]
  groupUnits: { group_id: number; unit_id: number }[]
  groups: number[]
  headcounts: { unit_id: number; workers: number }[]
  contacts: ContactFact[]
  areas: number[]
  people: number[]
}

export const sorted = (ids: number[]) => [...ids].sort((a, b) => a - b)

const NOTHING: { units: number[]; people: number[] } = { units: [], people: [] }

/** The semantics of src/contract/audience.ts once more, slowly and in memory: what the SQL is measured against. */
export function describeInWords(facts: Facts, audience: Audience) {
  const units = new Set<number>()
  const people = new Set<number>()
  const groups = new Set<number>()
  const inGroups = (chosen: readonly number[]) =>
    facts.members.filter((member) => chosen.includes(member.group_id)).map((member) => member.person_id)
  const workers = (unit: number) => facts.headcounts.find((count) => count.unit_id === unit)?.workers
  const candidates: { person: number; unit: number | null; bySeat: boolean }[] = []

  for (const line of audience.lines) {
    const narrows =
      line.sectors?.length ||
      line.areas?.length ||
      line.units?.length ||
      line.minWorkers !== undefined ||
      line.maxWorkers !== undefined
    if (!line.all && !line.groups?.length && !line.recipientsOf && !narrows) continue
    const seated = line.all ? inGroups(facts.groups) : inGroups(line.groups ?? [])
    const earlier = line.recipientsOf === facts.earlier.directive ? facts.earlier : NOTHING
    const seats = line.recipientsOf
      ? earlier.people.filter((person) => !line.groups?.length || seated.includes(person))
      : seated
    const lineUnits = facts.units.filter((unit) => {
      if (line.all) return true
      const size = workers(unit.id)
      return (
        (!line.groups?.length ||
          facts.groupUnits.some((gu) => gu.unit_id === unit.id && line.groups!.includes(gu.group_id)) ||
          facts.posts.some((post) => post.unit_id === unit.id && seated.includes(post.person_id))) &&
        (!line.recipientsOf || earlier.units.includes(unit.id)) &&
        (!line.sectors?.length || line.sectors.includes(unit.sector_code)) &&
        (!line.areas?.length || line.areas.includes(unit.area_id)) &&
        (!line.units?.length || line.units.includes(unit.id)) &&
        (line.minWorkers === undefined || (size !== undefined && size >= line.minWorkers)) &&
        (line.maxWorkers === undefined || (size !== undefined && size <= line.maxWorkers))
      )
    })
    const ids = lineUnits.map((unit) => unit.id)
    for (const id of ids) units.add(id)
    for (const group of line.all ? facts.groups : (line.groups ?? [])) groups.add(group)
    if (line.all || (!line.groups?.length && !line.recipientsOf))
      for (const post of facts.posts)
        if (
          ids.includes(post.unit_id) &&
          (audience.positions.length > 0
            ? audience.positions.includes(post.position_code)
            : post.contact_order !== null)
        )
          candidates.push({ person: post.person_id, unit: post.unit_id, bySeat: false })
    if (line.all ? audience.positions.length === 0 : Boolean(line.groups?.length || line.recipientsOf))
      for (const person of line.all ? seated : seats)
        if (
          line.all ||
          !narrows ||
          facts.posts.some((post) => post.person_id === person && ids.includes(post.unit_id))
        )
          candidates.push({ person, unit: null, bySeat: true })
  }
  for (const id of audience.excludeUnits) units.delete(id)
  for (const { person, unit, bySeat } of candidates) {
    const posts = facts.posts.filter((post) => post.person_id === person)
    const standsForChosen = posts.some((post) => units.has(post.unit_id))
    const barred = posts.some((post) => audience.excludeUnits.includes(post.unit_id))
    if (bySeat ? standsForChosen || !barred : units.has(unit!)) people.add(person)
  }
  for (const id of audience.excludePersons) people.delete(id)
  return {
    units: sorted([...units]),
    persons: sorted([...people]),
    groups: sorted([...(audience.groupPosts ?? groups)]),
  }
}
