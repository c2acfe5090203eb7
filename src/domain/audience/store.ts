import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../../../db/client.ts'
import type {
  Audience,
  AudienceCount,
  AudienceListKind,
  AudienceListReply,
  AudienceName,
} from '../../contract/audience.ts'
import type { Channel } from '../../contract/common.ts'
import { cursorOf, numberOf, page, readCursor } from '../../kernel/cursor.ts'
import { firstFeasibleContact } from '../channel/index.ts'
import { nameFits, personFits, unitFits } from '../people/index.ts'
import { audienceParts } from './selection-store.ts'
import { plannedForSize } from './size-store.ts'

/** Whose audience, and the local day (yyyy-mm-dd) on which units, posts and memberships are read. */
export interface AudienceOf {
  federationId: number
  audience: Audience
  on: string
}

type Entity = 'unit' | 'person' | 'group'

function peopleBy(channel: Channel) {
  return { entity: 'person', from: 'person_reach', where: sql`r.channel = ${sql.lit(channel)}` } as const
}

/** Every list kind: the rows it is cut from, and the condition that cuts it. Counts and lists both use this table. */
const KINDS: Readonly<
  Record<AudienceListKind, { entity: Entity; from: string; where: RawBuilder<unknown> }>
> = {
  units: { entity: 'unit', from: 'unit_reach', where: sql`true` },
  'units-reachable': { entity: 'unit', from: 'unit_reach', where: sql`r.reachable > 0` },
  'units-without-channel': { entity: 'unit', from: 'unit_reach', where: sql`r.reachable = 0` },
  'units-without-contact': { entity: 'unit', from: 'unit_reach', where: sql`r.people = 0` },
  'excluded-units': { entity: 'unit', from: 'excluded_unit', where: sql`true` },
  people: { entity: 'person', from: 'person_reach', where: sql`true` },
  'people-reachable': { entity: 'person', from: 'person_reach', where: sql`r.channel is not null` },
  'people-without-channel': { entity: 'person', from: 'person_reach', where: sql`r.channel is null` },
  'people-zalo': peopleBy('zalo'),
  'people-telegram': peopleBy('telegram'),
  'people-sms': peopleBy('sms'),
  'people-email': peopleBy('email'),
  'people-webhook': peopleBy('webhook'),
  'excluded-people': { entity: 'person', from: 'excluded_person', where: sql`true` },
  'group-posts': { entity: 'group', from: 'posted_group', where: sql`true` },
}

/** audienceParts() plus what each chosen person and unit would get: one row a person, one row a unit. */
function reachParts({ federationId, audience, on }: AudienceOf): RawBuilder<unknown> {
  const excludes =
    audience.excludeUnits.length > 0 || audience.excludePersons.length > 0 ? sql`true` : sql`false`
  return sql`${audienceParts(federationId, audience, on)}, person_reach as (
      select c.person_id, c.unit_id, f.channel
      from chosen_person c
      left join (${firstFeasibleContact(federationId, sql`select person_id from chosen_person`)}) f using (person_id)
    ), unit_reach as (
      select cu.unit_id, count(p.person_id) as people, count(p.channel) as reachable
      from chosen_unit cu left join person_reach p using (unit_id)
      group by cu.unit_id
    ), excluded_unit as (
      select distinct unit_id from line_unit where unit_id = any(${audience.excludeUnits}::bigint[])
    ), excluded_person as (
      select a.person_id, null::bigint as unit_id, null::text as channel from asked a
      where ${excludes} and not exists (select from chosen_person c where c.person_id = a.person_id)
    )`
}

/** All kinds that are cut from one set of rows, counted in one pass over it. */
function countedFrom(from: string): RawBuilder<unknown> {
  const kinds = (Object.keys(KINDS) as AudienceListKind[]).filter((kind) => KINDS[kind].from === from)
  const counts = kinds.map((kind) => sql`count(*) filter (where ${KINDS[kind].where}) as ${sql.ref(kind)}`)
  return sql`(select ${sql.join(counts)} from ${sql.table(from)} r) ${sql.table(`${from}_count`)}`
}

