import type { Db } from '../../../../db/client.ts'
import type { Urgency } from '../../../contract/common.ts'
import { localDay } from '../../../kernel/dates.ts'
import { conflict } from '../../../kernel/errors.ts'
import { holdFrom } from '../../directive/index.ts'
import { notifyBoards, notifyLanes } from '../plan/notices-store.ts'
import { refreshProblems } from '../plan/problems-store.ts'
import {
  askSuccessors,
  closeLeft,
  closeMoved,
  directivesOf,
  type EndedUnit,
  holdOpenTargets,
  isBuiltOn,
  leaveDenominators,
  makeTargets,
  movePeople,
  takeBack,
} from './store.ts'

export interface RedirectOrder {
  readonly eventId: number
  readonly ended: readonly EndedUnit[]
  /** [a person of an ended unit, the person of the successor that they are], as somebody decided. */
  readonly same: readonly (readonly [number, number])[]
  readonly staffId: number | null
  readonly now: Date
}

/** Counts of what an event did to directives under way. */
export interface Redirected {
  /** Unanswered obligations that somebody else carries on, and those that ended with their unit. */
  readonly moved: number
  readonly ended: number
  /** Successors that are asked now and were not before. */
  readonly unitsAsked: number
  readonly peopleMoved: number
  readonly peopleAsked: number
  readonly peopleLeft: number
  readonly directives: readonly number[]
}

/**
 * Units have ended, in the caller's transaction: what they still owed goes to their successors, nobody is asked twice and
 * nobody is lost. Issued directives stay as they were; the facts stand beside them (db/migrations/0101). Messages to people
 * newly asked leave after the undo window of the directive's urgency.
 */
export async function redirectObligations(trx: Db, order: RedirectOrder): Promise<Redirected> {
  const { eventId, ended, same, now } = order
  const units = ended.map((unit) => unit.unitId)
  const open = await holdOpenTargets(trx, units)
  const by = { staffId: order.staffId, at: now }
  const unitsAsked = await makeTargets(trx, eventId, open, ended, localDay(now))
  const obligations = await leaveDenominators(trx, eventId, open, ended, by)
  const peopleMoved = await movePeople(trx, eventId, open, ended, same)
  const dueAt = ([0, 1, 2, 3] satisfies Urgency[]).map((urgency) => holdFrom(urgency, now).until)
  const peopleAsked = await askSuccessors(trx, eventId, same, dueAt, now)
  const left = await closeLeft(trx, eventId, ended, same, now)
  await refreshProblems(trx, left)
  const directives = await directivesOf(trx, eventId)
  await notifyBoards(trx, directives)
  if (peopleAsked > 0) await notifyLanes(trx)
  return { ...obligations, unitsAsked, peopleMoved, peopleAsked, peopleLeft: left.length, directives }
}

/** Officers went with another part of a unit that goes on: what it owes is answered by those who stay. */
export async function closeLinksOfMoved(
  trx: Db,
  order: {
    readonly eventId: number
    readonly unitId: number
    readonly personIds: readonly number[]
    readonly now: Date
  },
): Promise<void> {
  await refreshProblems(trx, await closeMoved(trx, order.eventId, order, order.now))
  await notifyBoards(trx, await directivesOf(trx, order.eventId))
}

/**
 * Puts back what redirectObligations did for an event.
 * @throws Problem event_messages_left when somebody answered or a message left because of it
 */
export async function undoRedirect(trx: Db, eventId: number): Promise<void> {
  const directives = await directivesOf(trx, eventId)
  if (directives.length === 0) return
  if (await isBuiltOn(trx, eventId)) throw conflict('event_messages_left')
  await refreshProblems(trx, await takeBack(trx, eventId))
  await notifyBoards(trx, directives)
}
