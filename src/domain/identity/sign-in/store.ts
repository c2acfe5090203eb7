import { sql } from 'kysely'
import type { Db } from '../../../../db/client.ts'
import { randomToken, tokenHash } from '../../../kernel/ids.ts'

/** The sign-in user of a member of staff in the library's table; made on first need. */
export async function ensureSignInUser(trx: Db, staffId: number, now: Date): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    insert into auth_user (id, staff_id, name, email, email_verified, created_at, updated_at)
    select ${randomToken()}, s.id, p.full_name, lower(s.email), true, ${now}::timestamptz, ${now}::timestamptz
    from staff s join person p on p.id = s.person_id where s.id = ${staffId}
    on conflict (staff_id) do update set name = excluded.name, email = excluded.email
    returning id`.execute(trx)
  return rows[0]!.id
}

/** Gives a member of staff a password, or a new one. `hash` is the library's own. */
export async function storePassword(trx: Db, staffId: number, hash: string, now: Date): Promise<void> {
  const userId = await ensureSignInUser(trx, staffId, now)
  await trx
    .insertInto('auth_account')
    .values({
      id: randomToken(),
      user_id: userId,
      account_id: userId,
      provider_id: 'credential',
      password: hash,
      created_at: now,
      updated_at: now,
    })
    .onConflict((conflict) =>
      conflict.columns(['provider_id', 'account_id']).doUpdateSet({ password: hash, updated_at: now }),
    )
    .execute()
}

const enabledStaff = (db: Db) => db.selectFrom('staff').where('staff.disabled_at', 'is', null)

/** Who may sign in under this address, and the hash of their password if they have one. */
export async function accountByEmail(
  db: Db,
  email: string,
): Promise<{ staffId: number; passwordHash: string | null } | null> {
  const row = await enabledStaff(db)
    .leftJoin('auth_user', 'auth_user.staff_id', 'staff.id')
    .leftJoin('auth_account', (join) =>
      join
        .onRef('auth_account.user_id', '=', 'auth_user.id')
        .on('auth_account.provider_id', '=', 'credential'),
    )
    .select(['staff.id as staffId', 'auth_account.password as passwordHash'])
    .where((where) => where(where.fn('lower', ['staff.email']), '=', email.trim().toLowerCase()))
    .executeTakeFirst()
  return row ?? null
}

export async function passwordHashOf(db: Db, staffId: number): Promise<string | null> {
  const row = await db
    .selectFrom('auth_user')
    .innerJoin('auth_account', 'auth_account.user_id', 'auth_user.id')
    .select('auth_account.password')
    .where('auth_user.staff_id', '=', staffId)
    .where('auth_account.provider_id', '=', 'credential')
    .executeTakeFirst()
  return row?.password ?? null
}

export interface Device {
  readonly id: string
  readonly openedAt: Date
  readonly lastSeenAt: Date
  readonly userAgent: string | null
  readonly address: string | null
}

const sessionsOf = (db: Db, staffId: number) =>
  db
    .selectFrom('auth_session')
    .innerJoin('auth_user', 'auth_user.id', 'auth_session.user_id')
    .where('auth_user.staff_id', '=', staffId)

/** Where a member of staff is signed in, the newest first. */
export async function devicesOf(db: Db, staffId: number, now: Date): Promise<Device[]> {
  return sessionsOf(db, staffId)
    .select([
      'auth_session.id',
      'auth_session.created_at as openedAt',
      'auth_session.updated_at as lastSeenAt',
      'auth_session.user_agent as userAgent',
      'auth_session.ip_address as address',
    ])
    .where('auth_session.expires_at', '>', now)
    .orderBy('auth_session.created_at', 'desc')
    .execute()
}

/**
 * Ends sessions of a member of staff: all, one, or all but one; returns how many. Processes that remember them forget
 * when the transaction commits.
 */
export async function endSessions(
  trx: Db,
  staffId: number,
  which: { only?: string; except?: string } = {},
): Promise<number> {
  const ended = await trx
    .deleteFrom('auth_session')
    .where('id', 'in', (query) =>
      query
        .selectFrom('auth_session as s')
        .innerJoin('auth_user as u', 'u.id', 's.user_id')
        .select('s.id')
        .where('u.staff_id', '=', staffId)
        .$if(which.only !== undefined, (some) => some.where('s.id', '=', which.only!))
        .$if(which.except !== undefined, (some) => some.where('s.id', '<>', which.except!)),
    )
    .executeTakeFirst()
  await tellStaffChanged(trx, staffId)
  return Number(ended.numDeletedRows)
}

/** Processes forget what they remember of this person's sessions. Heard when the transaction commits. */
export async function tellStaffChanged(trx: Db, staffId: number): Promise<void> {
  await sql`select pg_notify('loa_staff', ${String(staffId)})`.execute(trx)
}

export type StepKind = 'second_factor' | 'passkey' | 'passkey_new' | 'oidc' | 'setup' | 'proof'
const STEP_MS = 10 * 60_000

export interface OpenStep {
  readonly staffId: number | null
  readonly data: Readonly<Record<string, unknown>>
}

/** What stands between two steps of one sign-in; the token goes into a cookie. Steps that nobody finished are swept. */
export async function openStep(
  db: Db,
  step: { kind: StepKind; staffId: number | null; data?: object },
  now: Date,
  lifeMs = STEP_MS,
): Promise<string> {
  const token = randomToken()
  await db.deleteFrom('sign_in_step').where('expires_at', '<', now).execute()
  await db
    .insertInto('sign_in_step')
    .values({
      token_hash: tokenHash(token),
      kind: step.kind,
      staff_id: step.staffId,
      data: JSON.stringify(step.data ?? {}),
      expires_at: new Date(now.getTime() + lifeMs),
    })
    .execute()
  return token
}

export async function readStep(
  db: Db,
  token: string | undefined,
  kind: StepKind,
  now: Date,
): Promise<OpenStep | null> {
  if (!token) return null
  const row = await db
    .selectFrom('sign_in_step')
    .select(['staff_id as staffId', 'data'])
    .where('token_hash', '=', tokenHash(token))
    .where('kind', '=', kind)
    .where('expires_at', '>', now)
    .executeTakeFirst()
  return row ? { staffId: row.staffId, data: row.data as Record<string, unknown> } : null
}

/** Uses a step up: true for the one who was first. */
export async function closeStep(db: Db, token: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('sign_in_step')
    .where('token_hash', '=', tokenHash(token))
    .executeTakeFirst()
  return numDeletedRows === 1n
}
