import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../../../../db/client.ts'
import { belowUnit } from '../../../../db/scope.ts'
import type { Audience } from '../../../contract/audience.ts'
import { dateText } from '../../../kernel/dates.ts'
import { readableCode } from '../../../kernel/ids.ts'
import { audienceQuery } from '../../audience/index.ts'
import { firstFeasibleContact, firstFeasibleContactOf } from '../../channel/index.ts'

/** How many units, people and group posts an issue froze. */
export interface Frozen {
  readonly units: number
  readonly people: number
  readonly groupPosts: number
}

/** From this many units on, people are joined with their units, names and channels as wholes, not one by one. */
const MANY_UNITS = 2_000

/** yyyy-mm-dd of the local day, on which the organisation is looked at. */
const dayOf = (at: Date): string => dateText(at).split('/').reverse().join('-')

/**
 * Writes down who must have the directive, as the organisation stands at `now`: units with the names of their parents,
 * people once each however many groups hold them, posts by hand once a group (invariants 1, 2, 9). Three statements,
 * whatever the size.
 */
export async function freezeAudience(
  trx: Db,
  directiveId: number,
  federationId: number,
  audience: Audience,
  now: Date,
  manyUnits = MANY_UNITS,
): Promise<Frozen> {
  const on = dayOf(now)
  // A hundred thousand people sort in memory, for this transaction only.
  await sql`select set_config('work_mem', '64MB', true)`.execute(trx)
  const chosen = audienceQuery(federationId, audience, on)
  return belowUnit(trx, federationId, async (below) => {
    const units = await freezeTargets(below, directiveId, chosen.units, on)
    const asWholes = units >= manyUnits && (await isLargePart(below, units))
    const people = await freezeRecipients(below, directiveId, federationId, chosen.people, asWholes)
    const groupPosts = await freezeGroupPosts(below, directiveId, chosen.groups)
    return { units, people, groupPosts }
  })
}

/** Is it a tenth of all units at least? Else more rows would be read that are not wanted than lookups cost. */
async function isLargePart(trx: Db, units: number): Promise<boolean> {
  const { rows } = await sql<{ all: number }>`
    select reltuples::float8 as all from pg_class where oid = 'public.unit'::regclass`.execute(trx)
  return rows[0]!.all <= units * 10
}

const messageClassOf = (directiveId: number) =>
  sql`(select k.message_class from directive k where k.id = ${directiveId})`

async function freezeTargets(
  trx: Db,
  directiveId: number,
  units: RawBuilder<unknown>,
  on: string,
): Promise<number> {
  // Units below one parent share its chain: it is looked up once a parent, not once a unit.
  const result = await sql`
    with chosen as materialized (select u.id, u.name, u.area_id, u.sector_code, u.path
      from unit u where u.id in (select c.unit_id from (${units}) c)),
    chain as materialized (select p.path, loa_parent_names(p.path) as names
      from (select distinct subpath(path, 0, -1) as path from chosen where nlevel(path) > 1) p)
    insert into target (directive_id, unit_id, unit_name, area_name, sector_code, parents, workers)
    select ${directiveId}::bigint, u.id, u.name, a.name, u.sector_code, coalesce(c.names, '[]'), h.workers
    from chosen u
    left join area a on a.id = u.area_id
    left join chain c on nlevel(u.path) > 1 and c.path = subpath(u.path, 0, -1)
    left join lateral (select w.workers from unit_headcount w where w.unit_id = u.id and w.as_of <= ${on}::date
      order by w.as_of desc limit 1) h on true
    order by u.id`.execute(trx)
  return Number(result.numAffectedRows ?? 0)
}

async function freezeRecipients(
  trx: Db,
  directiveId: number,
  federationId: number,
  people: RawBuilder<unknown>,
  asWholes: boolean,
): Promise<number> {
  const place = sql`select u.id, u.unit_id from target u where u.directive_id = ${directiveId}`
  const messageClass = messageClassOf(directiveId)
  // The units were written a moment ago and the planner may believe there are none. Laterally, each person's is one lookup in
  // the index all the same; joined, it may not go through all of them for each person, which is what it is forbidden.
  const found = asWholes
    ? sql`left join (${place}) t on t.unit_id = c.unit_id
      left join (${firstFeasibleContact(federationId, sql`select person_id from chosen`, messageClass)}) f on f.person_id = c.person_id`
    : sql`left join lateral (${place} and u.unit_id = c.unit_id limit 1) t on true
      left join lateral (${firstFeasibleContactOf(federationId, sql`c.person_id`, messageClass)}) f on true`
  if (asWholes) await sql`select set_config('enable_nestloop', 'off', true)`.execute(trx)
  const result = await sql`
    with chosen as materialized (${people})
    insert into recipient
      (directive_id, person_id, target_id, person_name, position_code, contact_order, channel, problem)
    select ${directiveId}::bigint, c.person_id, t.id, p.full_name, c.position_code, c.contact_order, f.channel,
      case when f.person_id is null then 'no_channel' end
    from chosen c
    join person p on p.id = c.person_id
    ${found}
    order by c.person_id`.execute(trx)
  if (asWholes) await sql`select set_config('enable_nestloop', 'on', true)`.execute(trx)
  return Number(result.numAffectedRows ?? 0)
}

async function freezeGroupPosts(trx: Db, directiveId: number, groups: RawBuilder<unknown>): Promise<number> {
  const { rows } = await sql<{ id: number; name: string; platform: string }>`
    select g.id, g.name, g.platform from chat_group g where g.id in (select c.group_id from (${groups}) c)
    order by g.id`.execute(trx)
  if (rows.length === 0) return 0
  await trx
    .insertInto('group_post')
    .values(
      rows.map((group) => ({
        directive_id: directiveId,
        group_id: group.id,
        group_name: group.name,
        platform: group.platform,
        code: readableCode('N', 10),
      })),
    )
    .execute()
  return rows.length
}
