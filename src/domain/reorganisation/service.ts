import type { Db } from '../../../db/client.ts'
import type { EventOrder, EventPreview, EventState } from '../../contract/organisation.ts'
import { localDay } from '../../kernel/dates.ts'
import { conflict, notFound, Problem } from '../../kernel/errors.ts'
import { type Actor, record } from '../audit/index.ts'
import { undoRedirect } from '../delivery/index.ts'
import { fileEvent, fileEventUnits, refusing } from '../organisation/index.ts'
import { carryOut, namedUnits, sidesOf } from './carry-out.ts'
import {
  duePlanned,
  holdEvent,
  markApplied,
  markCancelled,
  markFailed,
  markUndone,
  requestOf,
  undoChanges,
  visibleUnits,
} from './event-store.ts'
import { findDuplicates, giveBackRights } from './people-store.ts'
import { readEffects } from './preview-store.ts'

const staffIdOf = (actor: Actor): number | null => (actor.kind === 'staff' ? actor.id : null)

/**
 * Does this scope see every unit that the order names? Call with the scope's transaction; what follows is then done with
 * the programme's own rights, because a decision reaches directives of tiers above and people of neighbours.
 * @throws Problem unit_not_found
 */
export async function requireUnits(scoped: Db, order: EventOrder): Promise<void> {
  const named = new Set(namedUnits(order))
  if ((await visibleUnits(scoped, [...named])) !== named.size) throw notFound('unit')
}

/**
 * Does this scope see every unit of the event? Who sees one side only may not take the other side's change back.
 * @throws Problem event_not_found
 */
export async function requireEvent(scoped: Db, eventId: number): Promise<void> {
  const request = await requestOf(scoped, eventId)
  if (!request) throw notFound('event')
  const named = new Set(namedUnits(request))
  if ((await visibleUnits(scoped, [...named])) !== named.size) throw notFound('event')
}

/** The pairs of people about whom somebody must decide before units are merged. */
async function duplicatesOf(trx: Db, order: EventOrder) {
  if (order.kind !== 'merge') return []
  return findDuplicates(trx, order.units, 'unitId' in order.into ? [order.into.unitId] : [])
}

/**
 * Files a decision and, when its day has come, carries it out; a later day waits for the tick. In the caller's transaction.
 *
 * @throws Problem duplicates_undecided, and what carryOut throws
 */
export async function orderEvent(
  trx: Db,
  actor: Actor,
  order: EventOrder,
  now: Date,
): Promise<{ id: number; state: EventState }> {
  const answered = new Set(
    order.kind === 'merge' ? order.duplicates.map((pair) => `${pair.keepId} ${pair.otherId}`) : [],
  )
  const open = (await duplicatesOf(trx, order)).filter(
    (pair) => !answered.has(`${pair.keepId} ${pair.otherId}`),
  )
  if (open.length > 0) throw conflict('duplicates_undecided', { n: open.length })
  const today = localDay(now)
  const id = await file(trx, actor, order, now)
  if (order.effectiveOn > today) {
    await record(trx, {
      at: now,
      actor,
      action: 'organisation_event.planned',
      entity: 'organisation_event',
      entityId: id,
      data: { kind: order.kind },
    })
    return { id, state: 'planned' }
  }
  await apply(trx, actor, id, order, now)
  return { id, state: 'applied' }
}

async function file(trx: Db, actor: Actor, order: EventOrder, now: Date): Promise<number> {
  const id = await fileEvent(trx, {
    kind: order.kind,
    decision: order.decision,
    effectiveOn: order.effectiveOn,
    state: 'planned',
    request: order,
    note: order.note,
    staffId: staffIdOf(actor),
    at: now,
  })
  const sides = sidesOf(order)
  await refusing(async () => {
    await fileEventUnits(trx, id, 'predecessor', sides.predecessors)
    await fileEventUnits(trx, id, 'successor', sides.successors)
  })
  return id
}

