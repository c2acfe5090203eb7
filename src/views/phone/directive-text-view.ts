import { sql } from 'kysely'
import type { Db } from '../../../db/client.ts'
import type { Urgency } from '../../contract/common.ts'

/** The words of an issued directive, as an officer reads them. They never change after issue (invariant 8). */
export interface DirectiveText {
  readonly id: number
  /** «12/CĐ-LĐLĐ»; null in a preview. */
  readonly number: number | null
  readonly symbol: string | null
  readonly kindNames: { readonly vi: string; readonly en: string }
  readonly urgency: Urgency
  readonly isDrill: boolean
  readonly title: string
  readonly actions: readonly string[]
  readonly body: string
  readonly issuerName: string
  readonly issuedAt: Date | null
  readonly acknowledge: boolean
  readonly acknowledgeBefore: Date | null
  readonly relay: { readonly issuer: string; readonly number: string; readonly date: string } | null
  readonly replaces: {
    readonly id: number
    readonly relation: 'replaces' | 'corrects' | 'recalls'
    readonly number: number
    readonly symbol: string
  } | null
  readonly attachments: readonly { readonly key: string; readonly name: string; readonly size: number }[]
}

export async function directiveText(db: Db, id: number): Promise<DirectiveText | null> {
  const { rows } = await sql<
    DirectiveText & {
      replacedId: number | null
      replacedNumber: number | null
      replacedSymbol: string | null
      relation: 'replaces' | null
    }
  >`
    select d.id, d.number, d.symbol, jsonb_build_object('vi', k.name_vi, 'en', k.name_en) as "kindNames", d.urgency,
      d.is_drill as "isDrill", d.title, d.actions, d.body, coalesce(d.issuer_name, u.name) as "issuerName",
      d.issued_at as "issuedAt", d.acknowledge, d.acknowledge_before as "acknowledgeBefore", d.relay, d.relation,
      b.id as "replacedId", b.number as "replacedNumber", b.symbol as "replacedSymbol",
      coalesce((select jsonb_agg(jsonb_build_object('key', f.public_key, 'name', f.file_name, 'size', f.size) order by f.sort, f.id)
        from attachment f where f.directive_id = d.id), '[]') as attachments
    from directive d
    join directive_kind k on k.code = d.kind_code
    join unit u on u.id = d.owner_unit_id
    left join directive b on b.id = d.replaces_id
    where d.id = ${id}`.execute(db)
  const row = rows[0]
  if (!row) return null
  const { replacedId, replacedNumber, replacedSymbol, relation, ...text } = row
  const replaces =
    relation && replacedId !== null && replacedNumber !== null && replacedSymbol !== null
      ? { id: replacedId, relation, number: replacedNumber, symbol: replacedSymbol }
      : null
  return { ...text, replaces }
}

export interface AttachedFile {
  readonly name: string
  readonly mime: string
  readonly content: Buffer
}

/** A file of this directive by its public key; of no other directive. */
export async function attachedFile(db: Db, directiveId: number, key: string): Promise<AttachedFile | null> {
  const { rows } = await sql<AttachedFile>`
    select file_name as name, mime, content from attachment
    where directive_id = ${directiveId} and public_key = ${key}`.execute(db)
  return rows[0] ?? null
}
