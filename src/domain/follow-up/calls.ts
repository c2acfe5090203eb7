import type { z } from 'zod'
import type { Db } from '../../../db/client.ts'
import type { CallOutcome as CallOutcomeSchema } from '../../contract/board.ts'
import { invalid, notFound } from '../../kernel/errors.ts'
import { recordByPhone } from '../acknowledgement/index.ts'
import { record } from '../audit/index.ts'
import { notifyBoards } from './notices-store.ts'
import {
  calledPerson,
  excludeTarget,
  type HeldTarget,
  holdTarget,
  insertCall,
  invalidatePhones,
  restoreTarget,
  sameCallSince,
} from './target-store.ts'

export type CallOutcome = z.infer<typeof CallOutcomeSchema>

const DOUBLE_CLICK_MS = 10_000

async function hold(trx: Db, targetId: number): Promise<HeldTarget> {
  const target = await holdTarget(trx, targetId)
  if (!target) throw notFound('target')
  return target
}

/**
 * Writes the result of a telephone call down, with its consequence, in the caller's transaction: «Xác nhận hộ» settles
 * the unit («xác nhận qua điện thoại, do … ghi»), a wrong number is used no more, a dissolved unit leaves the
 * denominator with `dissolvedReason`.
 */
export async function recordCall(
  trx: Db,
  call: CallOutcome & { targetId: number; by: number; dissolvedReason: string },
  now: Date,
): Promise<void> {
  const target = await hold(trx, call.targetId)
  if (call.outcome === 'acknowledged' && !call.spokeWith)
    throw invalid({ field: 'spokeWith', code: 'spoke_with_needed' })
  const person = await calledPerson(trx, call.targetId, call.recipientId)
  if (call.recipientId !== null && !person) throw notFound('recipient')
  if (call.outcome === 'wrong_number' && !person) throw notFound('recipient')
  if (await sameCallSince(trx, call, new Date(now.getTime() - DOUBLE_CLICK_MS))) return
  await insertCall(trx, { ...call, recipientId: person?.recipientId ?? null }, now)
  await record(trx, {
    at: now,
    actor: { kind: 'staff', id: call.by },
    action: 'call.recorded',
    entity: 'target',
    entityId: call.targetId,
    data: { outcome: call.outcome, directiveId: target.directiveId },
  })
  if (call.outcome === 'acknowledged')
    await recordByPhone(
      trx,
      {
        targetId: call.targetId,
        recipientId: call.recipientId,
        staffId: call.by,
        spokeWith: call.spokeWith!,
        note: call.note ?? null,
      },
      now,
    )
  if (call.outcome === 'wrong_number') await invalidatePhones(trx, person!.personId, now)
  if (call.outcome === 'dissolved')
    await exclude(
      trx,
      { targetId: call.targetId, reason: call.note || call.dissolvedReason, by: call.by },
      now,
    )
  await notifyBoards(trx, target.directiveId)
}

/** «Không tính vào số phải nhận», with a reason. Twice is once; the first reason stays. */
export async function exclude(
  trx: Db,
  order: { targetId: number; reason: string; by: number },
  now: Date,
): Promise<void> {
  const target = await hold(trx, order.targetId)
  if (!(await excludeTarget(trx, order.targetId, { reason: order.reason, by: order.by, at: now }))) return
  await auditTarget(trx, target, 'target.excluded', order.by, now)
}

/** Back among the units due. */
export async function restore(trx: Db, order: { targetId: number; by: number }, now: Date): Promise<void> {
  const target = await hold(trx, order.targetId)
  if (await restoreTarget(trx, order.targetId))
    await auditTarget(trx, target, 'target.restored', order.by, now)
}

async function auditTarget(
  trx: Db,
  target: HeldTarget,
  action: string,
  by: number,
  now: Date,
): Promise<void> {
  await record(trx, {
    at: now,
    actor: { kind: 'staff', id: by },
    action,
    entity: 'target',
    entityId: target.targetId,
    data: { directiveId: target.directiveId },
  })
  await notifyBoards(trx, target.directiveId)
}