async function apply(trx: Db, actor: Actor, eventId: number, order: EventOrder, now: Date): Promise<void> {
  const done = await carryOut(trx, { eventId, order, staffId: staffIdOf(actor), now })
  const { directives = [], ...counts } = done.redirected ?? {}
  await markApplied(trx, eventId, { ended: done.ended.length, ...counts }, now)
  await record(trx, {
    at: now,
    actor,
    action: 'organisation_event.applied',
    entity: 'organisation_event',
    entityId: eventId,
    data: {
      kind: order.kind,
      predecessors: done.predecessors,
      successors: done.successors,
      directives,
    },
  })
}

/** Thrown to take a rehearsal back. */
class Rehearsed extends Error {
  readonly preview: EventPreview
  constructor(preview: EventPreview) {
    super('rehearsed')
    this.preview = preview
  }
}

/** What a decision would do: it is done, read and taken back, so that the preview and the act cannot disagree. */
export async function previewEvent(
  db: Db,
  actor: Actor,
  order: EventOrder,
  now: Date,
): Promise<EventPreview> {
  try {
    return await db.transaction().execute(async (trx) => {
      const duplicates = await duplicatesOf(trx, order)
      const id = await file(trx, actor, order, now)
      await carryOut(trx, { eventId: id, order, staffId: staffIdOf(actor), now })
      throw new Rehearsed({
        today: order.effectiveOn <= localDay(now),
        ...(await readEffects(trx, id)),
        duplicates,
      })
    })
  } catch (error) {
    if (error instanceof Rehearsed) return error.preview
    throw error
  }
}

/**
 * Takes an event back on the day on which it was applied: every row as it was.
 *
 * @throws Problem event_not_found, event_not_applied, event_undo_over, event_built_on, event_messages_left
 */
export async function undoEvent(trx: Db, actor: Actor, eventId: number, now: Date): Promise<void> {
  const event = await holdEvent(trx, eventId)
  if (!event) throw notFound('event')
  if (event.state !== 'applied' || event.appliedAt === null) throw conflict('event_not_applied')
  if (localDay(event.appliedAt) !== localDay(now)) throw conflict('event_undo_over')
  await undoRedirect(trx, eventId)
  await giveBackRights(trx, eventId, event.appliedAt)
  await undoing(() => undoChanges(trx, eventId))
  await markUndone(trx, eventId, staffIdOf(actor), now)
  await record(trx, {
    at: now,
    actor,
    action: 'organisation_event.undone',
    entity: 'organisation_event',
    entityId: eventId,
    data: { kind: event.kind },
  })
}

/** A row that is gone, changed or referred to since: something has been built on the event. */
async function undoing(work: () => Promise<void>): Promise<void> {
  try {
    await refusing(work)
  } catch (error) {
    const code = (error as { code?: string }).code
    if (code === '23503' || code === '23P01' || code === '23505')
      throw new Problem('conflict', 'event_built_on', { cause: error })
    throw error
  }
}

/**
 * Takes a decision back before its day.
 * @throws Problem event_not_found, event_not_planned
 */
export async function cancelEvent(trx: Db, actor: Actor, eventId: number, now: Date): Promise<void> {
  const event = await holdEvent(trx, eventId)
  if (!event) throw notFound('event')
  if (event.state !== 'planned' && event.state !== 'failed') throw conflict('event_not_planned')
  await markCancelled(trx, eventId)
  await record(trx, {
    at: now,
    actor,
    action: 'organisation_event.cancelled',
    entity: 'organisation_event',
    entityId: eventId,
    data: { kind: event.kind },
  })
}

/**
 * Carries out every decision whose day has come, each in a transaction of its own, in the order of their days. One that
 * cannot be carried out says why and stands in the list until somebody cancels it; the others go on. Returns how many
 * were applied.
 */
export async function applyDueEvents(db: Db, now: Date): Promise<number> {
  let applied = 0
  for (const { id } of await duePlanned(db, localDay(now))) {
    try {
      const done = await db.transaction().execute(async (trx) => {
        const event = await holdEvent(trx, id)
        if (event?.state !== 'planned') return false
        await apply(trx, { kind: 'system' }, id, event.order, now)
        return true
      })
      if (done) applied++
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      await markFailed(db, id, error.code)
    }
  }
  return applied
}
