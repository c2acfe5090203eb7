import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../../../../db/client.ts'
import { Audience } from '../../../contract/audience.ts'
import type { Attachment, Directive, DirectiveKind, DraftContent } from '../../../contract/directive.ts'
import type { Locale } from '../../../kernel/i18n.ts'
import { referenceOf } from '../reference.ts'
import { asUrgency } from '../urgency.ts'

/** Every kind of directive, as data: a new kind is a row, not a release. */
export async function listKinds(db: Db, locale: Locale): Promise<DirectiveKind[]> {
  const rows = await db.selectFrom('directive_kind').selectAll().orderBy('sort').execute()
  return rows.map((row) => ({
    code: row.code,
    name: locale === 'en' ? row.name_en : row.name_vi,
    hint: locale === 'en' ? row.hint_en : row.hint_vi,
    abbreviation: row.abbreviation,
    defaultUrgency: asUrgency(row.default_urgency),
    acknowledgeByDefault: row.acknowledge_by_default,
    isPrivate: row.is_private,
    messageClass: row.message_class as DirectiveKind['messageClass'],
  }))
}

/** The columns that a person types, in the words of the contract. */
type Content = Omit<DraftContent, 'acknowledgeBefore'> & { acknowledgeBefore: string | null }

const COLUMNS: Readonly<Record<keyof Content, (value: never) => RawBuilder<unknown>>> = {
  kind: (value: string) => sql`kind_code = ${value}`,
  urgency: (value: number) => sql`urgency = ${value}`,
  messageClass: (value: string) => sql`message_class = ${value}`,
  isDrill: (value: boolean) => sql`is_drill = ${value}`,
  title: (value: string) => sql`title = ${value}`,
  actions: (value: string[]) => sql`actions = ${JSON.stringify(value)}::jsonb`,
  body: (value: string) => sql`body = ${value}`,
  overrides: (value: object) => sql`overrides = ${JSON.stringify(value)}::jsonb`,
  smsUnaccented: (value: boolean) => sql`sms_unaccented = ${value}`,
  relay: (value: object | null) => sql`relay = ${value === null ? null : JSON.stringify(value)}::jsonb`,
  audience: (value: object) => sql`audience = ${JSON.stringify(value)}::jsonb`,
  acknowledge: (value: boolean) => sql`acknowledge = ${value}`,
  acknowledgeBy: (value: string) => sql`acknowledge_by = ${value}`,
  acknowledgeBefore: (value: string | null) => sql`acknowledge_before = ${value}::timestamptz`,
  escalation: (value: object) => sql`escalation = ${JSON.stringify(value)}::jsonb`,
}

/** Writes the changed fields upon the revision they were typed on. Null when that is no longer the draft's revision. */
export async function updateDraft(
  trx: Db,
  id: number,
  revision: number,
  change: Partial<Content>,
  by: { staffId: number; now: Date },
): Promise<number | null> {
  const sets = (Object.keys(change) as (keyof Content)[])
    .filter((field) => change[field] !== undefined)
    .map((field) => COLUMNS[field](change[field] as never))
  const { rows } = await sql<{ revision: number }>`
    update directive set ${sql.join([...sets, sql`revision = revision + 1`, sql`updated_by = ${by.staffId}`, sql`updated_at = ${by.now}`])}
    where id = ${id} and state = 'draft' and revision = ${revision}
    returning revision`.execute(trx)
  return rows[0]?.revision ?? null
}

