import { sql } from 'kysely'
import type { Db } from '../../../db/client.ts'
import { Salutation } from '../../contract/people.ts'
import type { PeopleChoices, PeopleFilter, PeoplePage, PersonPost, PersonRow } from '../../contract/person.ts'
import { searchForm } from '../../domain/people/index.ts'
import { cursorOf, numberOf, readCursor } from '../../kernel/cursor.ts'
import type { Locale } from '../../kernel/i18n.ts'
import { nationalPhone } from '../../kernel/phone.ts'

/** Up to here a list knows how long it is. */
const COUNTED = 2000

export interface PeopleAsked extends PeopleFilter {
  readonly ids?: readonly number[]
}

/** The filter as the database takes it; null when nothing can be found by what was typed. */
function asked(filter: PeopleAsked): Record<string, unknown> | null {
  const form = filter.q?.trim() ? searchForm(filter.q, 'people') : undefined
  if (form === null) return null
  return {
    // What is typed may be finished, unfinished, initials, or have i for y: a list shows all of these.
    ...(form && { words: `(${form.words})|(${form.second})` }),
    ...(filter.position && { position: filter.position }),
    ...(filter.area && { area: filter.area }),
    ...(filter.reach && { reach: filter.reach }),
    ...(filter.consent && { consent: filter.consent }),
    ...(filter.state === 'left' && { left: true }),
    ...(filter.ids && { ids: filter.ids }),
  }
}

/** Ids in the order of the list: by tên, họ, đệm. */
async function idsOf(
  trx: Db,
  filter: PeopleAsked,
  { on, after, limit }: { on: string; after: readonly unknown[] | null; limit: number },
): Promise<number[]> {
  const question = asked(filter)
  if (question === null) return []
  const { rows } = await sql<{ id: number }>`
    select person_id as id from loa_list_people(${JSON.stringify(question)}::jsonb, ${filter.unit ?? null}::bigint, ${on}::date,
      ${after ? JSON.stringify(after) : null}::jsonb, ${limit}::int) order by n`.execute(trx)
  return rows.map((row) => row.id)
}

type Row = Omit<PersonRow, 'phone' | 'posts'> & {
  readonly posts: readonly PersonPost[] | null
  readonly tel: string | null
  readonly key: readonly [string, string, string]
}

async function rawRows(
  trx: Db,
  ids: readonly number[],
  of: { on: string; left: boolean; locale: Locale },
): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select p.id, p.full_name as name, p.salutation, json_build_array(p.given_name, p.family_name, p.middle_name) as key,
      (select json_agg(json_build_object('postId', o.id, 'unitId', u.id, 'unitName', u.name, 'positionCode', o.position_code,
          'position', n.${sql.ref(of.locale === 'en' ? 'name_en' : 'name_vi')}, 'contactOrder', o.contact_order,
          'from', ${known(sql`o.valid_from`)}, 'to', o.valid_to) order by o.valid_to desc nulls first, n.rank, o.id)
        from post o join unit u on u.id = o.unit_id join position n on n.code = o.position_code
        where o.person_id = p.id and (${of.left}::boolean or (o.valid_from <= ${of.on}::date
          and (o.valid_to is null or o.valid_to > ${of.on}::date)))) as posts,
      array(select c.channel from contact_point c where c.person_id = p.id and c.state = 'ok' group by 1
        order by array_position(array['zalo', 'sms', 'telegram', 'email', 'phone'], c.channel)) as channels,
      (select c.address from contact_point c where c.person_id = p.id and c.channel in ('sms', 'phone') and c.state = 'ok'
        order by c.channel desc, c.id limit 1) as tel,
      exists (select from contact_point c where c.person_id = p.id and c.state = 'invalid' and c.removed_at is null) as wrong,
      array(select j.channel from objection j where j.person_id = p.id and j.ended_at is null order by 1) as stopped
    from unnest(${ids}::bigint[]) with ordinality w (id, n) join person p on p.id = w.id
    order by w.n`.execute(trx)
  return rows
}

/** A day that stands for «nobody knows since when» is none. */
export const known = (day: ReturnType<typeof sql>) => sql`nullif(${day}, '1900-01-01'::date)`

const rowOf = ({ tel, key: _key, posts, ...row }: Row): PersonRow => ({
  ...row,
  posts: [...(posts ?? [])],
  phone: tel === null ? null : { display: nationalPhone(tel), tel },
})

/** Those of these people whom the reader sees, in the order of the ids. */
export const rowsOf = async (...asked: Parameters<typeof rawRows>): Promise<PersonRow[]> =>
  (await rawRows(...asked)).map(rowOf)

/** A page of people in scope who hold a post (or held one), in the order of Vietnamese lists. */
export async function listPeople(
  trx: Db,
  query: PeopleFilter & { after?: string | undefined; limit: number },
  of: { on: string; locale: Locale },
): Promise<PeoplePage> {
  const cursor = readCursor(query.after, 4)
  const after = cursor && [String(cursor[0]), String(cursor[1]), String(cursor[2]), numberOf(cursor[3])]
  // The first page also tells how many there are, as far as that is worth counting.
  const limit = after ? query.limit + 1 : COUNTED + 1
  const ids = await idsOf(trx, query, { on: of.on, after, limit })
  const rows = await rawRows(trx, ids.slice(0, query.limit), { ...of, left: query.state === 'left' })
  const last = rows.at(-1)
  const place = query.unit
    ? await trx.selectFrom('unit').select('name').where('id', '=', query.unit).executeTakeFirst()
    : undefined
  return {
    place: place?.name ?? null,
    items: rows.map(rowOf),
    next: ids.length > query.limit && last ? cursorOf(...last.key, last.id) : null,
    ...(!after && ids.length <= COUNTED && { total: ids.length }),
  }
}

/** People for a sheet; at most `limit`, and whether there are more. */
export async function peopleForSheet(
  trx: Db,
  filter: PeopleAsked,
  of: { on: string; locale: Locale; limit: number },
): Promise<{ items: PersonRow[]; more: boolean }> {
  const ids = await idsOf(trx, filter, { on: of.on, after: null, limit: of.limit + 1 })
  const rows = await rawRows(trx, ids.slice(0, of.limit), { ...of, left: filter.state === 'left' })
  return { items: rows.map(rowOf), more: ids.length > of.limit }
}

/** What the filters of the list choose from. */
export async function peopleChoices(trx: Db, of: { on: string; locale: Locale }): Promise<PeopleChoices> {
  const { rows: positions } = await sql<{ code: string; name: string }>`
    select code, ${sql.ref(of.locale === 'en' ? 'name_en' : 'name_vi')} as name from position order by rank, code`.execute(
    trx,
  )
  const { rows: areas } = await sql<{ id: number; name: string }>`
    select a.id, a.name from area a
    where (a.valid_to is null or a.valid_to > ${of.on}::date) and exists (select from unit u where u.area_id = a.id)
    order by a.name collate "vi-x-icu", a.id limit 1000`.execute(trx)
  return { positions, areas, salutations: Salutation.options }
}
