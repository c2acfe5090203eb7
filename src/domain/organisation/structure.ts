import type { Db } from '../../../db/client.ts'
import type { NewUnit } from '../../contract/organisation.ts'
import { notFound, Problem } from '../../kernel/errors.ts'
import { type Actor, record } from '../audit/index.ts'
import { refusing } from './refusals.ts'
import {
  areaIsThere,
  changeName,
  changeParent,
  changeSeats,
  fileEvent,
  fileEventUnits,
  holdUnits,
  insertUnits,
  keepingChanges,
  type StandingUnit,
  type UnitHeading,
} from './structure-store.ts'

/** From when, and by which decision; a list that is read in names no decision. */
export interface Ordered {
  /** Local day, yyyy-mm-dd; not in the future. */
  readonly effectiveOn: string
  readonly decision?: { readonly number: string; readonly date: string } | null
}

const staffIdOf = (actor: Actor): number | null => (actor.kind === 'staff' ? actor.id : null)

/** The units, held; refuses one that is not there, has ended, or (of `changing`) changed after the day. */
export async function holdStanding(
  trx: Db,
  unitIds: readonly number[],
  on: string,
  changing: readonly number[] = unitIds,
): Promise<StandingUnit[]> {
  const units = await holdUnits(trx, unitIds)
  if (units.length !== new Set(unitIds).size) throw notFound('unit')
  for (const unit of units) {
    if (unit.validTo !== null)
      throw new Problem('conflict', 'unit_has_ended', { values: { unit: unit.name, date: unit.validTo } })
    if (unit.changedOn > on && (changing.includes(unit.id) || unit.validFrom > on))
      throw new Problem('conflict', 'unit_changed_later', {
        values: { unit: unit.name, date: unit.changedOn },
      })
  }
  return units
}

/** Founds units, all by one decision; gives their ids in the order asked. */
export async function foundUnits(
  trx: Db,
  actor: Actor,
  order: Ordered & { readonly units: readonly NewUnit[] },
  now: Date,
): Promise<{ eventId: number; unitIds: number[] }> {
  const parents = [...new Set(order.units.map((unit) => unit.parentId))]
  const held = await holdUnits(trx, parents)
  if (held.length !== parents.length) throw notFound('unit')
  const eventId = await fileEvent(trx, {
    kind: 'found',
    decision: order.decision ?? null,
    effectiveOn: order.effectiveOn,
    state: 'applied',
    request: { kind: 'found', units: order.units },
    staffId: staffIdOf(actor),
    at: now,
  })
  const unitIds = await refusing(() =>
    keepingChanges(trx, eventId, () => insertUnits(trx, order.units, order.effectiveOn)),
  )
  await refusing(() => fileEventUnits(trx, eventId, 'successor', unitIds))
  await record(trx, {
    at: now,
    actor,
    action: 'units.founded',
    entity: 'organisation_event',
    entityId: eventId,
    data: { units: unitIds },
  })
  return { eventId, unitIds }
}

/** Founds one unit. */
export async function foundUnit(
  trx: Db,
  actor: Actor,
  order: Ordered & { readonly unit: NewUnit },
  now: Date,
): Promise<{ eventId: number; unitId: number }> {
  const { eventId, unitIds } = await foundUnits(trx, actor, { ...order, units: [order.unit] }, now)
  return { eventId, unitId: unitIds[0]! }
}

/** Gives a unit another name, short name, symbol, place or letterhead from a day on. What is not named stays. */
export async function renameUnit(
  trx: Db,
  actor: Actor,
  order: Ordered & { readonly unitId: number; readonly heading: Partial<UnitHeading> },
  now: Date,
): Promise<{ eventId: number }> {
  const [unit] = await holdStanding(trx, [order.unitId], order.effectiveOn)
  const eventId = await fileEvent(trx, {
    kind: 'rename',
    decision: order.decision ?? null,
    effectiveOn: order.effectiveOn,
    state: 'applied',
    request: { kind: 'rename', unitId: order.unitId, ...order.heading },
    staffId: staffIdOf(actor),
    at: now,
  })
  await refusing(() =>
    keepingChanges(trx, eventId, () =>
      changeName(trx, order.unitId, { ...unit!.heading, ...order.heading }, order.effectiveOn),
    ),
  )
  await fileEventUnits(trx, eventId, 'successor', [order.unitId])
  await record(trx, {
    at: now,
    actor,
    action: 'unit.renamed',
    entity: 'unit',
    entityId: order.unitId,
    data: { event: eventId },
  })
  return { eventId }
}

/** Puts units below another one from a day on. */
export async function moveUnits(
  trx: Db,
  actor: Actor,
  order: Ordered & { readonly units: readonly number[]; readonly toId: number },
  now: Date,
): Promise<{ eventId: number }> {
  await holdStanding(trx, order.units, order.effectiveOn)
  const eventId = await fileEvent(trx, {
    kind: 'move',
    decision: order.decision ?? null,
    effectiveOn: order.effectiveOn,
    state: 'applied',
    request: { kind: 'move', units: order.units, toId: order.toId },
    staffId: staffIdOf(actor),
    at: now,
  })
  await refusing(() => fileEventUnits(trx, eventId, 'predecessor', order.units))
  await refusing(() => fileEventUnits(trx, eventId, 'successor', [order.toId]))
  await refusing(() =>
    keepingChanges(trx, eventId, () => changeParent(trx, order.units, order.toId, order.effectiveOn)),
  )
  await record(trx, {
    at: now,
    actor,
    action: 'units.moved',
    entity: 'organisation_event',
    entityId: eventId,
    data: { units: order.units, to: order.toId },
  })
  return { eventId }
}

/**
 * Puts the offices of units into another area from a day on, unit by unit as somebody has looked at their addresses: an old
 * ward does not go over into one new ward (domain.md §2.5).
 */
export async function reseatUnits(
  trx: Db,
  actor: Actor,
  order: { readonly units: readonly number[]; readonly areaId: number; readonly effectiveOn: string },
  now: Date,
): Promise<void> {
  await holdStanding(trx, order.units, order.effectiveOn, [])
  if (!(await areaIsThere(trx, order.areaId, order.effectiveOn))) throw notFound('area')
  await refusing(() => changeSeats(trx, order.units, order.areaId, order.effectiveOn))
  await record(trx, {
    at: now,
    actor,
    action: 'units.reseated',
    entity: 'unit',
    entityId: null,
    data: { units: order.units, area: order.areaId },
  })
}
