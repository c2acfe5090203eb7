import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../../../db/client.ts'
import type { DirectiveState } from '../../contract/directive.ts'
import { asUrgency, referenceOf } from '../../domain/directive/index.ts'
import { numberIn, type SearchForm, searchForm, wordsOf } from '../../domain/people/index.ts'
import type { Locale } from '../../kernel/i18n.ts'

/** Kinds of document in whose names the words stand: «công điện 12» is the number 12 among the công điện. */
async function kindsOf(db: Db, words: readonly string[]): Promise<ReadonlyMap<string, string[]>> {
  const { rows } = await sql<{ word: string; marks: string[] }>`
    select w as word, array_agg('#' || k.code) as marks from unnest(${words}::text[]) w
    join directive_kind k on w = any(loa_words(loa_fold(k.name_vi || ' ' || k.name_en))) group by w`.execute(
    db,
  )
  return new Map(rows.map((row) => [row.word, row.marks]))
}

const formOf = async (db: Db, q: string): Promise<SearchForm | null> =>
  searchForm(q, 'titles', await kindsOf(db, wordsOf(q)))

/** Condition on `d` (a directive): the words typed stand in its title, number, reference or kind. Nothing typed: every one. */
export async function directiveFits(db: Db, q: string | undefined): Promise<RawBuilder<boolean>> {
  if (q === undefined || q.trim() === '') return sql`true`
  const form = await formOf(db, q)
  // Something was typed that no title can hold («…»): nothing is called so.
  return form ? sql`(d.search @@ ${form.words}::tsquery or d.search @@ ${form.second}::tsquery)` : sql`false`
}

export interface FoundDirective {
  readonly id: number
  readonly title: string
  readonly state: DirectiveState
  readonly kindName: string
  readonly reference: string | null
  readonly urgency: 0 | 1 | 2 | 3
  readonly issuedAt: Date | null
}

/**
 * Directives of the reader's part of the tree, best first: the number, the title's beginning, its words, then i for y and
 * initials; in one rank the newest first. Drafts are found as well.
 */
export async function findDirectives(
  db: Db,
  { q, limit, locale }: { q: string; limit: number; locale: Locale },
): Promise<FoundDirective[]> {
  const form = q.trim() === '' ? null : await formOf(db, q)
  if (!form) return []
  const { rows } = await sql<
    Omit<FoundDirective, 'reference' | 'urgency'> & {
      number: number | null
      symbol: string | null
      urgency: number
    }
  >`
    select d.id, d.title, d.state, k.${sql.ref(locale === 'en' ? 'name_en' : 'name_vi')} as "kindName", d.number, d.symbol, d.urgency,
      d.issued_at as "issuedAt"
    from loa_find_directives(${form.typed}, ${numberIn(q)}::int, ${form.words}::tsquery, ${form.second}::tsquery, ${limit}::int)
      with ordinality as f (directive_id, rank, n)
    join directive d on d.id = f.directive_id join directive_kind k on k.code = d.kind_code
    order by f.n`.execute(db)
  return rows.map(({ number, symbol, ...row }) => ({
    ...row,
    urgency: asUrgency(row.urgency),
    reference: number !== null && symbol ? referenceOf(number, symbol) : null,
  }))
}
