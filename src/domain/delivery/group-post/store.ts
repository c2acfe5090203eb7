import { sql } from 'kysely'
import type { Db } from '../../../../db/client.ts'
import type { Urgency } from '../../../contract/common.ts'

/** A post by hand in one ordinary group, with the words of its directive. */
export interface GroupPostRow {
  readonly id: number
  readonly directiveId: number
  readonly groupName: string
  readonly platform: string
  readonly groupUrl: string | null
  readonly code: string
  readonly postedAt: Date | null
  readonly postedBy: string | null
  readonly opens: number
  readonly kindNameVi: string
  readonly kindNameEn: string
  readonly number: number | null
  readonly symbol: string | null
  readonly urgency: Urgency
  readonly isDrill: boolean
  readonly title: string
  readonly issuerName: string | null
  readonly issuedAt: Date | null
  readonly acknowledge: boolean
  readonly acknowledgeBefore: Date | null
}

/** Directives whose posts may be made: released, and kept for reading afterwards. */
const RELEASED = sql`d.state in ('sending', 'sent', 'stopped', 'closed')`

// `directive` is under row-level security: a post outside the reader's scope is not there.
const select = (where: ReturnType<typeof sql>) => sql<GroupPostRow>`
  select g.id, g.directive_id as "directiveId", g.group_name as "groupName", g.platform, c.url as "groupUrl", g.code,
    g.posted_at as "postedAt", loa_staff_name(g.posted_by) as "postedBy", g.opens, k.name_vi as "kindNameVi", k.name_en as "kindNameEn",
    d.number, d.symbol, d.urgency, d.is_drill as "isDrill", d.title, d.issuer_name as "issuerName",
    d.issued_at as "issuedAt", d.acknowledge, d.acknowledge_before as "acknowledgeBefore"
  from group_post g
  join directive d on d.id = g.directive_id
  join directive_kind k on k.code = d.kind_code
  left join chat_group c on c.id = g.group_id
  where ${where} and ${RELEASED}
  order by c.sort nulls last, g.id`

export async function postsOfDirective(db: Db, directiveId: number): Promise<GroupPostRow[]> {
  return (await select(sql`g.directive_id = ${directiveId}`).execute(db)).rows
}

export async function postById(db: Db, id: number): Promise<GroupPostRow | null> {
  return (await select(sql`g.id = ${id}`).execute(db)).rows[0] ?? null
}

export async function directiveExists(db: Db, directiveId: number): Promise<boolean> {
  return (await sql`select from directive where id = ${directiveId}`.execute(db)).rows.length > 0
}

/** Returns the directive of the post when its mark changed; null when it stood so already or is not there. */
export async function markPosted(
  trx: Db,
  id: number,
  posted: { at: Date; by: number } | null,
): Promise<number | null> {
  const { rows } = await sql<{ directiveId: number }>`
    update group_post g set posted_at = ${posted?.at ?? null}, posted_by = ${posted?.by ?? null}
    from directive d
    where g.id = ${id} and d.id = g.directive_id and ${RELEASED}
      and (g.posted_at is null) = ${posted !== null}
    returning g.directive_id as "directiveId"`.execute(trx)
  return rows[0]?.directiveId ?? null
}