export async function insertDraft(
  trx: Db,
  draft: {
    ownerUnitId: number
    staffId: number
    kind: string
    urgency: number
    messageClass: string
    now: Date
  },
): Promise<number> {
  const row = await trx
    .insertInto('directive')
    .values({
      owner_unit_id: draft.ownerUnitId,
      kind_code: draft.kind,
      urgency: draft.urgency,
      message_class: draft.messageClass,
      created_by: draft.staffId,
      created_at: draft.now,
      updated_by: draft.staffId,
      updated_at: draft.now,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}

/** A new draft with the words and choices of another directive; its files are copied too. */
export async function insertCopy(
  trx: Db,
  sourceId: number,
  copy: { staffId: number; now: Date; state: 'draft' | 'discarded' },
): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into directive (owner_unit_id, state, kind_code, urgency, message_class, is_drill, title, actions, body,
      overrides, sms_unaccented, relay, audience, acknowledge, acknowledge_by, acknowledge_before, escalation,
      created_by, created_at, updated_by, updated_at)
    select owner_unit_id, ${copy.state}, kind_code, urgency, message_class, is_drill, title, actions, body,
      overrides, sms_unaccented, relay, audience, acknowledge, acknowledge_by, acknowledge_before, escalation,
      ${copy.staffId}, ${copy.now}, ${copy.staffId}, ${copy.now}
    from directive where id = ${sourceId}
    returning id`.execute(trx)
  const id = rows[0]!.id
  await sql`insert into attachment (directive_id, public_key, file_name, mime, size, sha256, content, sort, uploaded_by, uploaded_at)
    select ${id}, translate(encode(sha256(('copy:' || ${id}::text || ':' || public_key)::bytea), 'base64'), '+/=', '-_'),
      file_name, mime, size, sha256, content, sort, ${copy.staffId}, ${copy.now}
    from attachment where directive_id = ${sourceId}`.execute(trx)
  return id
}

export async function setRelation(
  trx: Db,
  id: number,
  replacesId: number,
  relation: 'replaces' | 'corrects' | 'recalls',
): Promise<void> {
  await sql`update directive set replaces_id = ${replacesId}, relation = ${relation} where id = ${id}`.execute(
    trx,
  )
}

/** draft → discarded and back; false when the directive is in neither state. */
export async function moveDraft(
  trx: Db,
  id: number,
  to: 'draft' | 'discarded',
  by: { staffId: number; now: Date },
): Promise<boolean> {
  const { rows } = await sql`
    update directive set state = ${to}, updated_by = ${by.staffId}, updated_at = ${by.now}
    where id = ${id} and state in ('draft', 'discarded') returning id`.execute(trx)
  return rows.length > 0
}

/** What one saves against: present state, revision, and who changed it last. Locks the row until the commit. */
export async function lockDraft(
  trx: Db,
  id: number,
): Promise<{
  state: string
  revision: number
  kind: string
  urgency: number
  updatedAt: Date
  updatedBy: string | null
} | null> {
  const { rows } = await sql<{
    state: string
    revision: number
    kind: string
    urgency: number
    updatedAt: Date
    updatedBy: string | null
  }>`
    select d.state, d.revision, d.kind_code as kind, d.urgency, d.updated_at as "updatedAt", loa_staff_name(d.updated_by) as "updatedBy"
    from directive d
    where d.id = ${id} for update of d`.execute(trx)
  return rows[0] ?? null
}

interface RelatedRow {
  id: number
  number: number | null
  symbol: string | null
  relation: 'replaces' | 'corrects' | 'recalls'
}

interface DirectiveRow {
  id: number
  state: Directive['state']
  revision: number
  kind_code: string
  kind_name: string
  urgency: number
  message_class: Directive['messageClass']
  is_drill: boolean
  title: string
  actions: string[]
  body: string
  overrides: Directive['overrides']
  sms_unaccented: boolean
  relay: Directive['relay']
  audience: unknown
  acknowledge: boolean
  acknowledge_by: Directive['acknowledgeBy']
  acknowledge_before: Date | null
  escalation: Directive['escalation']
  number: number | null
  symbol: string | null
  issuer_name: string
  issued_at: Date | null
  held_until: Date | null
  released_at: Date | null
  stopped_at: Date | null
  closed_at: Date | null
  valid_until: Date | null
  updated_at: Date
  created_by_name: string | null
  updated_by_name: string | null
  issued_by_name: string | null
  attachments: { id: number; file_name: string; mime: string; size: number; sha256: string }[]
  replaces: RelatedRow | null
  replaced_by: RelatedRow | null
  sent_alone: { by: string; at: string; reason: string } | null
}

/** A directive as the console reads it; null when it does not exist or lies outside the reader's scope. */
export async function findDirective(db: Db, id: number, locale: Locale): Promise<Directive | null> {
  const name = locale === 'en' ? sql`k.name_en` : sql`k.name_vi`
  const person = (staff: string) => sql`loa_staff_name(${sql.ref(staff)})`
  const { rows } = await sql<DirectiveRow>`
    select d.*, ${name} as kind_name, coalesce(d.issuer_name, u.name) as issuer_name,
      ${person('d.created_by')} as created_by_name, ${person('d.updated_by')} as updated_by_name,
      ${person('d.issued_by')} as issued_by_name,
      coalesce((select json_agg(json_build_object('id', a.id, 'file_name', a.file_name, 'mime', a.mime, 'size', a.size,
        'sha256', encode(a.sha256, 'hex')) order by a.sort, a.id) from attachment a where a.directive_id = d.id), '[]') as attachments,
      (select json_build_object('id', r.id, 'number', r.number, 'symbol', r.symbol, 'relation', d.relation)
        from directive r where r.id = d.replaces_id) as replaces,
      (select json_build_object('id', r.id, 'number', r.number, 'symbol', r.symbol, 'relation', r.relation)
        from directive r where r.replaces_id = d.id and r.state not in ('template', 'draft', 'discarded')
        order by r.issued_at desc, r.id desc limit 1) as replaced_by,
      (select json_build_object('by', loa_staff_name(a.decided_by), 'at', a.decided_at, 'reason', a.note) from approval a
        where a.directive_id = d.id and a.state = 'overridden') as sent_alone
    from directive d
    join directive_kind k on k.code = d.kind_code
    join unit u on u.id = d.owner_unit_id
    where d.id = ${id}`.execute(db)
  return rows[0] ? toDirective(rows[0]) : null
}

function toDirective(row: DirectiveRow): Directive {
  const instant = (at: Date | null): string | null => at?.toISOString() ?? null
  return {
    id: row.id,
    state: row.state,
    revision: row.revision,
    kind: row.kind_code,
    kindName: row.kind_name,
    urgency: asUrgency(row.urgency),
    messageClass: row.message_class,
    isDrill: row.is_drill,
    title: row.title,
    actions: row.actions,
    body: row.body,
    overrides: row.overrides,
    smsUnaccented: row.sms_unaccented,
    relay: row.relay,
    audience: Audience.parse(row.audience),
    acknowledge: row.acknowledge,
    acknowledgeBy: row.acknowledge_by,
    acknowledgeBefore: instant(row.acknowledge_before),
    escalation: row.escalation,
    reference: row.number !== null && row.symbol !== null ? referenceOf(row.number, row.symbol) : null,
    issuerName: row.issuer_name,
    attachments: row.attachments.map((file) => toAttachment(row.id, file)),
    createdBy: row.created_by_name,
    updatedBy: row.updated_by_name,
    updatedAt: row.updated_at.toISOString(),
    issuedAt: instant(row.issued_at),
    issuedBy: row.issued_by_name,
    heldUntil: instant(row.held_until),
    releasedAt: instant(row.released_at),
    stoppedAt: instant(row.stopped_at),
    closedAt: instant(row.closed_at),
    validUntil: instant(row.valid_until),
    sentAlone: row.sent_alone && { ...row.sent_alone, at: new Date(row.sent_alone.at).toISOString() },
    replaces: toRelated(row.replaces),
    replacedBy: toRelated(row.replaced_by),
  }
}

const toAttachment = (directiveId: number, file: DirectiveRow['attachments'][number]): Attachment => ({
  id: file.id,
  fileName: file.file_name,
  mime: file.mime,
  size: file.size,
  sha256: file.sha256,
  url: `/api/directives/${directiveId}/attachments/${file.id}`,
})

const toRelated = (row: DirectiveRow['replaces']): Directive['replaces'] =>
  row && {
    id: row.id,
    reference: row.number !== null && row.symbol !== null ? referenceOf(row.number, row.symbol) : null,
    relation: row.relation,
  }

/** The number that this kind's register would give next; an announcement, not a reservation. */
export async function nextNumber(
  db: Db,
  unitId: number,
  kind: string,
  year: number,
): Promise<{ number: number; abbreviation: string | null; unitSymbol: string | null }> {
  const { rows } = await sql<{ number: number; abbreviation: string | null; unit_symbol: string | null }>`
    select coalesce(n.next_number, 1) as number, k.abbreviation, u.symbol as unit_symbol
    from directive_kind k
    join unit u on u.id = ${unitId}
    left join number_register n on n.unit_id = u.id and n.year = ${year} and n.register = k.register
    where k.code = ${kind}`.execute(db)
  const row = rows[0]
  return {
    number: row?.number ?? 1,
    abbreviation: row?.abbreviation ?? null,
    unitSymbol: row?.unit_symbol ?? null,
  }
}
