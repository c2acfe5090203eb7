import { sql } from 'kysely'
import type { Db } from '../../../../db/client.ts'
import type { Channel } from '../../../contract/common.ts'

export type ConsentPurpose = 'promotion' | 'photo' | 'praise'
export type ConsentChannel = Channel
export type How = 'page' | 'paper' | 'call'

export interface NewConsent {
  readonly personId: number
  readonly purpose: ConsentPurpose
  readonly channel: ConsentChannel | null
  readonly textVersion: string
  readonly how: How
  readonly evidence: string
  readonly recordedBy: number | null
  readonly now: Date
}

/** The new row's id; null when the same consent stands already, or there is no such person. */
export async function insertConsent(trx: Db, consent: NewConsent): Promise<number | null> {
  const { rows } = await sql<{ id: number }>`
    insert into consent (person_id, purpose, channel, text_version, given_at, how, evidence, recorded_by)
    select p.id, ${consent.purpose}, ${consent.channel}, ${consent.textVersion}, ${consent.now}, ${consent.how},
      ${consent.evidence}, ${consent.recordedBy}
    from person p where p.id = ${consent.personId} and p.erased_at is null
    on conflict do nothing returning id`.execute(trx)
  return rows[0]?.id ?? null
}

/** True when a consent stood. */
export async function endConsent(
  trx: Db,
  of: { personId: number; purpose: ConsentPurpose; channel: ConsentChannel | null; how: How; now: Date },
): Promise<boolean> {
  const result = await sql`
    update consent set withdrawn_at = ${of.now}, withdrawn_how = ${of.how}
    where person_id = ${of.personId} and purpose = ${of.purpose} and channel is not distinct from ${of.channel}
      and withdrawn_at is null`.execute(trx)
  return Number(result.numAffectedRows ?? 0) > 0
}

/** True when it was not stopped before. */
export async function insertObjection(
  trx: Db,
  of: { personId: number; channel: ConsentChannel; how: How; recordedBy: number | null; now: Date },
): Promise<boolean> {
  const result = await sql`
    insert into objection (person_id, channel, at, how, recorded_by)
    select p.id, ${of.channel}, ${of.now}, ${of.how}, ${of.recordedBy} from person p where p.id = ${of.personId} and p.erased_at is null
    on conflict do nothing`.execute(trx)
  return Number(result.numAffectedRows ?? 0) > 0
}

export async function endObjection(
  trx: Db,
  personId: number,
  channel: ConsentChannel,
  now: Date,
): Promise<boolean> {
  const result = await sql`
    update objection set ended_at = ${now} where person_id = ${personId} and channel = ${channel} and ended_at is null`.execute(
    trx,
  )
  return Number(result.numAffectedRows ?? 0) > 0
}
