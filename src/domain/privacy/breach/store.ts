import { sql } from 'kysely'
import type { Db } from '../../../../db/client.ts'

/** Who opened the accident that freezes sign-ins now: they alone may still act. Null: nothing is frozen. */
export async function frozenBy(db: Db): Promise<number | null> {
  const { rows } = await sql<{
    staffId: number
  }>`select opened_by as "staffId" from breach where frozen`.execute(db)
  return rows[0]?.staffId ?? null
}

export async function insertBreach(
  trx: Db,
  breach: { summary: string; staffId: number; discoveredAt: Date },
): Promise<number | null> {
  const { rows } = await sql<{ id: number }>`
    insert into breach (discovered_at, opened_by, summary) values (${breach.discoveredAt}, ${breach.staffId}, ${breach.summary})
    on conflict do nothing returning id`.execute(trx)
  return rows[0]?.id ?? null
}

/** Ends every session but those of one member of staff; returns how many. Runs as the owner: sessions are nobody's to see. */
export async function endOtherSessions(db: Db, staffId: number): Promise<number> {
  const result = await sql`
    delete from auth_session where user_id not in (select id from auth_user where staff_id = ${staffId})`.execute(
    db,
  )
  return Number(result.numAffectedRows ?? 0)
}

export interface HeldBreach {
  readonly id: number
  readonly frozen: boolean
  readonly notifiedAt: Date | null
  readonly closedAt: Date | null
}

export async function holdBreach(trx: Db, id: number): Promise<HeldBreach | null> {
  const { rows } = await sql<HeldBreach>`
    select id, frozen, notified_at as "notifiedAt", closed_at as "closedAt" from breach where id = ${id} for update`.execute(
    trx,
  )
  return rows[0] ?? null
}

export async function insertBreachEntry(
  trx: Db,
  entry: { breachId: number; staffId: number; text: string; now: Date },
): Promise<void> {
  await sql`
    insert into breach_entry (breach_id, at, by_staff, text) values (${entry.breachId}, ${entry.now}, ${entry.staffId}, ${entry.text})`.execute(
    trx,
  )
}

export async function changeBreach(
  trx: Db,
  id: number,
  step: 'thawed' | 'notified' | 'closed',
  now: Date,
): Promise<void> {
  if (step === 'thawed') await sql`update breach set frozen = false where id = ${id}`.execute(trx)
  else if (step === 'notified')
    await sql`update breach set notified_at = coalesce(notified_at, ${now}) where id = ${id}`.execute(trx)
  else
    await sql`update breach set closed_at = coalesce(closed_at, ${now}), frozen = false where id = ${id}`.execute(
      trx,
    )
}
