import { sql } from 'kysely'
import type { Db } from '../../../db/client.ts'
import type { Answer } from './rules.ts'
import { REMEMBERED_MS } from './step-up/rules.ts'

export interface PressedRecipient {
  readonly recipientId: number
  readonly directiveId: number
  readonly targetId: number | null
  readonly personId: number
  /** Whose directive it is. */
  readonly ownerUnitId: number
  readonly asked: boolean
  readonly acknowledgeBefore: Date | null
  readonly urgency: number
  /** Hashes of the phones that are remembered for the person now. */
  readonly devices: readonly Buffer[]
  readonly standing: {
    readonly id: number
    readonly code: string
    readonly answer: Answer
    readonly at: Date
    readonly isLate: boolean
    readonly unverified: boolean
  } | null
}

/**
 * Holds the units of these recipients, in the order in which every transaction holds them, and gives
 * them with the organisation's unit behind each. Comes before
 * anything is read that may change.
 */
export async function holdTargetsOf(trx: Db, recipientIds: readonly number[]): Promise<Map<number, number>> {
  const { rows } = await sql<{ id: number; unitId: number }>`
    select t.id, t.unit_id as "unitId" from target t
    where t.id in (select r.target_id from recipient r where r.id = any(${recipientIds}::bigint[]))
    order by t.id for no key update`.execute(trx)
  return new Map(rows.map((row) => [row.id, row.unitId]))
}

/** Holds the recipients (after their units) and reads what the press needs to know of each. */
export async function holdRecipients(
  trx: Db,
  recipientIds: readonly number[],
  now: Date,
): Promise<PressedRecipient[]> {
  await sql`select from recipient where id = any(${recipientIds}::bigint[]) order by id for no key update`.execute(
    trx,
  )
  const { rows } = await sql<Omit<PressedRecipient, 'standing'> & StandingColumns>`
    select r.id as "recipientId", r.directive_id as "directiveId", r.target_id as "targetId", r.person_id as "personId",
      d.owner_unit_id as "ownerUnitId", d.acknowledge and d.issued_at is not null as asked, d.acknowledge_before as "acknowledgeBefore", d.urgency,
      array(select v.token_hash from device v where v.person_id = r.person_id and v.remembered_until > ${now}) as devices,
      a.id as "ackId", a.receipt_code as code, a.answer, a.at, a.is_late as "isLate", a.unverified
    from recipient r
    join directive d on d.id = r.directive_id
    left join lateral (select s.id, s.receipt_code, s.answer, s.at, s.is_late, s.unverified from acknowledgement s
      where s.recipient_id = r.id and s.withdrawn_at is null and s.via <> 'phone' limit 1) a on true
    where r.id = any(${recipientIds}::bigint[])`.execute(trx)
  return rows.map(({ ackId, code, answer, at, isLate, unverified, ...recipient }) => ({
    ...recipient,
    standing:
      ackId === null
        ? null
        : { id: ackId, code: code!, answer: answer!, at: at!, isLate: isLate!, unverified: unverified! },
  }))
}

interface StandingColumns {
  ackId: number | null
  code: string | null
  answer: Answer | null
  at: Date | null
  isLate: boolean | null
  unverified: boolean | null
}

export interface NewAcknowledgement {
  readonly recipient: PressedRecipient
  readonly answer: Answer
  readonly note: string | null
  readonly via: string
  readonly code: string
  readonly isLate: boolean
  readonly textOpened: boolean | null
  readonly deviceHash: Buffer | null
  readonly unverified: boolean
}

/**
 * Inserts them all, raises the recipients' stage, and remembers the phones (an unverified one gets a row, but is not
 * remembered); gives the ids of the acknowledgements by recipient. One statement with one parameter: in a crowd the
 * number of statements, and the writing of their parameters, is what limits.
 */
