import { sql } from 'kysely'
import type { Db } from '../../../db/client.ts'
import type { EventPage, OrganisationEvent } from '../../contract/organisation.ts'
import type { PageQuery } from '../../contract/page.ts'
import { cursorOf, dayOf, numberOf, page, readCursor } from '../../kernel/cursor.ts'
import { localDay } from '../../kernel/dates.ts'

type Row = Omit<OrganisationEvent, 'canUndo' | 'canCancel' | 'createdAt' | 'appliedAt' | 'undoneAt'> & {
  createdAt: Date
  appliedAt: Date | null
  undoneAt: Date | null
  total: number
}

/** Decisions about units that the reader sees, the newest day first; `problem` is the code of a refusal. */
export async function listEvents(
  db: Db,
  query: PageQuery & { unitId?: number | undefined },
  now: Date,
): Promise<EventPage> {
  const side = (role: string) => sql`(
    select coalesce(json_agg(json_build_object('id', u.id, 'name', u.name) order by u.name collate "vi-x-icu", u.id), '[]')
    from (select x.unit_id from organisation_event_unit x where x.event_id = e.id and x.role = ${role} order by x.unit_id limit 20) s
    join unit u on u.id = s.unit_id)`
  const after = readCursor(query.after, 2)
  const beyond = after
    ? sql`where ("effectiveOn", id) < (${dayOf(after[0])}::date, ${numberOf(after[1])}::bigint)`
    : sql``
  const { rows } = await sql<Row>`with found as (
    select e.id, e.kind, e.state, e.effective_on as "effectiveOn", e.note, e.problem,
      case when e.decision_number is not null then json_build_object('number', e.decision_number, 'date', e.decision_date) end as decision,
      ${side('predecessor')} as predecessors, ${side('successor')} as successors,
      e.created_at as "createdAt", e.applied_at as "appliedAt", e.undone_at as "undoneAt",
      loa_staff_name(e.created_by) as "createdBy", count(*) over ()::int as total
    from organisation_event e
    where ${query.unitId ?? null}::bigint is null
      or exists (select from organisation_event_unit x where x.event_id = e.id and x.unit_id = ${query.unitId ?? null})
  ) select * from found ${beyond} order by "effectiveOn" desc, id desc limit ${query.limit + 1}`.execute(db)
  const { items, next } = page(rows, query.limit, (last) => cursorOf(last.effectiveOn, last.id))
  return {
    total: rows[0]?.total ?? 0,
    next,
    items: items.map(({ total: _, createdAt, appliedAt, undoneAt, ...event }) => ({
      ...event,
      createdAt: createdAt.toISOString(),
      appliedAt: appliedAt?.toISOString() ?? null,
      undoneAt: undoneAt?.toISOString() ?? null,
      // What a list brought has an undo of its own there.
      canUndo:
        event.decision !== null &&
        event.state === 'applied' &&
        appliedAt !== null &&
        localDay(appliedAt) === localDay(now),
      canCancel: event.state === 'planned' || event.state === 'failed',
    })),
  }
}
