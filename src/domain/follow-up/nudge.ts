import type { Db } from '../../../db/client.ts'
import type { NudgePreview, NudgeReply } from '../../contract/follow.ts'
import { conflict, notFound } from '../../kernel/errors.ts'
import type { Translate } from '../../kernel/i18n.ts'
import { record } from '../audit/index.ts'
import { queueDeliveries } from '../delivery/index.ts'
import { asUrgency, composeMessage, nextAllowedInstant, referenceOf } from '../directive/index.ts'
import { notifyBoards } from './notices-store.ts'
import {
  type Candidate,
  holdUnits,
  insertNudges,
  type NudgedDirective,
  type NudgedPerson,
  nudgeCandidates,
  nudgedDirective,
  undoable,
  undoNudges,
} from './nudge-store.ts'
import { NUDGE_UNDO_MS, nextReminder, nudgeAllowedAt, nudgeRefusal } from './rules.ts'

interface Chosen {
  readonly directive: NudgedDirective
  readonly units: readonly Candidate[]
  readonly skipped: NudgeReply['skipped']
}

async function choose(
  trx: Db,
  directiveId: number,
  targetIds: readonly number[],
  now: Date,
): Promise<Chosen> {
  const directive = await nudgedDirective(trx, directiveId)
  if (!directive) throw notFound('directive')
  if (directive.state !== 'sending' && directive.state !== 'sent') throw conflict('directive_not_running')
  if (directive.replacedAt !== null) throw conflict('directive_replaced')
  const units: Candidate[] = []
  const skipped: NudgeReply['skipped'] = []
  for (const unit of await nudgeCandidates(trx, directive, targetIds)) {
    const reason = nudgeRefusal(unit, now)
    if (!reason) units.push(unit)
    else
      skipped.push({
        targetId: unit.targetId,
        name: unit.name,
        reason,
        allowedAt: reason === 'cool_down' ? nudgeAllowedAt(unit.lastNudgedAt)!.toISOString() : null,
      })
  }
  return { directive, units, skipped }
}

/** Whom a reminder would reach, on which channels and in which words; nothing is written. */
export async function previewNudge(
  trx: Db,
  order: { directiveId: number; targetIds: readonly number[]; publicUrl: string },
  now: Date,
  t: Translate,
): Promise<NudgePreview> {
  const { directive, units, skipped } = await choose(trx, order.directiveId, order.targetIds, now)
  const people = units.flatMap((unit) => unit.people ?? [])
  const byChannel: NudgePreview['byChannel'] = {}
  for (const { channel } of people) byChannel[channel] = (byChannel[channel] ?? 0) + 1
  const scheduled = units.flatMap(
    (unit) => nextReminder(directive.escalation, unit.escalationStep, directive.releasedAt, now) ?? [],
  )
  return {
    units: units.length,
    people: people.length,
    byChannel,
    text: people[0] ? reminderText(directive, people[0], order.publicUrl, t) : '',
    scheduledAt:
      scheduled.length > 0 ? new Date(Math.min(...scheduled.map((at) => at.getTime()))).toISOString() : null,
    skipped,
  }
}

/** As the dispatcher will compose it, with a link of the same length as the real one. */
function reminderText(
  directive: NudgedDirective,
  person: NudgedPerson,
  publicUrl: string,
  t: Translate,
): string {
  const { number, symbol } = directive
  const message = composeMessage(
    {
      purpose: 'nudge',
      directive: {
        ...directive,
        urgency: asUrgency(directive.urgency),
        reference: number !== null && symbol !== null ? referenceOf(number, symbol) : null,
        issuerName: directive.issuerName ?? '',
        attachmentNames: directive.attachmentNames ?? [],
      },
      person: { name: person.name, salutation: person.salutation, unitName: person.unitName },
      link: `${publicUrl}/x/${'x'.repeat(22)}`,
      ackPayload: directive.acknowledge ? '#ack' : null,
      locale: 'vi',
    },
    t,
  )
  return message[person.channel].text
}

/**
 * Reminds these units of the directive, all in the caller's transaction. The messages leave after the undo time; a
 * second click within the cool-down reminds nobody again. Reminders of what is not urgent keep quiet hours.
 */
export async function nudge(
  trx: Db,
  order: { directiveId: number; targetIds: readonly number[]; by: number },
  now: Date,
): Promise<NudgeReply> {
  await holdUnits(trx, order.directiveId, order.targetIds)
  const { directive, units, skipped } = await choose(trx, order.directiveId, order.targetIds, now)
  const leavesAt = nextAllowedInstant(asUrgency(directive.urgency), new Date(now.getTime() + NUDGE_UNDO_MS))
  if (units.length === 0) return { ids: [], units: 0, leavesAt: leavesAt.toISOString(), skipped }
  const ids = await insertNudges(
    trx,
    units.map((unit) => unit.targetId),
    { by: order.by, at: now, leavesAt },
  )
  await queueDeliveries(trx, {
    directiveId: directive.id,
    purpose: 'nudge',
    recipients: units.flatMap((unit) =>
      (unit.people ?? []).map(({ recipientId }) => ({ recipientId, purposeRef: ids.get(unit.targetId)! })),
    ),
    policy: 'next',
    now,
    dueAt: leavesAt,
  })
  const made = [...ids.values()]
  await record(trx, {
    at: now,
    actor: { kind: 'staff', id: order.by },
    action: 'nudge.sent',
    entity: 'directive',
    entityId: directive.id,
    data: { units: units.length, targets: [...ids.keys()] },
  })
  await notifyBoards(trx, directive.id)
  return { ids: made, units: units.length, leavesAt: leavesAt.toISOString(), skipped }
}

/** Takes back what has not left yet; returns how many units that were. */
export async function undoNudge(
  trx: Db,
  order: { nudgeIds: readonly number[]; by: number },
  now: Date,
): Promise<number> {
  const found = await undoable(trx, order.nudgeIds, now)
  if (found.length === 0) return 0
  await undoNudges(trx, found, now)
  for (const directiveId of new Set(found.map((one) => one.directiveId))) {
    const targets = found.filter((one) => one.directiveId === directiveId).map((one) => one.targetId)
    await record(trx, {
      at: now,
      actor: { kind: 'staff', id: order.by },
      action: 'nudge.undone',
      entity: 'directive',
      entityId: directiveId,
      data: { units: targets.length, targets },
    })
    await notifyBoards(trx, directiveId)
  }
  return found.length
}
