import { type RawBuilder, sql } from 'kysely'
import type { Audience, AudienceLine } from '../../contract/audience.ts'

/** Selects that an issue inserts from and a count counts. Each is one statement, usable as a subquery. */
export interface AudienceSelects {
  /** (unit_id): the units that must have the directive. */
  units: RawBuilder<{ unit_id: number }>
  /** (person_id, unit_id, position_code, contact_order): everybody who gets it, one row a person. */
  people: RawBuilder<{
    person_id: number
    unit_id: number | null
    position_code: string | null
    contact_order: number | null
  }>
  /** (group_id): the chat groups that get a post by hand. */
  groups: RawBuilder<{ group_id: number }>
}

/**
 * Turns a choice of recipients into selects, as things stand on the day `on` (yyyy-mm-dd, local). Nothing is read here.
 * Semantics: src/contract/audience.ts and docs/decisions/0010-audience.md.
 */
export function audienceQuery(federationId: number, audience: Audience, on: string): AudienceSelects {
  const parts = partsOf(federationId, audience, on)
  return {
    units: sql`with ${withNeeded(parts, 'chosen_unit')} select unit_id from chosen_unit`,
    people: sql`with ${withNeeded(parts, 'chosen_person')} select person_id, unit_id, position_code, contact_order from chosen_person`,
    groups: sql`with ${withNeeded(parts, 'posted_group')} select group_id from posted_group`,
  }
}

/**
 * The common table expressions below every select about an audience:
 * `due` all units that could be asked · `line_unit` units of the lines, exclusions not yet applied · `asked` people
 * likewise · `chosen_unit`, `chosen_person` after exclusions · `line_group` groups chosen · `posted_group` groups posted to.
 */
export const audienceParts = (federationId: number, audience: Audience, on: string): RawBuilder<unknown> =>
  joined(partsOf(federationId, audience, on))

/** In the order in which they read each other. */
type Parts = readonly Part[]
interface Part {
  readonly name: string
  readonly reads: readonly string[]
  readonly select: RawBuilder<unknown>
}

const joined = (parts: Parts): RawBuilder<unknown> =>
  sql.join(parts.map(({ name, select }) => sql`${sql.ref(name)} as (${select})`))

/**
 * One part and those it reads. Only these are named: a part that two others read is worked out and kept aside, also when
 * nobody reads one of the two, and then the planner can no longer join units with posts in one go.
 */
function withNeeded(parts: Parts, wanted: string): RawBuilder<unknown> {
  const needed = new Set([wanted])
  for (const { name, reads } of parts.toReversed())
    if (needed.has(name)) for (const other of reads) needed.add(other)
  return joined(parts.filter(({ name }) => needed.has(name)))
}

