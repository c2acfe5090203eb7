import type { FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { beyondScope, inScope } from '../../../db/scope.ts'
import { SessionsEnded } from '../../contract/account.ts'
import {
  InviteStaff,
  LinkGiven,
  type StaffEntry,
  StaffMemberPage,
  StaffPage,
  StaffParams,
} from '../../contract/staff.ts'
import { approvalState, askFor } from '../../domain/approval/index.ts'
import {
  devicesOf,
  disableMember,
  enableMember,
  endSessionsOf,
  findMember,
  giveLink,
  grantsAt,
  grantsOf,
  inviteMember,
  isBelow,
  type LinkKind,
  listMembers,
  type Member,
  type MemberGrant,
  passwordHashOf,
  revokeLink,
  type SignInState,
  signInStates,
  staffUnits,
  unitIsVisible,
} from '../../domain/identity/index.ts'
import { localDay } from '../../kernel/dates.ts'
import { invalid, notFound, Problem } from '../../kernel/errors.ts'
import { NoContent } from '../openapi/replies.ts'
import type { RegisterRoutes } from '../routes.ts'
import { browserOf, systemOf } from '../sign-in/devices.ts'
import { linkUrl, mailToMember } from '../sign-in/links.ts'
import { canMail } from '../sign-in/mail.ts'
import type { HttpWorld } from '../world.ts'
import { approvalContext } from './approvals.ts'

/** «Cán bộ và quyền»: who has access, how they sign in; invitation, a way back in, withdrawal. */
export const staffRoutes: RegisterRoutes = (plain, world) => {
  const app = plain.withTypeProvider<ZodTypeProvider>()
  const config = { permission: 'staff.write' } as const
  const tags = ['staff']
  const moment = () => ({ now: world.clock.now(), clock: world.machineClock.now() })

  app.get(
    '/api/staff',
    {
      config: { permission: 'staff.read' },
      schema: { operationId: 'listStaff', tags, response: { 200: StaffPage } },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      const { now, clock } = moment()
      const seen = await inScope(world.db, request.staff.scope, async (trx) => {
        const members = await listMembers(trx)
        const ids = members.map((member) => member.staffId)
        return { members, grants: await grantsOf(trx, ids, now), units: await staffUnits(trx, localDay(now)) }
      })
      const states = await signInStates(
        world.db,
        seen.members.map((member) => member.staffId),
        clock,
      )
      const grants = Map.groupBy(seen.grants, (grant) => grant.staffId)
      return {
        items: seen.members.map((member) =>
          toEntry(
            member,
            grants.get(member.staffId) ?? [],
            states.get(member.staffId),
            request,
            world.isDemo,
          ),
        ),
        units: seen.units,
        mail: await canMail(world),
      }
    },
  )

  app.get(
    '/api/staff/:id',
    {
      config: { permission: 'staff.read' },
      schema: { operationId: 'readStaff', tags, params: StaffParams, response: { 200: StaffMemberPage } },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      const { now, clock } = moment()
      const { id } = request.params
      const { member, grants } = await inScope(world.db, request.staff.scope, async (trx) => ({
        member: await findMember(trx, id),
        grants: await grantsOf(trx, [id], now),
      }))
      if (!member) throw notFound('staff')
      const states = await signInStates(world.db, [id], clock)
      const devices = await devicesOf(world.db, id, clock)
      return {
        ...toEntry(member, grants, states.get(id), request, world.isDemo),
        beyond: (await grantsAt(world.db, id, now)).length > grants.length,
        devices: devices.map((device) => ({
          browser: browserOf(device.userAgent),
          system: systemOf(device.userAgent),
          openedAt: device.openedAt.toISOString(),
          lastSeenAt: device.lastSeenAt.toISOString(),
        })),
      }
    },
  )

  app.post(
    '/api/staff',
    {
      config,
      schema: { operationId: 'inviteStaff', tags, body: InviteStaff, response: { 200: LinkGiven } },
    },
    async (request) => {
      const invitation = { ...request.body, role: 'viewer' as const }
      const at = moment()
      const mayActThere = await inScope(world.db, request.staff.scope, (trx) =>
        unitIsVisible(trx, invitation.unitId),
      )
      if (!mayActThere) throw invalid({ field: 'unitId', code: 'unit_beyond_scope' })
      const { wanted } = request.body
      // The invitation and the request for the wanted role stand or fall together.
      const { invited, asked } = await inScope(world.db, request.staff.scope, async (trx) => {
        const made = await beyondScope(trx, (owner) =>
          inviteMember(owner, invitation, request.staff.staffId, at),
        )
        if (!wanted) return { invited: made, asked: null }
        const { reason, ...role } = wanted
        const act = { kind: 'role_grant' as const, staffId: made.staffId, ...role }
        const approval = await askFor(trx, request.staff, act, reason, approvalContext(world))
        const waits = (await approvalState(trx, approval)) === 'waiting'
        return { invited: made, asked: waits ? ('waiting' as const) : ('done' as const) }
      })
      const { staffId, linkId, token, expiresAt } = invited
      const mailed = await mailToMember(world, { id: linkId, token, expiresAt }, staffId, 'invitation')
      return {
        staffId,
        url: linkUrl(world, token),
        expiresAt: expiresAt.toISOString(),
        mailed,
        asked,
      }
    },
  )

  app.post(
    '/api/staff/:id/link',
    {
      config,
      schema: { operationId: 'giveStaffLink', tags, params: StaffParams, response: { 200: LinkGiven } },
    },
    async (request) => {
      const member = await within(request, world)
      if (member.disabledAt) throw new Problem('conflict', 'staff_is_disabled')
      const { staffId } = member
      // Who has never set a password gets the invitation again, who has one a way back in.
      const kind: LinkKind =
        (await passwordHashOf(world.db, staffId)) === null ? 'invitation' : 'reset_by_staff'
      const link = await world.db
        .transaction()
        .execute((trx) => giveLink(trx, staffId, kind, request.staff.staffId, moment()))
      const mailed = await mailToMember(world, link, staffId, kind)
      const expiresAt = link.expiresAt.toISOString()
      return { staffId, url: linkUrl(world, link.token), expiresAt, mailed, asked: null }
    },
  )

  const act = (
    path: string,
    operationId: string,
    work: (order: { staffId: number; by: number }) => Promise<unknown>,
  ) =>
    app.post(
      path,
      { config, schema: { operationId, tags, params: StaffParams, response: { 204: NoContent } } },
      async (request, reply) => {
        const { staffId } = await within(request, world)
        await work({ staffId, by: request.staff.staffId })
        app.sessions.forget(staffId)
        return reply.status(204).send()
      },
    )

  act('/api/staff/:id/revoke-link', 'revokeStaffLink', ({ staffId, by }) =>
    world.db.transaction().execute((trx) => revokeLink(trx, staffId, by, moment())),
  )
  act('/api/staff/:id/disable', 'disableStaff', ({ staffId, by }) =>
    world.db.transaction().execute((trx) => disableMember(trx, staffId, by, moment())),
  )
  act('/api/staff/:id/enable', 'enableStaff', ({ staffId, by }) =>
    world.db.transaction().execute((trx) => enableMember(trx, staffId, by, moment())),
  )

  app.post(
    '/api/staff/:id/end-sessions',
    {
      config,
      schema: {
        operationId: 'endStaffSessions',
        tags,
        params: StaffParams,
        response: { 200: SessionsEnded },
      },
    },
    async (request) => {
      const { staffId } = await within(request, world)
      const ended = await world.db
        .transaction()
        .execute((trx) => endSessionsOf(trx, staffId, request.staff.staffId, moment()))
      app.sessions.forget(staffId)
      return { ended }
    },
  )
}

/**
 * The member of staff named in the path, if the caller may act upon them: their office is in scope, and so is every place
 * where they hold a role. Else a way back in, given by an administrator of a district, would open the whole city.
 */
async function within(
  request: FastifyRequest<{ Params: { id: number } }>,
  world: HttpWorld,
): Promise<Member> {
  const { staff } = request
  const member = await inScope(world.db, staff.scope, (trx) => findMember(trx, request.params.id))
  if (!member) throw notFound('staff')
  const mine = 'paths' in staff.scope ? staff.scope.paths : [staff.scope.path]
  const theirs = await grantsAt(world.db, member.staffId, world.clock.now())
  if (!theirs.every((grant) => mine.some((path) => isBelow(grant.path, path))))
    throw new Problem('forbidden', 'staff_beyond_scope')
  return member
}

/** Roles of people who were there before Loa are dated far back. */
const FIRST_KNOWN = Date.UTC(1950, 0)

function toEntry(
  member: Member,
  grants: readonly MemberGrant[],
  state: SignInState | undefined,
  request: FastifyRequest,
  isDemo: boolean,
): StaffEntry {
  const hasComeIn = state?.hasPassword || state?.lastSeenAt != null || (state?.passkeys ?? 0) > 0
  return {
    id: member.staffId,
    name: member.name,
    jobTitle: member.jobTitle,
    email: member.email,
    unit: { id: member.unitId, name: member.unitName },
    grants: grants.map(({ id, role, unitId, unitName, since, until, grantedBy }) => ({
      id,
      role,
      unitId,
      unitName,
      since: since.getTime() < FIRST_KNOWN ? null : since.toISOString(),
      until: until?.toISOString() ?? null,
      grantedBy,
    })),
    state: member.disabledAt
      ? 'disabled'
      : hasComeIn
        ? 'active'
        : isDemo && member.isSample
          ? 'sample'
          : 'invited',
    totp: state?.totp ?? false,
    passkeys: state?.passkeys ?? 0,
    sessions: state?.sessions ?? 0,
    lastSeenAt: state?.lastSeenAt?.toISOString() ?? null,
    link: state?.link
      ? {
          kind: state.link.kind === 'invitation' ? 'invitation' : 'reset',
          expiresAt: state.link.expiresAt.toISOString(),
          mailed: state.link.mailed,
        }
      : null,
    isMe: member.staffId === request.staff.staffId,
  }
}
