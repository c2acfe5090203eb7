import { sql } from 'kysely'
import type { Db } from '../../../db/client.ts'
import { findPeople as findByName } from '../../domain/people/index.ts'

/** Does the reader's part of the tree hold all of it? */
export async function seesWholeTree(db: Db): Promise<boolean> {
  const { rows } = await sql<{ whole: boolean }>`select loa_sees_all() as whole`.execute(db)
  return rows[0]?.whole ?? false
}

export async function isVisiblePerson(db: Db, id: number): Promise<boolean> {
  const { rows } = await sql`select from person where id = ${id}`.execute(db)
  return rows.length > 0
}

const FOUND = 20

/** People by their name as everywhere, and the unit of their latest post; whoever was erased has no name to be found by. */
export async function findPeople(
  db: Db,
  { q, on }: { q: string; on: string },
): Promise<{ id: number; name: string; unitName: string | null }[]> {
  const ids = (await findByName(db, { q, on, limit: FOUND, locale: 'vi' })).map((person) => person.id)
  const { rows } = await sql<{ id: number; name: string; unitName: string | null }>`
    select p.id, p.full_name as name, (select u.name from post o join unit u on u.id = o.unit_id
      where o.person_id = p.id order by o.valid_to desc nulls first, o.id limit 1) as "unitName"
    from person p where p.id = any(${ids}::bigint[]) and p.erased_at is null
    order by array_position(${ids}::bigint[], p.id)`.execute(db)
  return rows
}

/** What the last removals took away. */
export async function retentionRuns(db: Db): Promise<{ at: Date; kind: string; removed: number }[]> {
  const { rows } = await sql<{ at: Date; kind: string; removed: number }>`
    select at, kind, removed from retention_run order by id desc limit 20`.execute(db)
  return rows
}
