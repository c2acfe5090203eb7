import { sql } from 'kysely'
import type { Db } from '../../../db/client.ts'
import type { Breach } from '../../contract/privacy.ts'
import { noticeBy } from '../../domain/privacy/index.ts'

interface Row {
  readonly id: number
  readonly discoveredAt: Date
  readonly openedBy: string | null
  readonly summary: string
  readonly frozen: boolean
  readonly notifiedAt: Date | null
  readonly closedAt: Date | null
  readonly entries: { at: string; by: string | null; text: string }[] | null
}

/** Incidents with their course, the latest first. */
export async function breaches(db: Db): Promise<Breach[]> {
  const { rows } = await sql<Row>`
    select b.id, b.discovered_at as "discoveredAt", loa_staff_name(b.opened_by) as "openedBy", b.summary, b.frozen,
      b.notified_at as "notifiedAt", b.closed_at as "closedAt",
      (select jsonb_agg(jsonb_build_object('at', e.at, 'by', loa_staff_name(e.by_staff), 'text', e.text) order by e.at, e.id)
        from breach_entry e where e.breach_id = b.id) as entries
    from breach b order by b.id desc limit 50`.execute(db)
  return rows.map((row) => ({
    ...row,
    discoveredAt: row.discoveredAt.toISOString(),
    noticeBy: noticeBy(row.discoveredAt).toISOString(),
    notifiedAt: row.notifiedAt?.toISOString() ?? null,
    closedAt: row.closedAt?.toISOString() ?? null,
    entries: (row.entries ?? []).map((entry) => ({ ...entry, at: new Date(entry.at).toISOString() })),
  }))
}

export interface AffectedPerson {
  readonly name: string
  readonly unitName: string | null
  readonly channels: string
  readonly id: number
}

/** Everybody of whom an address is held: who must be told when the database has left the house. */
export async function affectedPeople(
  db: Db,
  afterId: number,
  limit: number,
): Promise<readonly AffectedPerson[]> {
  const { rows } = await sql<AffectedPerson>`
    select p.id, p.full_name as name, (select u.name from post o join unit u on u.id = o.unit_id
        where o.person_id = p.id order by o.valid_to desc nulls first, o.id limit 1) as "unitName",
      (select string_agg(distinct c.channel, ', ') from contact_point c where c.person_id = p.id) as channels
    from person p
    where p.id > ${afterId} and p.erased_at is null
      and exists (select from contact_point c where c.person_id = p.id and c.address not like 'erased-%')
    order by p.id limit ${limit}`.execute(db)
  return rows
}
