import { sql } from 'kysely'
import type { Db } from '../../../db/client.ts'
import type { UnitChoice } from '../../contract/organisation.ts'
import { expansionOf, searchWords } from '../../domain/organisation/index.ts'
import type { Locale } from '../../kernel/i18n.ts'

/** Units of every tier, still active, whose name or code holds every word; federations before grassroots unions. */
export async function findUnits(db: Db, q: string, limit: number, locale: Locale): Promise<UnitChoice[]> {
  const like = (word: string): string => `%${word.replace(/[\\%_]/g, '\\$&')}%`
  // An abbreviation also stands for what it abbreviates: «mn hoa hong».
  const holds = searchWords(q).map((word) => {
    const forms = [word, expansionOf(word) ?? word].map(like)
    return sql<boolean>`(u.name_fold || ' ' || loa_fold(u.code)) like any(${forms}::text[])`
  })
  const { rows } = await sql<UnitChoice>`
    select u.id, u.name, u.code, u.type_code as "typeCode", ${sql.ref(locale === 'en' ? 't.name_en' : 't.name_vi')} as "typeName",
      a.name as "areaName"
    from unit u join unit_type t on t.code = u.type_code left join area a on a.id = u.area_id
    where u.valid_to is null and ${sql.join([sql`true`, ...holds], sql` and `)}
    order by t.is_recipient, u.name collate "vi-x-icu", u.id limit ${limit}`.execute(db)
  return rows
}
