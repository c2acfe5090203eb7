import type { FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Db } from '../../../db/client.ts'
import { inScope } from '../../../db/scope.ts'
import { assertReachable } from '../../channels/outbound-http.ts'
import { adapterOf } from '../../channels/registry.ts'
import {
  Approval,
  type ApprovalKind,
  ApprovalList,
  ApprovalParams,
  ApprovalQuery,
  AskApproval,
  type DangerousAct,
  DecisionNote,
  EmergencyReason,
} from '../../contract/approval.ts'
import { DirectiveParams } from '../../contract/directive.ts'
import {
  type ActContext,
  approve,
  askFor,
  holders,
  mayOverride,
  override,
  PERMISSION_OF,
  refuse,
  secondPersonFor,
  seen,
  stateAt,
  unitOfAccount,
  withdraw,
} from '../../domain/approval/index.ts'
import { accountById } from '../../domain/channel/index.ts'
import { rolesWith } from '../../domain/identity/index.ts'
import { invalid, notFound, Problem } from '../../kernel/errors.ts'
import { type ApprovalLine, listApprovals, sentenceOf } from '../../views/approvals/index.ts'
import { NoContent } from '../openapi/replies.ts'
import type { RegisterRoutes } from '../routes.ts'
import type { HttpWorld } from '../world.ts'
import { assertWholeInstallation } from './sign-in-policy.ts'

/**
 * Two people for dangerous acts. Every act has a permission of its own; each call runs in the part of the tree on which the
 * caller holds that one, whatever else they may do elsewhere.
 */
export const approvalRoutes: RegisterRoutes = (plain, world) => {
  const app = plain.withTypeProvider<ZodTypeProvider>()
  const config = { permission: 'approval.use' } as const
  const tags = ['approvals']
  const contextOf = () => approvalContext(world)
  const one = async (trx: Db, request: FastifyRequest, id: number): Promise<Approval> => {
    const [line] = await listApprovals(trx, {
      staffId: request.staff.staffId,
      all: true,
      now: world.clock.now(),
      id,
    })
    if (!line) throw notFound('approval')
    return shown(trx, request, line, world.clock.now())
  }
  /** Decides on a request in the scope of the permission of its kind. */
  const decide = async (request: FastifyRequest, id: number, work: (trx: Db) => Promise<void>) => {
    const kind = await inScope(world.db, request.staff.scope, (trx) => kindOf(trx, id))
    if (kind === 'sign_in_policy') await assertWholeInstallation(request, world)
    return inScope(world.db, scopeFor(request, kind), async (trx) => {
      await work(trx)
      return one(trx, request, id)
    })
  }

  app.get(
    '/api/approvals',
    {
      config,
      schema: {
        operationId: 'listApprovals',
        tags,
        querystring: ApprovalQuery,
        response: { 200: ApprovalList },
      },
    },
    async (request) =>
      inScope(world.db, request.staff.scope, async (trx) => {
        const now = world.clock.now()
        const all = request.query.state === 'all'
        const items: Approval[] = []
        for (const line of await listApprovals(trx, { staffId: request.staff.staffId, all, now }))
          items.push(await shown(trx, request, line, now))
        return { items }
      }),
  )

  app.post(
    '/api/approvals',
    {
      config,
      schema: { operationId: 'askApproval', tags, body: AskApproval, response: { 201: Approval } },
    },
    async (request, reply) => {
      const { act, reason } = request.body
      await checkSettings(world, request, act)
      if (act.kind === 'sign_in_policy') await assertWholeInstallation(request, world)
      const made = await inScope(world.db, scopeFor(request, act.kind), async (trx) =>
        one(trx, request, await askFor(trx, request.staff, act, reason, contextOf())),
      )
      return reply.status(201).send(made)
    },
  )

  const decision = { params: ApprovalParams, response: { 200: Approval } }
  app.post(
    '/api/approvals/:id/approve',
    { config, schema: { operationId: 'approve', tags, ...decision, body: DecisionNote } },
    async (request) =>
      decide(request, request.params.id, (trx) =>
        approve(trx, request.staff, request.params.id, request.body.note, contextOf()),
      ),
  )
  app.post(
    '/api/approvals/:id/refuse',
    { config, schema: { operationId: 'refuseApproval', tags, ...decision, body: DecisionNote } },
    async (request) =>
      decide(request, request.params.id, (trx) =>
        refuse(trx, request.staff, request.params.id, request.body.note, world.clock.now()),
      ),
  )
  app.post(
    '/api/approvals/:id/withdraw',
    { config, schema: { operationId: 'withdrawApproval', tags, ...decision } },
    async (request) =>
      decide(request, request.params.id, (trx) =>
        withdraw(trx, request.staff, request.params.id, world.clock.now()),
      ),
  )
  app.post(
    '/api/approvals/:id/override',
    { config, schema: { operationId: 'overrideApproval', tags, ...decision, body: EmergencyReason } },
    async (request) =>
      decide(request, request.params.id, (trx) =>
        override(trx, request.staff, request.params.id, request.body.reason, contextOf()),
      ),
  )
  app.post(
    '/api/approvals/:id/seen',
    {
      config,
      schema: { operationId: 'seeApproval', tags, params: ApprovalParams, response: { 204: NoContent } },
    },
    async (request, reply) => {
      await inScope(world.db, request.staff.scope, (trx) =>
        seen(trx, request.staff, request.params.id, world.clock.now()),
      )
      return reply.status(204).send()
    },
  )

  app.get(
    '/api/directives/:id/second-person',
    {
      config,
      schema: {
        operationId: 'secondPersonFor',
        tags,
        params: DirectiveParams,
        response: {
          200: z.object({
            /** Null: one person may send it. */
            needed: z.object({ approvers: z.array(z.string()), waitingId: z.number().nullable() }).nullable(),
          }),
        },
      },
    },
    async (request) =>
      inScope(world.db, request.staff.scopeOf('directive.issue'), async (trx) => {
        const needed = await secondPersonFor(trx, request.params.id, request.staff.staffId, world.clock.now())
        return { needed: needed && { approvers: [...needed.approvers], waitingId: needed.waitingId } }
      }),
  )
}

