import { sql } from 'kysely'
import type { Db } from '../../../db/client.ts'
import type { AreaChanged, AreaLine, AreaQuery } from '../../contract/area.ts'
import { cursorOf, numberOf, page, readCursor } from '../../kernel/cursor.ts'
import type { Locale } from '../../kernel/i18n.ts'
import { fold } from '../../kernel/text.ts'

/** Areas with what became of them, in the order of their names; units are those that the reader sees. */
export async function listAreas(
  db: Db,
  query: AreaQuery,
  { on, locale }: { on: string; locale: Locale },
): Promise<{ items: AreaLine[]; next: string | null }> {
  const from = readCursor(query.after, 2)
  const beyond = from
    ? sql`(a.name collate "vi-x-icu", a.id) > (${String(from[0])} collate "vi-x-icu", ${numberOf(from[1])}::bigint)`
    : sql`true`
  const like = `%${fold(query.q ?? '').replace(/[\\%_]/g, '\\$&')}%`
  const related = (own: string, other: string) => sql`(
    select coalesce(json_agg(json_build_object('id', o.id, 'name', o.name, 'share', s.share, 'on', s.effective_on)
      order by o.name collate "vi-x-icu", o.id), '[]')
    from area_succession s join area o on o.id = s.${sql.ref(other)} where s.${sql.ref(own)} = a.id)`
  const { rows } = await sql<AreaLine>`
    select a.id, a.code, a.name, l.${sql.ref(locale === 'en' ? 'name_en' : 'name_vi')} as "levelName", a.valid_from as "validFrom",
      a.valid_to as "validTo", (select count(*)::int from unit u where u.area_id = a.id and u.valid_to is null) as units,
      ${related('to_area_id', 'from_area_id')} as "cameFrom", ${related('from_area_id', 'to_area_id')} as "wentTo"
    from area a join area_level l on l.code = a.level_code
    where ${query.state === 'ended' ? sql`a.valid_to <= ${on}::date` : sql`(a.valid_to is null or a.valid_to > ${on}::date)`}
      and (a.name_fold || ' ' || loa_fold(a.code)) like ${like} and ${beyond}
    order by a.name collate "vi-x-icu", a.id limit ${query.limit + 1}`.execute(db)
  return page(rows, query.limit, (last) => cursorOf(last.name, last.id))
}

/** What was changed, the newest first. Whoever does not see the whole tree sees none. */
export async function listAreaChanges(db: Db): Promise<AreaChanged[]> {
  const names = (
    column: string,
  ) => sql`array(select coalesce(a.name, '…') from unnest(c.${sql.ref(column)}) x (id)
    left join area a on a.id = x.id order by 1)`
  const { rows } = await sql<Omit<AreaChanged, 'at' | 'undoneAt'> & { at: Date; undoneAt: Date | null }>`
    select c.id, c.effective_on as "effectiveOn", ${names('founded')} as founded, ${names('ended')} as ended,
      c.made_at as at, loa_staff_name(c.made_by) as by, c.undone_at as "undoneAt", c.undone_at is null as "canUndo"
    from area_change c order by c.id desc limit 20`.execute(db)
  return rows.map((row) => ({
    ...row,
    at: row.at.toISOString(),
    undoneAt: row.undoneAt?.toISOString() ?? null,
  }))
}
