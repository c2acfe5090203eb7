import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../../../db/client.ts'
import { type SearchForm, searchForm, wordsOfUnits } from './search-words.ts'

export interface FoundUnit {
  readonly id: number
  readonly code: string
  readonly name: string
  readonly area: string | null
}

export interface FoundPerson {
  readonly id: number
  readonly name: string
  /** The first of the posts held on the day; null when none is held. */
  readonly position: string | null
  readonly unitId: number | null
  readonly unitName: string | null
}

const AREAS_OF_A_WORD = 40

/** Areas in whose names the words stand: «hoa hồng trung văn» asks for Hoa Hồng in Trung Văn. */
async function areasOf(trx: Db, words: readonly string[]): Promise<ReadonlyMap<string, string[]>> {
  if (words.length < 2) return new Map()
  const { rows } = await sql<{ word: string; marks: string[] }>`
    select w as word, array_agg('@' || a.id) as marks from unnest(${words}::text[]) w
    join area a on ' ' || a.name_fold || ' ' like '% ' || w || ' %' group by w having count(*) <= ${AREAS_OF_A_WORD}`.execute(
    trx,
  )
  return new Map(rows.map((row) => [row.word, row.marks]))
}

/** A search for units as the database asks it; null for a text without any letter or digit. */
export const unitSearchForm = async (trx: Db, q: string): Promise<SearchForm | null> =>
  searchForm(q, 'units', await areasOf(trx, wordsOfUnits(q)))

/**
 * Units in force on a day that are seen from here, best first: the very name or code, its beginning, its words with
 * abbreviations understood both ways, then i for y and initials; in one rank those with the accents as typed first. Nothing
 * typed finds nothing. `recipientsOf`: only units that get directives of their own below this one.
 */
export async function findUnits(
  trx: Db,
  { q, on, limit, recipientsOf }: { q: string; on: string; limit: number; recipientsOf?: number },
): Promise<FoundUnit[]> {
  const form = await unitSearchForm(trx, q)
  if (!form) return []
  const { rows } = await sql<FoundUnit>`
    select u.id, u.code, u.name, a.name as area
    from ${unitHits(form, { on, limit, recipientsOf })} with ordinality as f (unit_id, rank, n)
    join unit u on u.id = f.unit_id left join area a on a.id = u.area_id
    order by f.n`.execute(trx)
  return rows
}

const unitHits = (
  form: SearchForm,
  { on, limit, recipientsOf }: { on: string; limit: number; recipientsOf?: number | undefined },
) =>
  sql`loa_find_units(${form.typed}, ${form.accented}, ${form.words}::tsquery, ${form.second}::tsquery, ${on}::date, ${limit}::int,
    ${recipientsOf === undefined ? sql`null::ltree` : sql`coalesce((select h.path from unit h where h.id = ${recipientsOf}), ''::ltree)`})`

/**
 * People who are seen from here, best first: the very name, the given name, its beginning, its words, then i for y and
 * initials («LTĐ»); in one rank those with the accents as typed first, then by tên, họ, đệm in Vietnamese order.
 */
export async function findPeople(
  trx: Db,
  { q, on, limit, locale }: { q: string; on: string; limit: number; locale: 'vi' | 'en' },
): Promise<FoundPerson[]> {
  const form = searchForm(q, 'people')
  if (!form) return []
  const { rows } = await sql<FoundPerson>`
    select p.id, p.full_name as name, o.position, o.unit_id as "unitId", o.unit_name as "unitName"
    from loa_find_people(${form.typed}, ${form.accented}, ${form.whole}::tsquery, ${form.words}::tsquery, ${form.second}::tsquery, ${limit}::int)
      with ordinality as f (person_id, rank, n)
    join person p on p.id = f.person_id
    left join lateral (select n.${sql.ref(locale === 'en' ? 'name_en' : 'name_vi')} as position, u.id as unit_id, u.name as unit_name
      from post o join position n on n.code = o.position_code join unit u on u.id = o.unit_id
      where o.person_id = p.id and o.valid_from <= ${on}::date and (o.valid_to is null or o.valid_to > ${on}::date)
      order by n.rank, o.id limit 1) o on true
    order by f.n`.execute(trx)
  return rows
}

const fits = (words: RawBuilder<unknown>, form: SearchForm): RawBuilder<boolean> =>
  sql`(${words} @@ ${form.words}::tsquery or ${words} @@ ${form.second}::tsquery)`

/** Condition on `p` (a person): the words typed stand in the name, as in findPeople. Nothing typed: everybody. */
export function personFits(q: string | undefined): RawBuilder<boolean> {
  const form = searchForm(q ?? '', 'people')
  return form ? fits(sql`p.search`, form) : sql`true`
}

/** Condition on `u` (a unit): as in findUnits. Nothing typed: every unit. */
export async function unitFits(trx: Db, q: string | undefined): Promise<RawBuilder<boolean>> {
  const form = await unitSearchForm(trx, q ?? '')
  return form ? fits(sql`u.search`, form) : sql`true`
}

/** The same for a short list of names that keep no words of their own. */
export function nameFits(name: RawBuilder<unknown>, q: string | undefined): RawBuilder<boolean> {
  const form = searchForm(q ?? '', 'titles')
  return form ? fits(sql`array_to_tsvector(loa_lexemes(loa_words(loa_fold(${name}))))`, form) : sql`true`
}