/** What an act needs when it is carried out. */
export const approvalContext = (world: HttpWorld): ActContext => ({
  now: world.clock.now(),
  clock: world.machineClock.now(),
  publicUrl: world.publicUrl,
  words: world.translate('vi'),
  keys: world.keys,
})

function scopeFor(request: FastifyRequest, kind: ApprovalKind) {
  const scope = request.staff.scopeOf(PERMISSION_OF[kind])
  if (!request.staff.permissions.has(PERMISSION_OF[kind])) throw new Problem('forbidden', 'not_permitted')
  return scope
}

async function kindOf(trx: Db, id: number): Promise<ApprovalKind> {
  const [line] = await listApprovals(trx, { staffId: 0, all: true, now: new Date(0), id })
  if (!line) throw notFound('approval')
  return line.kind
}

async function shown(trx: Db, request: FastifyRequest, line: ApprovalLine, now: Date): Promise<Approval> {
  const { staff, t } = request
  const state = stateAt(line, now)
  const waits = state === 'waiting'
  const isMine = line.requestedBy === staff.staffId
  const able = waits ? await holders(trx, line.unitId, rolesWith(PERMISSION_OF[line.kind]), now) : []
  return {
    id: line.id,
    kind: line.kind,
    state,
    sentence: sentenceOf(line, t),
    unitName: line.unitName,
    directiveId: line.directiveId,
    staffId: line.staffId,
    grantId: line.grantId,
    accountId: line.accountId,
    reason: line.reason,
    requestedBy: line.requestedByName,
    requestedAt: line.requestedAt.toISOString(),
    expiresAt: line.expiresAt.toISOString(),
    decidedBy: line.decidedBy,
    decidedAt: line.decidedAt?.toISOString() ?? null,
    note: line.note,
    isMine,
    mayDecide: waits && !isMine && able.some((holder) => holder.staffId === staff.staffId),
    mayOverride: waits && isMine && (await mayOverride(trx, staff, line, now)),
    isUnseen: line.isUnseen,
    approvers: able.filter((holder) => holder.staffId !== line.requestedBy).map((holder) => holder.name),
  }
}

/** Settings of a channel are what its adapter takes, and reach no address that this installation may not reach. */
async function checkSettings(world: HttpWorld, request: FastifyRequest, act: DangerousAct): Promise<void> {
  if (act.kind !== 'channel_change') return
  const unitId = await inScope(world.db, scopeFor(request, act.kind), (trx) =>
    unitOfAccount(trx, act.accountId),
  )
  const row = unitId !== null && (await accountById(world.db, act.accountId))
  const adapter = row && adapterOf(row.kind)
  if (!row || !adapter) throw notFound('channel_account')
  if (act.baseUrl !== undefined) {
    try {
      assertReachable(act.baseUrl, world.isDemo)
    } catch (error) {
      throw invalid({
        field: 'act.baseUrl',
        code: 'account_setting',
        values: { field: 'baseUrl', reason: String((error as Error).message) },
      })
    }
  }
  for (const part of ['config', 'secrets'] as const) {
    const given = act[part]
    if (given === undefined) continue
    const parsed = adapter[part].safeParse(
      part === 'config' ? { ...(row.config as object), ...given } : given,
    )
    const issue = parsed.error?.issues[0]
    if (issue)
      throw invalid({
        field: `act.${part}`,
        code: 'account_setting',
        values: { field: issue.path.join('.'), reason: issue.message },
      })
    act[part] = parsed.data as Record<string, unknown>
  }
}
