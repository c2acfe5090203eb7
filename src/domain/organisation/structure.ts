import type { Db } from '../../../db/client.ts'
import type { NewUnit } from '../../contract/organisation.ts'
import { notFound, Problem } from '../../kernel/errors.ts'
import { type Actor, record } from '../audit/index.ts'
import { refusing } from './refusals.ts'
import {
  areaIsThere,
  changeSeats,
  fileEvent,
  fileEventUnits,
  holdUnits,
  insertUnits,
  keepingChanges,
  type StandingUnit,
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
