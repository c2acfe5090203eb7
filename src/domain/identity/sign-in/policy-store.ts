import { sql } from 'kysely'
import type { Db } from '../../../../db/client.ts'
import { factorsOf } from '../factors/store.ts'
import { type Demand, demandOf, graceEnd, type SignInPolicy } from './policy.ts'

export async function readPolicy(db: Db): Promise<SignInPolicy> {
  const row = await db
    .selectFrom('sign_in_policy')
    .select([
      'second_factor as secondFactor',
      'grace_days as graceDays',
      'passkeys',
      'session_hours as sessionHours',
      'oidc_second_factor as oidcSecondFactor',
    ])
    .executeTakeFirstOrThrow()
  // The table's own checks allow no other values.
  return row as SignInPolicy
}

/**
 * Changes what is asked of everybody. When a second factor begins to be asked, those without one get the days of a
 * newcomer from now on: nobody is shut out by a setting.
 */
export async function changePolicy(trx: Db, policy: SignInPolicy, now: Date): Promise<void> {
  const before = await readPolicy(trx)
  await trx
    .updateTable('sign_in_policy')
    .set({
      second_factor: policy.secondFactor,
      grace_days: policy.graceDays,
      passkeys: policy.passkeys,
      session_hours: policy.sessionHours,
      oidc_second_factor: policy.oidcSecondFactor,
    })
    .execute()
  if (before.secondFactor === 'optional' && policy.secondFactor === 'required')
    await sql`update staff set second_factor_due = ${graceEnd(policy, now)}::timestamptz
      where coalesce(second_factor_due, '-infinity') < ${graceEnd(policy, now)}::timestamptz`.execute(trx)
  await sql`select pg_notify('loa_staff', '')`.execute(trx)
}

/** What is asked of this member of staff now; `inDemo`: this installation is a demo, so its sample cast is spared. */
export async function demandOfStaff(
  db: Db,
  policy: SignInPolicy,
  { staffId, byOidc, inDemo }: { staffId: number; byOidc: boolean; inDemo: boolean },
  now: Date,
): Promise<Demand> {
  const [factors, member] = await Promise.all([
    factorsOf(db, staffId),
    db
      .selectFrom('staff')
      .innerJoin('person', 'person.id', 'staff.person_id')
      .select(['second_factor_due as dueAt', 'is_demo as isDemo'])
      .where('staff.id', '=', staffId)
      .executeTakeFirstOrThrow(),
  ])
  return demandOf({ factors, dueAt: member.dueAt, isSample: inDemo && member.isDemo, byOidc }, policy, now)
}

/** From `now` on the days of grace run; «none» asks for a second factor at once. */
export async function setGrace(trx: Db, staffId: number, grace: 'policy' | 'none', now: Date): Promise<void> {
  const due = grace === 'policy' ? graceEnd(await readPolicy(trx), now) : now
  await trx.updateTable('staff').set({ second_factor_due: due }).where('id', '=', staffId).execute()
}
