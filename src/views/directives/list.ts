import { type RawBuilder, sql } from 'kysely'
import type { z } from 'zod'
import type { Db } from '../../../db/client.ts'
import type {
  DirectiveList,
  DirectiveListItem,
  DirectiveQuery,
  DirectiveState,
} from '../../contract/directive.ts'
import { asUrgency, referenceOf } from '../../domain/directive/index.ts'
import { cursorOf, instantOf, numberOf, page, readCursor } from '../../kernel/cursor.ts'
import type { Locale } from '../../kernel/i18n.ts'
import { directiveFigures } from './figures.ts'
import { directiveFits } from './find.ts'

const STATES: Readonly<Record<z.infer<typeof DirectiveQuery>['state'], readonly DirectiveState[]>> = {
  live: ['held', 'sending', 'sent'],
  draft: ['draft'],
  template: ['template'],
  done: ['stopped', 'closed'],
  all: ['draft', 'held', 'sending', 'sent', 'stopped', 'closed'],
}

interface Row {
  readonly id: number
  readonly state: DirectiveState
  readonly kind: string
  readonly kindName: string
  readonly urgency: number
  readonly isDrill: boolean
  readonly number: number | null
  readonly symbol: string | null
  readonly title: string
  readonly issuedBy: string | null
  readonly issuedAt: Date | null
  readonly heldUntil: Date | null
  readonly updatedAt: Date
  readonly acknowledge: boolean
  readonly acknowledgeBefore: Date | null
  readonly code: string | null
  readonly at: Date
  readonly total: number
}

/**
 * A page of directives, newest first; templates in the order of their codes, M1, M2, … What is typed narrows them by the
 * rules of the search.
 */
export async function listDirectives(
  db: Db,
  query: z.infer<typeof DirectiveQuery>,
  locale: Locale,
): Promise<DirectiveList> {
  const fits = await directiveFits(db, query.q)
  const order = query.state === 'template' ? byCode(query.after) : newestFirst(query.after)
  const { rows } = await sql<Row>`with found as (
    select d.id, d.state, d.kind_code as kind, ${kindName(locale)} as "kindName", d.urgency,
      d.is_drill as "isDrill", d.number, d.symbol, d.title, loa_staff_name(d.issued_by) as "issuedBy", d.issued_at as "issuedAt",
      d.held_until as "heldUntil", d.updated_at as "updatedAt", d.acknowledge, d.acknowledge_before as "acknowledgeBefore",
      d.template_code as code, coalesce(d.issued_at, d.updated_at) as at, count(*) over () as total
    from directive d
    join directive_kind k on k.code = d.kind_code
    where d.state = any(${STATES[query.state]}::text[])
      and (${query.kind ?? null}::text is null or d.kind_code = ${query.kind ?? null})
      and ${fits}
  ) select * from found ${order.beyond} ${order.by} limit ${query.limit + 1}`.execute(db)
  const { items, next } = page(rows, query.limit, order.cursor)
  const figuresOf = await directiveFigures(
    db,
    items.filter((row) => row.issuedAt !== null).map((row) => row.id),
  )
  return { items: items.map((row) => toItem(row, figuresOf(row.id))), next, total: rows[0]?.total ?? 0 }
}

interface Order {
  readonly beyond: RawBuilder<unknown>
  readonly by: RawBuilder<unknown>
  readonly cursor: (last: Row) => string
}

function newestFirst(cursor: string | undefined): Order {
  const after = readCursor(cursor, 2)
  return {
    beyond: after
      ? sql`where (at, id) < (${instantOf(after[0])}::timestamptz, ${numberOf(after[1])}::bigint)`
      : sql``,
    by: sql`order by at desc, id desc`,
    cursor: (last) => cursorOf(last.at.toISOString(), last.id),
  }
}

/** M1, M2, … M10. */
function byCode(cursor: string | undefined): Order {
  const after = readCursor(cursor, 2)
  const code = String(after?.[0])
  return {
    beyond: after
      ? sql`where (length(code), code, id) > (length(${code}::text), ${code}::text, ${numberOf(after[1])}::bigint)`
      : sql``,
    by: sql`order by length(code), code, id`,
    cursor: (last) => cursorOf(last.code ?? '', last.id),
  }
}

function toItem(
  row: Row,
  figures: ReturnType<Awaited<ReturnType<typeof directiveFigures>>>,
): DirectiveListItem {
  const { number, symbol, total: _total, ...rest } = row
  return {
    ...rest,
    urgency: asUrgency(row.urgency),
    reference: number !== null && symbol !== null ? referenceOf(number, symbol) : null,
    issuedAt: row.issuedAt?.toISOString() ?? null,
    heldUntil: row.heldUntil?.toISOString() ?? null,
    updatedAt: row.updatedAt.toISOString(),
    acknowledgeBefore: row.acknowledgeBefore?.toISOString() ?? null,
    units: figures.due,
    acknowledged: figures.acknowledged,
    needsAttention: figures.needsAttention,
    openQuestions: figures.openQuestions,
  }
}

export const kindName = (locale: Locale) => (locale === 'en' ? sql`k.name_en` : sql`k.name_vi`)
