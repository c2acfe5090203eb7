import type { Db } from '../../../../db/client.ts'
import { addMs } from '../../../kernel/clock.ts'
import { conflict, invalid, notFound, Problem } from '../../../kernel/errors.ts'
import { record } from '../../audit/index.ts'
import { changeBreach, holdBreach, insertBreach, insertBreachEntry } from './store.ts'

/** From the discovery to the notice to the authority. */
export const NOTICE_MS = 72 * 3_600_000

export const noticeBy = (discoveredAt: Date): Date => addMs(discoveredAt, NOTICE_MS)

export interface BreachOrder {
  readonly staffId: number
  readonly summary: string
  readonly discoveredAt: Date
}

/**
 * Opens an accident: nobody but who opened it can sign in or act until it is thawed. Ending the other sessions is the
 * caller's next step, outside the console's rights (`endOtherSessions`); they are refused from this commit on anyway.
 */
export async function openBreach(trx: Db, order: BreachOrder, now: Date): Promise<number> {
  if (order.discoveredAt > now) throw invalid({ field: 'discoveredAt', code: 'privacy.not_yet' })
  let id: number | null
  try {
    id = await insertBreach(trx, order)
  } catch (error) {
    // Row-level security: only from the root of the tree.
    if ((error as { code?: string }).code === '42501')
      throw new Problem('forbidden', 'not_permitted', { cause: error })
    throw error
  }
  if (id === null) throw conflict('privacy.frozen_already')
  await log(trx, order.staffId, 'privacy.breach_opened', id, now)
  return id
}

/** A line of the timeline. */
export async function addBreachEntry(
  trx: Db,
  order: { readonly id: number; readonly staffId: number; readonly text: string },
  now: Date,
): Promise<void> {
  const breach = await open(trx, order.id)
  await insertBreachEntry(trx, { breachId: breach.id, staffId: order.staffId, text: order.text, now })
  await log(trx, order.staffId, 'privacy.breach_noted', breach.id, now)
}

/** `thawed`: sign-ins are possible again. `notified`: the authority was told. `closed`: nothing is left to do. */
export async function stepBreach(
  trx: Db,
  order: { readonly id: number; readonly staffId: number; readonly step: 'thawed' | 'notified' | 'closed' },
  now: Date,
): Promise<void> {
  const breach = await open(trx, order.id)
  await changeBreach(trx, breach.id, order.step, now)
  await log(
    trx,
    order.staffId,
    order.step === 'thawed'
      ? 'privacy.breach_thawed'
      : order.step === 'notified'
        ? 'privacy.breach_notified'
        : 'privacy.breach_closed',
    breach.id,
    now,
  )
}

async function open(trx: Db, id: number) {
  const breach = await holdBreach(trx, id)
  if (!breach) throw notFound('breach')
  if (breach.closedAt) throw conflict('privacy.closed_already')
  return breach
}

const log = (trx: Db, staffId: number, action: string, id: number, now: Date): Promise<void> =>
  record(trx, { at: now, actor: { kind: 'staff', id: staffId }, action, entity: 'breach', entityId: id })
