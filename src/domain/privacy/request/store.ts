import { sql } from 'kysely'
import type { Db } from '../../../../db/client.ts'
import type { RequestKind } from './rules.ts'

export async function holidaysFrom(db: Db, day: string): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ day: string }>`
    select day::text as day from public_holiday where day >= ${day}::date`.execute(db)
  return new Set(rows.map((row) => row.day))
}

export interface NewRequest {
  readonly personId: number
  readonly kind: RequestKind
  readonly cameBy: 'page' | 'paper' | 'call' | 'email'
  readonly note: string | null
  readonly thirdParty: boolean
  readonly receivedAt: Date
  readonly answerBy: string
  readonly actBy: string
}

/** Null when the person is not there, or not the reader's to see. */
export async function insertRequest(trx: Db, request: NewRequest): Promise<number | null> {
  const { rows } = await sql<{ id: number }>`
    insert into data_request (person_id, kind, came_by, note, third_party, received_at, answer_by, act_by)
    select p.id, ${request.kind}, ${request.cameBy}, ${request.note}, ${request.thirdParty}, ${request.receivedAt},
      ${request.answerBy}, ${request.actBy}
    from person p where p.id = ${request.personId} and p.erased_at is null returning id`.execute(trx)
  return rows[0]?.id ?? null
}

export interface HeldRequest {
  readonly id: number
  readonly personId: number
  readonly kind: RequestKind
  readonly actBy: string
  readonly extendedDays: number | null
  readonly answeredAt: Date | null
  readonly finishedAt: Date | null
}

/** The request, held until the transaction ends. */
export async function holdRequest(trx: Db, id: number): Promise<HeldRequest | null> {
  const { rows } = await sql<HeldRequest>`
    select id, person_id as "personId", kind, act_by::text as "actBy", extended_days as "extendedDays",
      answered_at as "answeredAt", finished_at as "finishedAt"
    from data_request where id = ${id} for update`.execute(trx)
  return rows[0] ?? null
}

export async function markAnswered(trx: Db, id: number, staffId: number | null, now: Date): Promise<void> {
  await sql`
    update data_request set answered_at = coalesce(answered_at, ${now}), handled_by = coalesce(${staffId}, handled_by)
    where id = ${id}`.execute(trx)
}

export async function extend(
  trx: Db,
  id: number,
  { actBy, days, reason }: { actBy: string; days: number; reason: string },
): Promise<void> {
  await sql`
    update data_request set act_by = ${actBy}, extended_days = ${days}, extended_reason = ${reason} where id = ${id}`.execute(
    trx,
  )
}

export async function markFinished(
  trx: Db,
  id: number,
  end: { outcome: string; note: string | null; staffId: number | null; now: Date },
): Promise<void> {
  await sql`
    update data_request set finished_at = ${end.now}, answered_at = coalesce(answered_at, ${end.now}), outcome = ${end.outcome},
      outcome_note = ${end.note}, handled_by = coalesce(${end.staffId}, handled_by)
    where id = ${id}`.execute(trx)
}
