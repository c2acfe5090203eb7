import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../../../db/client.ts'
import { tidy } from '../../kernel/text.ts'
import { expansionOf, searchWords } from './unit-name.ts'

export interface UnitRow {
  id: number
  code: string
  name: string
  area: string | null
}

interface UnitsOf {
  federationId: number
  /** Local day, yyyy-mm-dd. */
  on: string
}

/** Units below a federation that get directives of their own, on a day. */
const recipientUnits = ({ federationId, on }: UnitsOf): RawBuilder<UnitRow> => sql`
  select u.id, u.code, u.name, u.name_fold, loa_fold(u.code) as code_fold, a.name as area, coalesce(a.name_fold, '') as area_fold
  from unit u join unit_type t on t.code = u.type_code and t.is_recipient left join area a on a.id = u.area_id
  where u.path <@ (select home.path from unit home where home.id = ${federationId}) and u.id <> ${federationId}
    and u.valid_from <= ${on}::date and (u.valid_to is null or u.valid_to > ${on}::date)`

export async function unitsBelow(db: Db, of: UnitsOf): Promise<UnitRow[]> {
  const { rows } =
    await sql<UnitRow>`select id, code, name, area from (${recipientUnits(of)}) u order by id`.execute(db)
  return rows
}

const escapeLike = (text: string): string => text.replace(/[\\%_]/g, '\\$&')

/**
 * Units whose name, code or area holds every word of `q`, best first: as typed with accents, then without, then by
 * likeness. When nothing fits: once more with i for y («Mĩ» finds «Mỹ») and by initials («ldld»). No `q`: the first by name.
 */
export async function searchUnits(db: Db, of: UnitsOf & { q: string; limit: number }): Promise<UnitRow[]> {
  const words = searchWords(of.q)
  const typed = words.join(' ')
  const fits = (word: string, text: RawBuilder<unknown>) => {
    const full = expansionOf(word)
    const forms = full === null ? [word] : [word, full]
    return sql`${text} like any(${forms.map((form) => `%${escapeLike(form)}%`)}::text[])`
  }
  const select = (condition: RawBuilder<unknown>) => sql<UnitRow>`
    select id, code, name, area from (${recipientUnits(of)}) u where ${condition}
    order by u.code_fold = ${typed} desc,
      u.name ilike ${`%${escapeLike(tidy(of.q))}%`} desc,
      u.name_fold = ${typed} desc,
      ' ' || u.name_fold like ${`% ${escapeLike(typed)}%`} desc,
      similarity(u.name_fold, ${typed}) desc,
      u.name collate "vi-x-icu", u.id
    limit ${of.limit}`
  const everyWord = (text: RawBuilder<unknown>, wanted: readonly string[]) =>
    wanted.length === 0
      ? sql`true`
      : sql.join(
          wanted.map((word) => fits(word, text)),
          sql` and `,
        )

  const { rows } = await select(
    everyWord(sql`(u.name_fold || ' ' || u.area_fold || ' ' || u.code_fold)`, words),
  ).execute(db)
  if (rows.length > 0 || words.length === 0) return rows
  const second = await select(
    sql`(${everyWord(
      sql`translate(u.name_fold || ' ' || u.area_fold, 'y', 'i')`,
      words.map((word) => word.replaceAll('y', 'i')),
    )}) or regexp_replace(u.name_fold, '(\\w)\\w*\\W*', '\\1', 'g') like ${`%${escapeLike(words.join(''))}%`}`,
  ).execute(db)
  return second.rows
}
