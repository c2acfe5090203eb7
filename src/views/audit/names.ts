import { sql } from 'kysely'
import type { Db } from '../../../db/client.ts'
import { referenceOf } from '../../domain/directive/index.ts'
import type { AuditRow } from './entries.ts'

/** How people call the things and people of some lines. What is gone, or not the reader's to see, has no name. */
export interface Names {
  staff(id: number | null): string | null
  officer(id: number | null): string | null
  apiKey(id: number | null): string | null
  thing(entity: string, id: number | null): string | null
  unit(id: number | null): string | null
  /** Channels over which a directive went out, when it is small enough to look. */
  channels(directiveId: number | null): readonly string[]
}

/** Above this, telling the channels of a directive costs more than the word is worth. */
const MANY_PEOPLE = 20_000

/** Table → the statement that names some of its rows. A table that is not here is called by its kind alone. */
const NAMED: Readonly<
  Record<string, (ids: readonly number[]) => ReturnType<typeof sql<{ id: number; name: string }>>>
> = {
  target: (ids) => sql`select id, unit_name as name from target where id = any(${ids}::bigint[])`,
  unit: (ids) =>
    sql`select id, coalesce(short_name, name) as name from unit where id = any(${ids}::bigint[])`,
  recipient: (ids) => sql`select id, person_name as name from recipient where id = any(${ids}::bigint[])`,
  person: (ids) => sql`select id, full_name as name from person where id = any(${ids}::bigint[])`,
  post: (ids) => sql`
    select o.id, p.full_name as name from post o join person p on p.id = o.person_id where o.id = any(${ids}::bigint[])`,
  staff: (ids) => sql`
    select s.id, p.full_name as name from staff s join person p on p.id = s.person_id where s.id = any(${ids}::bigint[])`,
  channel_account: (ids) => sql`select id, name from channel_account where id = any(${ids}::bigint[])`,
  api_key: (ids) => sql`select id, name from api_key where id = any(${ids}::bigint[])`,
  chat_group: (ids) => sql`select id, name from chat_group where id = any(${ids}::bigint[])`,
  group_post: (ids) => sql`
    select g.id, c.name from group_post g join chat_group c on c.id = g.group_id where g.id = any(${ids}::bigint[])`,
}

/** One statement for each kind of thing, however many lines there are. */
export async function namesOf(db: Db, rows: readonly AuditRow[]): Promise<Names> {
  const staffIds = idsOf(rows, (row) => (row.actorKind === 'staff' ? row.actorId : null))
  const officerIds = idsOf(rows, (row) => (row.actorKind === 'officer' ? row.actorId : null))
  const keyIds = idsOf(rows, (row) => (row.actorKind === 'api_key' ? row.actorId : null))
  const unitIds = idsOf(rows, (row) => row.unitId)
  const staff = await named(db, 'staff', staffIds)
  const officers = await named(db, 'recipient', officerIds)
  const apiKeys = await named(db, 'api_key', keyIds)
  const units = await named(db, 'unit', unitIds)
  const things = new Map<string, ReadonlyMap<number, string>>()
  for (const entity of new Set(rows.map((row) => row.entity))) {
    const ids = idsOf(rows, (row) => (row.entity === entity ? row.entityId : null))
    things.set(entity, entity === 'directive' ? await directives(db, ids) : await named(db, entity, ids))
  }
  const issued = rows.filter(
    (row) => row.action === 'directive.issued' && Number(row.data['people'] ?? 0) <= MANY_PEOPLE,
  )
  const channels = await channelsOf(
    db,
    idsOf(issued, (row) => row.entityId),
  )
  const of = (names: ReadonlyMap<number, string> | undefined, id: number | null): string | null =>
    (id === null ? null : names?.get(id)) ?? null
  return {
    staff: (id) => of(staff, id),
    officer: (id) => of(officers, id),
    apiKey: (id) => of(apiKeys, id),
    thing: (entity, id) => of(things.get(entity), id),
    unit: (id) => of(units, id),
    channels: (id) => (id === null ? [] : (channels.get(id) ?? [])),
  }
}

const idsOf = (rows: readonly AuditRow[], pick: (row: AuditRow) => number | null): readonly number[] => [
  ...new Set(rows.flatMap((row) => pick(row) ?? [])),
]

async function named(db: Db, entity: string, ids: readonly number[]): Promise<ReadonlyMap<number, string>> {
  const statement = NAMED[entity]
  if (!statement || ids.length === 0) return new Map()
  const { rows } = await statement(ids).execute(db)
  return new Map(rows.map((row) => [row.id, row.name]))
}

async function directives(db: Db, ids: readonly number[]): Promise<ReadonlyMap<number, string>> {
  const { rows } = await sql<{ id: number; number: number | null; symbol: string | null; title: string }>`
    select id, number, symbol, title from directive where id = any(${ids}::bigint[])`.execute(db)
  return new Map(
    rows.map(({ id, number, symbol, title }) => [
      id,
      number !== null && symbol !== null ? `${referenceOf(number, symbol)} «${title}»` : `«${title}»`,
    ]),
  )
}

async function channelsOf(db: Db, ids: readonly number[]): Promise<ReadonlyMap<number, readonly string[]>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<{ id: number; channels: string[] }>`
    select directive_id as id, array_agg(distinct channel order by channel desc) as channels from recipient
    where directive_id = any(${ids}::bigint[]) and channel is not null group by directive_id`.execute(db)
  return new Map(rows.map((row) => [row.id, row.channels]))
}