function partsOf(federationId: number, audience: Audience, on: string): Parts {
  const lines = audience.lines.filter(isFilled)
  const { positions, excludeUnits, excludePersons, groupPosts } = audience
  const inForce = (table: string) =>
    sql`${sql.ref(`${table}.valid_from`)} <= ${on}::date and (${sql.ref(`${table}.valid_to`)} is null or ${sql.ref(`${table}.valid_to`)} > ${on}::date)`
  const listedPost =
    positions.length > 0 ? sql`p.position_code = any(${positions}::text[])` : sql`p.contact_order is not null`

  const members = (groups: RawBuilder<unknown>) => sql`select m.person_id from chat_group_member m
    where m.group_id in (${groups}) and ${inForce('m')}`
  const unitsOfGroups = (
    groups: RawBuilder<unknown>,
  ) => sql`select gu.unit_id from chat_group_unit gu where gu.group_id in (${groups})
    union select p.unit_id from post p where ${inForce('p')} and p.person_id in (${members(groups)})`
  const ownGroups = (ids: readonly number[]) =>
    sql`select group_id from own_group where group_id = any(${ids}::bigint[])`
  const ownDirective = (id: number) =>
    sql`select d.id from directive d where d.id = ${id} and d.owner_unit_id = ${federationId}`
  const unitsOfLine = (line: AudienceLine) =>
    sql`select d.unit_id from due d where ${sql.join(conditions(line), sql` and `)}`

  function conditions(line: AudienceLine): RawBuilder<unknown>[] {
    if (line.all) return [sql`true`]
    const all: RawBuilder<unknown>[] = []
    if (line.groups?.length) all.push(sql`d.unit_id in (${unitsOfGroups(ownGroups(line.groups))})`)
    if (line.sectors?.length) all.push(sql`d.sector_code = any(${line.sectors}::text[])`)
    if (line.subsectors?.length) all.push(sql`d.subsector = any(${line.subsectors}::text[])`)
    if (line.types?.length) all.push(sql`d.type_code = any(${line.types}::text[])`)
    if (line.below?.length)
      all.push(sql`d.path <@ any(array(select b.path from unit b where b.id = any(${line.below}::bigint[])))
        and d.unit_id <> all(${line.below}::bigint[])`)
    if (line.areas?.length) all.push(sql`d.area_id = any(${line.areas}::bigint[])`)
    if (line.units?.length) all.push(sql`d.unit_id = any(${line.units}::bigint[])`)
    if (line.recipientsOf)
      all.push(sql`d.unit_id in (select t.unit_id from target t
        where t.directive_id in (${ownDirective(line.recipientsOf)}) and t.excluded_at is null)`)
    if (line.minWorkers !== undefined || line.maxWorkers !== undefined)
      all.push(sql`(select h.workers from unit_headcount h where h.unit_id = d.unit_id and h.as_of <= ${on}::date
        order by h.as_of desc limit 1) between ${line.minWorkers ?? 0}::bigint and ${line.maxWorkers ?? 2_147_483_647}::bigint`)
    return all
  }

  function seatedOf(line: AudienceLine): RawBuilder<unknown>[] {
    // «Everybody, but only the chairs» names posts: being in a group is no post.
    if (line.all) return positions.length > 0 ? [] : [members(sql`select group_id from own_group`)]
    const seats: RawBuilder<unknown>[] = []
    if (line.groups?.length) seats.push(members(ownGroups(line.groups)))
    if (line.recipientsOf)
      seats.push(sql`select r.person_id from recipient r
        where r.directive_id in (${ownDirective(line.recipientsOf)}) and r.disowned_at is null`)
    if (seats.length > 0 && narrowsUnits(line))
      seats.push(
        sql`select p.person_id from post p where ${inForce('p')} and p.unit_id in (${unitsOfLine(line)})`,
      )
    return seats.length === 0 ? [] : [sql`(${sql.join(seats, sql` intersect `)})`]
  }

  // Nobody may be reached through a group while the unit they stand for is left out.
  const strangerToExcludedUnits =
    excludeUnits.length === 0
      ? sql`true`
      : sql`not exists (select from post p
          where p.person_id = s.person_id and ${inForce('p')} and p.unit_id = any(${excludeUnits}::bigint[]))`
  const lineUnits = lines.map(
    (line) => sql`select unit_id, ${isByPost(line)}::boolean as by_post from (${unitsOfLine(line)}) l`,
  )
  const lineGroups = lines.flatMap((line) =>
    line.all ? [sql`select group_id from own_group`] : line.groups?.length ? [ownGroups(line.groups)] : [],
  )
  const seats = lines.flatMap(seatedOf)
  const except = (column: string, ids: readonly number[]) =>
    ids.length === 0 ? sql`true` : sql`${sql.ref(column)} <> all(${ids}::bigint[])`
  const part = (name: string, reads: readonly string[], select: RawBuilder<unknown>): Part => ({
    name,
    reads,
    select,
  })
  return [
    part(
      'due',
      [],
      sql`select u.id as unit_id, u.path, u.type_code, u.sector_code, u.subsector, u.area_id
        from unit u join unit_type t on t.code = u.type_code and t.is_recipient
        where u.path <@ (select home.path from unit home where home.id = ${federationId}) and u.id <> ${federationId}
          and ${inForce('u')}`,
    ),
    part(
      'own_group',
      [],
      sql`select g.id as group_id, g.platform from chat_group g
        where g.owner_unit_id = ${federationId} and g.ended_at is null`,
    ),
    part(
      'line_unit',
      ['due', 'own_group'],
      union(lineUnits, sql`select null::bigint as unit_id, false as by_post where false`),
    ),
    part('line_group', ['own_group'], union(lineGroups, sql`select null::bigint as group_id where false`)),
    part(
      'posted_group',
      ['own_group', 'line_group'],
      // A mere list of people has no place where something could be posted.
      sql`select group_id from own_group where platform <> 'list' and group_id in (
        ${groupPosts === null ? sql`select group_id from line_group` : ownGroups(groupPosts)})`,
    ),
    part('seated', ['due', 'own_group'], union(seats, sql`select null::bigint as person_id where false`)),
    part(
      'listed',
      ['line_unit'],
      sql`select p.person_id, p.unit_id, p.position_code, p.contact_order from post p
        where p.unit_id in (select unit_id from line_unit where by_post) and ${inForce('p')} and ${listedPost}`,
    ),
    part('asked', ['listed', 'seated'], sql`select person_id from listed union select person_id from seated`),
    part(
      'chosen_unit',
      ['line_unit'],
      sql`select distinct unit_id from line_unit where ${except('unit_id', excludeUnits)}`,
    ),
    part('by_post', ['listed'], sql`select * from listed where ${except('unit_id', excludeUnits)}`),
    part(
      'by_seat',
      ['seated', 'chosen_unit', 'by_post'],
      sql`select s.person_id, p.unit_id, p.position_code, p.contact_order
        from seated s
        left join (post p join chosen_unit cu on cu.unit_id = p.unit_id) on p.person_id = s.person_id and ${inForce('p')}
        where not exists (select from by_post b where b.person_id = s.person_id)`,
    ),
    part(
      'chosen_person',
      seats.length === 0 ? ['by_post'] : ['by_post', 'by_seat'],
      sql`select distinct on (c.person_id) c.person_id, c.unit_id, c.position_code, c.contact_order
        from (${
          seats.length === 0
            ? sql`select * from by_post`
            : sql`select * from by_post
              union all
              select * from by_seat s where s.unit_id is not null or ${strangerToExcludedUnits}`
        }) c
        left join position o on o.code = c.position_code
        where ${except('c.person_id', excludePersons)}
        order by c.person_id, c.unit_id is null, c.contact_order nulls last, o.rank, c.unit_id, c.position_code`,
    ),
  ]
}

const union = (selects: RawBuilder<unknown>[], none: RawBuilder<unknown>) =>
  selects.length === 0 ? none : sql.join(selects, sql` union `)

const narrowsUnits = (line: AudienceLine): boolean =>
  Boolean(
    line.sectors?.length ||
      line.subsectors?.length ||
      line.types?.length ||
      line.areas?.length ||
      line.below?.length ||
      line.units?.length,
  ) ||
  line.minWorkers !== undefined ||
  line.maxWorkers !== undefined

/** Its people are holders of posts, not members of a group or recipients of an earlier directive. */
const isByPost = (line: AudienceLine): boolean =>
  line.all === true || (!line.groups?.length && !line.recipientsOf)

/** A line that says nothing chooses nobody: an empty filter must never mean «everybody». */
const isFilled = (line: AudienceLine): boolean =>
  Boolean(line.all || line.groups?.length || line.recipientsOf) || narrowsUnits(line)
