import { sql } from 'kysely'
import type { Db } from '../../../db/client.ts'

/** Makes a person's row. The id is taken first: a reader in scope sees a person only through a post, not yet held. */
export async function insertPerson(
  trx: Db,
  person: { fullName: string; salutation: string | null; sortName: string | null; note: string | null },
): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    select nextval(pg_get_serial_sequence('person', 'id')) as id`.execute(trx)
  const id = rows[0]!.id
  await sql`insert into person (id, full_name, salutation, sort_name, note) overriding system value
    values (${id}, ${person.fullName}, ${person.salutation}, ${person.sortName}, ${person.note})`.execute(trx)
  return id
}

export async function updatePerson(
  trx: Db,
  id: number,
  person: { fullName: string; salutation: string | null; sortName: string | null; note: string | null },
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update person set full_name = ${person.fullName}, salutation = ${person.salutation}, sort_name = ${person.sortName},
      note = ${person.note}
    where id = ${id}`.execute(trx)
  return Number(numAffectedRows ?? 0) > 0
}

export interface UnitInForce {
  readonly validFrom: string
  readonly validTo: string | null
}

/** The unit, held so that two changes of its officers see each other; null when it is not seen from here. */
export async function holdUnit(trx: Db, unitId: number): Promise<UnitInForce | null> {
  const { rows } = await sql<UnitInForce>`
    select valid_from as "validFrom", valid_to as "validTo" from unit where id = ${unitId} for share`.execute(
    trx,
  )
  return rows[0] ?? null
}

/** The contacts of a unit on a day, in the order in which they are called; held. */
export async function contactsOfUnit(trx: Db, unitId: number, on: string): Promise<number[]> {
  const { rows } = await sql<{ id: number; contact_order: number | null }>`
    select id, contact_order from post where unit_id = ${unitId} and (valid_to is null or valid_to > ${on}::date)
    order by id for update`.execute(trx)
  return rows
    .filter((row) => row.contact_order !== null)
    .sort((a, b) => a.contact_order! - b.contact_order!)
    .map((row) => row.id)
}

/** Contact order 1, 2, 3 … as given. Places are exchanged in one statement and looked at afterwards. */
export async function writeContactOrder(trx: Db, postIds: readonly number[]): Promise<void> {
  if (postIds.length === 0) return
  await sql`set constraints post_contact_order deferred`.execute(trx)
  await sql`update post p set contact_order = o.n
    from unnest(${postIds}::bigint[]) with ordinality as o (id, n)
    where p.id = o.id and p.contact_order is distinct from o.n`.execute(trx)
  await sql`set constraints post_contact_order immediate`.execute(trx)
}

export async function clearContactOrder(trx: Db, postId: number): Promise<void> {
  await sql`update post set contact_order = null where id = ${postId}`.execute(trx)
}

export async function insertPost(
  trx: Db,
  post: { personId: number; unitId: number; positionCode: string; validFrom: string; at: Date },
): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into post (person_id, unit_id, position_code, valid_from, appointed_at)
    values (${post.personId}, ${post.unitId}, ${post.positionCode}, ${post.validFrom}, ${post.at})
    returning id`.execute(trx)
  return rows[0]!.id
}

export interface HeldPost {
  readonly id: number
  readonly personId: number
  readonly unitId: number
  readonly positionCode: string
  readonly contactOrder: number | null
  readonly validFrom: string
  readonly endedAt: Date | null
}

export async function holdPost(trx: Db, id: number): Promise<HeldPost | null> {
  const { rows } = await sql<HeldPost>`
    select id, person_id as "personId", unit_id as "unitId", position_code as "positionCode",
      contact_order as "contactOrder", valid_from as "validFrom", ended_at as "endedAt"
    from post where id = ${id} for update`.execute(trx)
  return rows[0] ?? null
}

export async function closePost(
  trx: Db,
  id: number,
  end: { on: string; at: Date; reason: string },
): Promise<void> {
  await sql`update post set valid_to = greatest(${end.on}::date, valid_from), ended_at = ${end.at},
    end_reason = ${end.reason} where id = ${id}`.execute(trx)
}

export async function positionExists(trx: Db, code: string): Promise<boolean> {
  const { rows } = await sql<{ known: boolean }>`
    select exists (select from position where code = ${code}) as known`.execute(trx)
  return rows[0]!.known
}

export async function personExists(trx: Db, id: number): Promise<boolean> {
  const { rows } = await sql<{ known: boolean }>`
    select exists (select from person where id = ${id}) as known`.execute(trx)
  return rows[0]!.known
}