/** The numbers beside a choice of recipients. One statement. */
export async function countAudience(db: Db, of: AudienceOf): Promise<AudienceCount> {
  const sets = new Set(Object.values(KINDS).map((kind) => kind.from))
  const { rows } = await plannedForSize(db, of.federationId, (trx) =>
    sql<Record<AudienceListKind | 'memberships', number>>`with ${reachParts(of)}
    select *, (
      select count(*) from chat_group_member m
      where m.group_id in (select group_id from line_group) and m.person_id in (select person_id from chosen_person)
        and m.valid_from <= ${of.on}::date and (m.valid_to is null or m.valid_to > ${of.on}::date)
    ) as memberships
    from ${sql.join([...sets].map(countedFrom))}`.execute(trx),
  )
  const n = rows[0]!
  return {
    units: {
      chosen: n.units,
      reachable: n['units-reachable'],
      withoutChannel: n['units-without-channel'],
    },
    people: {
      chosen: n.people,
      reachable: n['people-reachable'],
      withoutChannel: n['people-without-channel'],
    },
    unitsWithoutContact: n['units-without-contact'],
    byChannel: {
      zalo: n['people-zalo'],
      telegram: n['people-telegram'],
      sms: n['people-sms'],
      email: n['people-email'],
      webhook: n['people-webhook'],
    },
    memberships: n.memberships,
    groupPosts: n['group-posts'],
    excluded: { units: n['excluded-units'], people: n['excluded-people'] },
  }
}

/** One row a name: (id, name, detail, channel, fits, sort), people sorted by given name as Vietnamese lists are. */
const NAMES: Readonly<Record<Entity, (from: string, fits: RawBuilder<boolean>) => RawBuilder<unknown>>> = {
  unit: (from, fits) => sql`select u.id, u.name, a.name as detail, null::text as channel, ${fits} as fits,
      u.name collate "vi-x-icu" as sort, u.code as tie
    from ${sql.table(from)} r join unit u on u.id = r.unit_id left join area a on a.id = u.area_id`,
  person: (from, fits) => sql`select p.id, p.full_name as name, u.name as detail, r.channel, ${fits} as fits,
      (regexp_replace(p.full_name, '^.* ', '') || ' ' || p.full_name) collate "vi-x-icu" as sort, '' as tie
    from ${sql.table(from)} r join person p on p.id = r.person_id left join unit u on u.id = r.unit_id`,
  group: (
    from,
    fits,
  ) => sql`select g.id, g.name, g.platform as detail, null::text as channel, ${fits} as fits,
      lpad(g.sort::text, 6, '0') collate "vi-x-icu" as sort, '' as tie
    from ${sql.table(from)} r join chat_group g on g.id = r.group_id`,
}

/** Names are narrowed by the rules of the search. */
const FITS: Readonly<Record<Entity, (db: Db, q: string | undefined) => Promise<RawBuilder<boolean>>>> = {
  unit: unitFits,
  person: async (_db, q) => personFits(q),
  group: async (_db, q) => nameFits(sql`g.name`, q),
}

/** A page of the names behind one of the numbers of countAudience(). */
export async function listAudience(
  db: Db,
  of: AudienceOf,
  list: { kind: AudienceListKind; q?: string | undefined; after?: string | undefined; limit: number },
): Promise<AudienceListReply> {
  const { entity, from, where } = KINDS[list.kind]
  const fits = await FITS[entity](db, list.q)
  const after = readCursor(list.after, 3)
  const beyond = after
    ? sql`where (sort, tie, id) > (${String(after[0])}::text collate "vi-x-icu", ${String(after[1])}, ${numberOf(after[2])}::bigint)`
    : sql``
  const { rows } = await plannedForSize(db, of.federationId, (trx) =>
    sql<{ total: number; items: (AudienceName & SortKeys)[] }>`with ${reachParts(of)}, named as (
      select * from (${NAMES[entity](from, fits)} where ${where}) n where n.fits
    ), page as (
      select id, name, detail, channel, sort, tie from named ${beyond} order by sort, tie, id limit ${list.limit + 1}
    )
    select (select count(*) from named) as total, coalesce((
      select json_agg(json_build_object('id', id, 'name', name, 'detail', detail, 'channel', channel, 'sort', sort, 'tie', tie)
        order by sort, tie, id) from page
    ), '[]') as items`.execute(trx),
  )
  const { total, items } = rows[0]!
  return { ...page(items, list.limit, (last) => cursorOf(last.sort, last.tie, last.id)), total }
}

interface SortKeys {
  readonly sort: string
  readonly tie: string
}
