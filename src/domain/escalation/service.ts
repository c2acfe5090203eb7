import type { Db } from '../../../db/client.ts'
import { record } from '../audit/index.ts'
import { type ChannelPolicy, queueDeliveries } from '../delivery/index.ts'
import { type DueStep, dueSteps, inOrder, stepsPassed } from './rules.ts'
import {
  type Escalating,
  escalating,
  holdSilentUnits,
  markPastDeadline,
  markSteps,
  markToCall,
  notifyBoard,
  silentPeople,
  tellLeaders,
} from './store.ts'

/** Takes every escalation step that is due at `now`, a transaction a directive. Returns how many unit-steps were taken. */
export async function escalateDue(db: Db, now: Date): Promise<number> {
  let taken = 0
  for (const directive of await escalating(db)) {
    if (stepsPassed(directive.steps, directive.releasedAt, now) === 0) continue
    taken += await db.transaction().execute((trx) => escalate(trx, directive, now))
  }
  await markPastDeadline(db, now)
  return taken
}

async function escalate(trx: Db, directive: Escalating, now: Date): Promise<number> {
  const passed = stepsPassed(directive.steps, directive.releasedAt, now)
  const units = await holdSilentUnits(trx, directive.id, passed)
  if (units.length === 0) return 0
  const due = dueSteps(directive.steps, directive.releasedAt, units, now)
  const of = (act: DueStep['act']): DueStep[] => due.filter((step) => step.act === act)

  await remind(trx, directive, of('remind'), 'same', now)
  await remind(trx, directive, of('next_channel'), 'next', now)
  await markToCall(
    trx,
    of('call').map((step) => step.targetId),
    now,
  )
  await callLeaders(trx, directive, of('leader'), now)
  await markSteps(
    trx,
    units.map((unit) => unit.targetId),
    passed,
    now,
  )
  const ordered = inOrder(directive.steps)
  await record(
    trx,
    ...[...new Set(due.map((step) => step.index))].map((index) => ({
      at: now,
      actor: { kind: 'system' } as const,
      action: 'directive.escalated',
      entity: 'directive',
      entityId: directive.id,
      data: {
        step: index + 1,
        act: ordered[index]!.act,
        targets: due.filter((step) => step.index === index).map((step) => step.targetId),
      },
    })),
  )
  await notifyBoard(trx, directive.id)
  return due.length
}

/** One further message to every person of the silent units who has not answered; the unit needs only one of them. */
async function remind(
  trx: Db,
  directive: Escalating,
  steps: readonly DueStep[],
  policy: ChannelPolicy,
  now: Date,
): Promise<void> {
  if (steps.length === 0) return
  const stepOf = new Map(steps.map((step) => [step.targetId, step.index + 1]))
  const people = await silentPeople(trx, [...stepOf.keys()])
  await queueDeliveries(trx, {
    directiveId: directive.id,
    purpose: 'escalation',
    recipients: people.map(({ recipientId, targetId }) => ({
      recipientId,
      purposeRef: stepOf.get(targetId)!,
    })),
    policy,
    now,
  })
}

async function callLeaders(
  trx: Db,
  directive: Escalating,
  steps: readonly DueStep[],
  now: Date,
): Promise<void> {
  for (const index of new Set(steps.map((step) => step.index)))
    await tellLeaders(trx, {
      directiveId: directive.id,
      ownerUnitId: directive.ownerUnitId,
      step: index + 1,
      units: steps.filter((step) => step.index === index).length,
      now,
    })
}
