import type { Db } from '../../../../db/client.ts'
import type { Role } from '../../../contract/session.ts'
import { conflict, invalid } from '../../../kernel/errors.ts'
import { tidy } from '../../../kernel/text.ts'
import { type Actor, record } from '../../audit/index.ts'
import { insertOidc, type OidcAccount } from '../factors/oidc-store.ts'
import { dropFactors } from '../factors/store.ts'
import type { LinkKind } from '../links/rules.ts'
import { issueLink, revokeLinks } from '../links/store.ts'
import { setGrace } from '../sign-in/policy-store.ts'
import { endSessions, passwordHashOf, storePassword } from '../sign-in/store.ts'
import { insertFirstGrant, insertMember, isLastAdministrator, setDisabled } from './store.ts'

/**
 * Two times of one act: `now` is the calendar of the organisation, for the audit log; `clock` is the machine's, on which
 * links and waits run (a demo shifts the first alone).
 */
export interface Moment {
  readonly now: Date
  readonly clock: Date
}

export interface Invitation {
  readonly name: string
  readonly email: string
  readonly unitId: number
  readonly role: Role
  readonly jobTitle: string
}

const actorOf = (by: number | null): Actor => (by === null ? { kind: 'system' } : { kind: 'staff', id: by })

const entry = (at: Moment, by: number | null, action: string, staffId: number, data = {}) => ({
  at: at.now,
  actor: actorOf(by),
  action,
  entity: 'staff',
  entityId: staffId,
  data,
})

/** A new member of staff and the link by which they come in. The caller has made sure that `by` may act on the unit. */
export async function inviteMember(
  trx: Db,
  invitation: Invitation,
  by: number,
  at: Moment,
): Promise<{ staffId: number; linkId: number; token: string; expiresAt: Date }> {
  const staffId = await addMember(trx, invitation, by, at)
  const link = await issueLink(trx, { staffId, kind: 'invitation', by }, at.clock)
  await record(
    trx,
    entry(at, by, 'staff.invited', staffId, { unitId: invitation.unitId, role: invitation.role }),
  )
  return { staffId, linkId: link.id, token: link.token, expiresAt: link.expiresAt }
}

/** A person, their place among the staff and their first role; null: nobody gave it, the first run did. */
export async function addMember(trx: Db, member: Invitation, by: number | null, at: Moment): Promise<number> {
  const { unitId, role } = member
  const staffId = await insertMember(trx, {
    name: tidy(member.name),
    email: tidy(member.email).toLowerCase(),
    unitId,
    jobTitle: tidy(member.jobTitle),
  })
  if (staffId === null) throw invalid({ field: 'email', code: 'staff_email_taken' })
  await insertFirstGrant(trx, { staffId, role, unitId, by }, at.now)
  return staffId
}

const ISSUED: Readonly<Record<LinkKind, string>> = {
  invitation: 'staff.invited_again',
  reset_by_staff: 'staff.reset_link_given',
  reset_by_self: 'staff.reset_asked',
}

/** Another link for a member of staff; the former one stops working. `by` null: asked on the machine, or by themselves. */
export async function giveLink(
  trx: Db,
  staffId: number,
  kind: LinkKind,
  by: number | null,
  at: Moment,
): Promise<{ id: number; token: string; expiresAt: Date }> {
  const link = await issueLink(trx, { staffId, kind, by }, at.clock)
  await record(trx, entry(at, by, ISSUED[kind], staffId))
  return link
}

export async function revokeLink(trx: Db, staffId: number, by: number, at: Moment): Promise<void> {
  if ((await revokeLinks(trx, staffId, at.clock)) === 0) throw conflict('no_open_link')
  await record(trx, entry(at, by, 'staff.link_revoked', staffId))
}

/** Withdraws the access: sessions and links end in the same transaction. */
export async function disableMember(trx: Db, staffId: number, by: number, at: Moment): Promise<void> {
  if (staffId === by) throw conflict('own_access')
  if (await isLastAdministrator(trx, staffId, at.now)) throw conflict('last_administrator')
  if (!(await setDisabled(trx, staffId, at.clock))) return
  await revokeLinks(trx, staffId, at.clock)
  await endSessions(trx, staffId)
  await record(trx, entry(at, by, 'staff.disabled', staffId))
}

export async function enableMember(trx: Db, staffId: number, by: number, at: Moment): Promise<void> {
  if (!(await setDisabled(trx, staffId, null))) return
  await record(trx, entry(at, by, 'staff.enabled', staffId))
}

/** Signs a member of staff out everywhere; returns how many sessions ended. */
export async function endSessionsOf(trx: Db, staffId: number, by: number, at: Moment): Promise<number> {
  const ended = await endSessions(trx, staffId)
  await record(trx, entry(at, by, 'staff.sessions_ended', staffId, { ended }))
  return ended
}

/** A new password by a link. Old sessions end; after a link from somebody who saw the person, second factors do too. */
export async function acceptLink(
  trx: Db,
  link: { staffId: number; kind: LinkKind },
  passwordHash: string,
  at: Moment,
): Promise<void> {
  const { staffId, kind } = link
  await storePassword(trx, staffId, passwordHash, at.clock)
  await endSessions(trx, staffId)
  if (kind === 'reset_by_staff') await dropFactors(trx, staffId)
  if (kind !== 'reset_by_self')
    await setGrace(trx, staffId, kind === 'invitation' ? 'policy' : 'none', at.clock)
  await record(
    trx,
    entry(at, staffId, kind === 'invitation' ? 'staff.joined' : 'staff.password_reset', staffId),
  )
}

/**
 * Ties an account of the organisation to a member of staff who comes in by it for the first time; false when either is tied
 * to another one. Whoever was only invited has come in by this: the invitation is over, the days of grace begin.
 */
export async function linkOidc(trx: Db, staffId: number, account: OidcAccount, at: Moment): Promise<boolean> {
  if (!(await insertOidc(trx, staffId, account, at.clock))) return false
  if ((await passwordHashOf(trx, staffId)) === null) {
    await revokeLinks(trx, staffId, at.clock)
    await setGrace(trx, staffId, 'policy', at.clock)
  }
  await record(trx, entry(at, staffId, 'staff.oidc_linked', staffId))
  return true
}