export async function insertAcknowledgements(
  trx: Db,
  news: readonly NewAcknowledgement[],
  now: Date,
): Promise<Map<number, number>> {
  const pressed = JSON.stringify(
    news.map(({ recipient, answer, note, via, isLate, code, textOpened, deviceHash, unverified }) => ({
      directive: recipient.directiveId,
      target: recipient.targetId,
      recipient: recipient.recipientId,
      person: recipient.personId,
      answer,
      note,
      via,
      late: isLate,
      code,
      opened: textOpened,
      device: deviceHash?.toString('hex'),
      unverified,
    })),
  )
  const { rows } = await sql<{ id: number; recipientId: number }>`
    with pressed as materialized (
      select n.*, decode(n.device, 'hex') as phone
      from json_to_recordset(${pressed}::json) n (directive bigint, target bigint, recipient bigint, person bigint,
        answer text, note text, via text, late boolean, code text, opened boolean, device text, unverified boolean)
    ), phone as materialized (
      insert into device (token_hash, person_id, first_seen_at, remembered_until)
      select distinct on (phone, person) phone, person, ${now}::timestamptz,
        case when not unverified then ${new Date(now.getTime() + REMEMBERED_MS)}::timestamptz end
      from pressed where phone is not null order by phone, person, unverified
      on conflict (token_hash, person_id) do update
        set remembered_until = greatest(device.remembered_until, excluded.remembered_until)
      returning id, token_hash, person_id
    ), raised as (
      update recipient r set stage = 4, problem = null, acknowledged_at = ${now}::timestamptz,
        opened_at = coalesce(r.opened_at, ${now}::timestamptz)
      from pressed n where r.id = n.recipient
    )
    insert into acknowledgement
      (directive_id, target_id, recipient_id, answer, note, via, at, is_late, receipt_code, text_opened, device_id, unverified)
    select n.directive, n.target, n.recipient, n.answer, n.note, n.via, ${now}::timestamptz, n.late, n.code, n.opened, v.id,
      n.unverified
    from pressed n left join phone v on v.token_hash = n.phone and v.person_id = n.person
    returning id, recipient_id as "recipientId"`.execute(trx)
  return new Map(rows.map((row) => [row.recipientId, row.id]))
}

export async function withdrawAcknowledgements(trx: Db, ids: readonly number[], now: Date): Promise<void> {
  if (ids.length === 0) return
  await sql`update acknowledgement set withdrawn_at = ${now} where id = any(${ids}::bigint[]) and withdrawn_at is null`.execute(
    trx,
  )
}

/** Back to «Đã mở xem»: the only fall a recipient can make. */
export async function lowerToOpened(trx: Db, recipientId: number): Promise<void> {
  await sql`update recipient set stage = 3, acknowledged_at = null where id = ${recipientId} and stage = 4`.execute(
    trx,
  )
}

export interface TelephoneResult {
  readonly targetId: number
  readonly recipientId: number | null
  readonly staffId: number
  readonly spokeWith: string
  readonly note: string | null
}

/** The unit's directive, or null; and the standing telephone acknowledgement with the same author and speaker. */
export async function telephoneTarget(
  trx: Db,
  targetId: number,
): Promise<{ directiveId: number; acknowledgeBefore: Date | null } | null> {
  const { rows } = await sql<{ directiveId: number; acknowledgeBefore: Date | null }>`
    select t.directive_id as "directiveId", d.acknowledge_before as "acknowledgeBefore"
    from target t join directive d on d.id = t.directive_id where t.id = ${targetId}`.execute(trx)
  return rows[0] ?? null
}

export async function standingTelephone(
  trx: Db,
  targetId: number,
  recipientId: number | null,
): Promise<{ id: number; code: string; at: Date; isLate: boolean } | null> {
  const { rows } = await sql<{ id: number; code: string; at: Date; isLate: boolean }>`
    select id, receipt_code as code, at, is_late as "isLate" from acknowledgement
    where target_id = ${targetId} and recipient_id is not distinct from ${recipientId}::bigint and via = 'phone'
      and withdrawn_at is null order by id limit 1`.execute(trx)
  return rows[0] ?? null
}

export async function insertTelephone(
  trx: Db,
  directiveId: number,
  result: TelephoneResult,
  code: string,
  late: boolean,
  now: Date,
): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into acknowledgement (directive_id, target_id, recipient_id, answer, note, via, at, is_late, receipt_code, recorded_by, spoke_with)
    values (${directiveId}, ${result.targetId}, ${result.recipientId}, 'received', ${result.note}, 'phone', ${now}, ${late},
      ${code}, ${result.staffId}, ${result.spokeWith})
    returning id`.execute(trx)
  return rows[0]!.id
}
