import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { inScope } from '../../../db/scope.ts'
import { ApprovalPolicies, ApprovalPolicyQuery } from '../../contract/approval.ts'
import { Role } from '../../contract/session.ts'
import { PERMISSION_OF } from '../../domain/approval/index.ts'
import { rolesWith } from '../../domain/identity/index.ts'
import { notFound } from '../../kernel/errors.ts'
import { listPolicies } from '../../views/approvals/index.ts'
import type { RegisterRoutes } from '../routes.ts'

/** «Quy định hai người»: read here; changed by a request of its own (`POST /api/approvals`, kind `approval_policy`). */
export const approvalPolicyRoutes: RegisterRoutes = (plain, world) => {
  const app = plain.withTypeProvider<ZodTypeProvider>()
  app.get(
    '/api/approval-policies',
    {
      config: { permission: 'staff.read' },
      schema: {
        operationId: 'listApprovalPolicies',
        tags: ['approvals'],
        querystring: ApprovalPolicyQuery,
        response: { 200: ApprovalPolicies },
      },
    },
    async ({ staff, query }) => {
      const lines = await inScope(world.db, staff.scope, (trx) =>
        listPolicies(
          trx,
          {
            unitId: query.unitId ?? null,
            own: [staff.unitId, ...staff.grants.map((grant) => grant.unitId)],
            now: world.clock.now(),
          },
          {
            roles: rolesWith(PERMISSION_OF.role_grant),
            channels: rolesWith(PERMISSION_OF.channel_change),
            issuing: rolesWith(PERMISSION_OF.directive_issue),
          },
        ),
      )
      if (query.unitId !== undefined && lines.length === 0) throw notFound('unit')
      return {
        items: lines.map((line) => ({
          unitId: line.unitId,
          unitName: line.unitName,
          from: line.fromId === null ? null : { unitId: line.fromId, unitName: line.fromName ?? '' },
          roles: line.roles,
          channels: line.channels,
          issuing: line.issuing,
          mayOverride: line.overrideRoles.map((role) => Role.parse(role)),
          approvers: {
            roles: [...line.forRoles],
            channels: [...line.forChannels],
            issuing: [...line.forIssuing],
          },
        })),
      }
    },
  )
}
