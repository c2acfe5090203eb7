import { sql } from 'kysely'
import type { Db } from '../../../db/client.ts'
import type { UnitChoice } from '../../contract/organisation.ts'
import { findUnits as findByName } from '../../domain/people/index.ts'
import type { Locale } from '../../kernel/i18n.ts'

/** Units of every tier in force on a day, as the search finds them; before anything is typed federations come first. */
export async function findUnits(
  db: Db,
  { q, on, limit, locale }: { q: string; on: string; limit: number; locale: Locale },
): Promise<UnitChoice[]> {
  const typed = q.trim() !== ''
  const found = typed ? (await findByName(db, { q, on, limit })).map((unit) => unit.id) : null
  const { rows } = await sql<UnitChoice>`
    select u.id, u.name, u.code, u.type_code as "typeCode", t.${sql.ref(locale === 'en' ? 'name_en' : 'name_vi')} as "typeName",
      a.name as "areaName"
    from unit u join unit_type t on t.code = u.type_code left join area a on a.id = u.area_id
    where ${
      found
        ? sql`u.id = any(${found}::bigint[])`
        : sql`u.valid_from <= ${on}::date and (u.valid_to is null or u.valid_to > ${on}::date)`
    }
    order by ${found ? sql`array_position(${found}::bigint[], u.id)` : sql`t.is_recipient, u.name collate "vi-x-icu", u.id`}
    limit ${limit}`.execute(db)
  return rows
}
