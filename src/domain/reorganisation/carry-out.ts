import type { Db } from '../../../db/client.ts'
import type { EventOrder, Successor } from '../../contract/organisation.ts'
import { dateText } from '../../kernel/dates.ts'
import { conflict, notFound, Problem } from '../../kernel/errors.ts'
import { carryRules } from '../chat-group/index.ts'
import { closeLinksOfMoved, type EndedUnit, type Redirected, redirectObligations } from '../delivery/index.ts'
import {
  addHeadcounts,
  changeName,
  changeParent,
  childrenOf,
  endUnits,
  filedUnits,
  fileEventUnits,
  holdStanding,
  insertUnits,
  keepingChanges,
  refusing,
  type StandingUnit,
} from '../organisation/index.ts'
import {
  contactsOf,
  endOfficerRights,
  endPostsOf,
  endRightsOf,
  handOverDuties,
  inheritGroups,
  makeContacts,
  settleSeats,
  uniteContacts,
} from './people-store.ts'

export interface CarryOut {
  readonly eventId: number
  readonly order: EventOrder
  readonly staffId: number | null
  readonly now: Date
}

export interface CarriedOut {
  readonly predecessors: readonly number[]
  readonly successors: readonly number[]
  readonly ended: readonly number[]
  readonly redirected: Redirected | null
}

/** The units that an order names and that exist already. */
export function namedUnits(order: EventOrder): number[] {
  const existing = (one: Successor): number[] => ('unitId' in one ? [one.unitId] : [one.found.parentId])
  switch (order.kind) {
    case 'found':
      return [order.unit.parentId]
    case 'merge':
      return [...order.units, ...existing(order.into)]
    case 'split':
      return [order.unitId, ...order.into.flatMap(existing)]
    case 'move':
      return [...order.units, order.toId]
    case 'rename':
      return [order.unitId]
    case 'dissolve':
    case 'end_activity':
      return [...order.units, ...(order.toId === undefined ? [] : [order.toId])]
    case 'hand_over':
      return [order.fromId, order.toId, ...(order.units ?? [])]
  }
}

/** Who goes and who receives, of the units that exist before the event. */
export function sidesOf(order: EventOrder): { predecessors: number[]; successors: number[] } {
  const existing = (one: Successor): number[] => ('unitId' in one ? [one.unitId] : [])
  switch (order.kind) {
    case 'found':
      return { predecessors: [], successors: [] }
    case 'merge':
      return { predecessors: [...order.units], successors: existing(order.into) }
    case 'split':
      return { predecessors: [order.unitId], successors: order.into.flatMap(existing) }
    case 'move':
      return { predecessors: [...order.units], successors: [order.toId] }
    case 'rename':
      return { predecessors: [], successors: [order.unitId] }
    case 'dissolve':
    case 'end_activity':
      return { predecessors: [...order.units], successors: order.toId === undefined ? [] : [order.toId] }
    case 'hand_over':
      return { predecessors: [order.fromId], successors: [order.toId] }
  }
}

/**
 * Does what a decision orders, in the caller's transaction: units, places, names, officers, groups and what the units
 * still owed. Every row of the organisation that changes is kept for the undo.
 *
 * @throws Problem unit_not_found, unit_has_ended, unit_changed_later, unit_has_children, unit_into_itself, unit_cycle,
 *   unit_tier_not_allowed, unit_dates_out_of_order
 */
export async function carryOut(trx: Db, job: CarryOut): Promise<CarriedOut> {
  const { order, eventId } = job
  const named = [...new Set(namedUnits(order))]
  const sides = sidesOf(order)
  if (sides.predecessors.some((id) => sides.successors.includes(id))) throw conflict('unit_into_itself')
  const changing = order.kind === 'rename' ? named : sides.predecessors
  const standing = await holdStanding(trx, named, order.effectiveOn, changing)
  const tree = new Map(standing.map((unit) => [unit.id, unit]))
  const done = await refusing(() => keepingChanges(trx, eventId, () => change(trx, job, tree)))
  await refusing(async () => {
    const filed = await filedUnits(trx, eventId)
    const missing = (ids: readonly number[]) => [...new Set(ids)].filter((id) => !filed.has(id))
    await fileEventUnits(trx, eventId, 'successor', missing(done.successors))
  })
  const { moved } = done
  if (moved) {
    await endRightsOf(trx, moved.unitId, moved.personIds, job.now)
    await closeLinksOfMoved(trx, { eventId, ...moved, now: job.now })
  }
  if (done.endings.length === 0) return { ...done, ended: [], redirected: null }
  const ended = done.endings.map((unit) => unit.unitId)
  await endOfficerRights(trx, ended, job.now)
  const redirected = await redirectObligations(trx, {
    eventId,
    ended: done.endings,
    same: sameOf(order),
    staffId: job.staffId,
    now: job.now,
  })
  return { ...done, ended, redirected }
}

const sameOf = (order: EventOrder): (readonly [number, number])[] =>
  order.kind === 'merge'
    ? order.duplicates.filter((pair) => pair.same).map((pair) => [pair.otherId, pair.keepId] as const)
    : []

interface Changed {
  readonly predecessors: readonly number[]
  readonly successors: readonly number[]
  /** Units that ended, with who carries on what they owed. */
  readonly endings: readonly EndedUnit[]
  /** Officers who left a unit that goes on: what it owes stays with those who stay. */
  readonly moved?: { readonly unitId: number; readonly personIds: readonly number[] }
}

type Tree = ReadonlyMap<number, StandingUnit>

function change(trx: Db, job: CarryOut, tree: Tree): Promise<Changed> {
  const { order } = job
  switch (order.kind) {
    case 'found':
      return insertUnits(trx, [order.unit], order.effectiveOn).then((successors) => ({
        predecessors: [],
        successors,
        endings: [],
      }))
    case 'merge':
      return merge(trx, order, job.now)
    case 'split':
      return split(trx, order, job.now)
    case 'move':
      return changeParent(trx, order.units, order.toId, order.effectiveOn).then(() => ({
        ...sidesOf(order),
        endings: [],
      }))
    case 'rename':
      return rename(trx, order, tree)
    case 'dissolve':
    case 'end_activity':
      return end(trx, order, tree, job.now)
    case 'hand_over':
      return handOver(trx, order)
  }
}

type Order<K extends EventOrder['kind']> = Extract<EventOrder, { kind: K }>

const referenceOf = ({ decision }: EventOrder): string =>
  `${decision.number} (${dateText(new Date(`${decision.date}T00:00:00+07:00`))})`

async function settle(trx: Db, successor: Successor, on: string): Promise<number> {
  if ('unitId' in successor) return successor.unitId
  return (await insertUnits(trx, [successor.found], on))[0]!
}

async function merge(trx: Db, order: Order<'merge'>, now: Date): Promise<Changed> {
  const on = order.effectiveOn
  const into = await settle(trx, order.into, on)
  const others = new Set(sameOf(order).map(([other]) => other))
  const contacts = (await contactsOf(trx, order.units)).filter((one) => !others.has(one.personId))
  const below = await childrenOf(trx, order.units)
  if (below.length > 0) await changeParent(trx, below, into, on)
  await handOverDuties(trx, order.units, into, on)
  await uniteContacts(trx, sameOf(order))
  if (order.officers === 'carry')
    await makeContacts(
      trx,
      contacts.map((one) => ({ personId: one.personId, toUnitId: into })),
      on,
      now,
    )
  await inheritGroups(trx, order.units, [into])
  await carryRules(trx, { from: order.units, to: [into], staying: false })
  await addHeadcounts(trx, order.units, into, on)
  await endUnits(trx, order.units, on, referenceOf(order))
  await settleSeats(trx, order.units, on, now)
  const name = await nameOf(trx, into)
  return {
    predecessors: order.units,
    successors: [into],
    endings: order.units.map((unitId) => ({
      unitId,
      main: into,
      successors: [into],
      reason: `${referenceOf(order)} → ${name}`,
    })),
  }
}

async function split(trx: Db, order: Order<'split'>, now: Date): Promise<Changed> {
  const on = order.effectiveOn
  const successors: number[] = []
  for (const successor of order.into) successors.push(await settle(trx, successor, on))
  const going = order.officers.flatMap((one) => {
    const toUnitId = successors[one.into]
    return toUnitId === undefined ? [] : [{ personId: one.personId, toUnitId }]
  })
  await makeContacts(trx, going, on, now)
  await inheritGroups(trx, [order.unitId], successors)
  await carryRules(trx, { from: [order.unitId], to: successors, staying: order.keepsGoing })
  if (order.keepsGoing) {
    const personIds = [...new Set(going.map((one) => one.personId))]
    await endPostsOf(trx, order.unitId, personIds, on, now)
    await settleSeats(trx, [order.unitId], on, now)
    return {
      predecessors: [order.unitId],
      successors,
      endings: [],
      moved: { unitId: order.unitId, personIds },
    }
  }
  const main = successors[0]!
  const below = await childrenOf(trx, [order.unitId])
  if (below.length > 0) await changeParent(trx, below, main, on)
  await handOverDuties(trx, [order.unitId], main, on)
  await endUnits(trx, [order.unitId], on, referenceOf(order))
  await settleSeats(trx, [order.unitId], on, now)
  const names: string[] = []
  for (const id of successors) names.push(await nameOf(trx, id))
  return {
    predecessors: [order.unitId],
    successors,
    endings: [
      { unitId: order.unitId, main, successors, reason: `${referenceOf(order)} → ${names.join(' · ')}` },
    ],
  }
}

async function rename(trx: Db, order: Order<'rename'>, tree: Tree): Promise<Changed> {
  const before = tree.get(order.unitId)!.heading
  const kept = <T>(given: T | undefined, old: T): T => (given === undefined ? old : given)
  await changeName(
    trx,
    order.unitId,
    {
      name: order.name,
      shortName: kept(order.shortName, before.shortName),
      symbol: kept(order.symbol, before.symbol),
      placeName: kept(order.placeName, before.placeName),
      letterheadUpper: kept(order.letterheadUpper, before.letterheadUpper),
      letterheadOwn: kept(order.letterheadOwn, before.letterheadOwn),
    },
    order.effectiveOn,
  )
  return { predecessors: [], successors: [order.unitId], endings: [] }
}

async function end(
  trx: Db,
  order: Order<'dissolve' | 'end_activity'>,
  tree: Tree,
  now: Date,
): Promise<Changed> {
  const on = order.effectiveOn
  const ending = new Set(order.units)
  const below = (await childrenOf(trx, order.units)).filter((id) => !ending.has(id))
  if (below.length > 0 && order.toId === undefined)
    throw new Problem('conflict', 'unit_has_children', {
      values: { unit: tree.get(order.units[0]!)!.name, n: below.length },
    })
  if (order.toId !== undefined) {
    if (below.length > 0) await changeParent(trx, below, order.toId, on)
    await handOverDuties(trx, order.units, order.toId, on)
    await carryRules(trx, { from: order.units, to: [order.toId], staying: false })
  }
  // Deepest first: a unit ends after those below it.
  const depth = (id: number): number => {
    const parent = tree.get(id)?.parentId
    return parent !== undefined && parent !== null && ending.has(parent) ? 1 + depth(parent) : 0
  }
  const levels = Map.groupBy(order.units, depth)
  for (const level of [...levels.keys()].sort((a, b) => b - a))
    await endUnits(trx, levels.get(level)!, on, referenceOf(order))
  await settleSeats(trx, order.units, on, now)
  return {
    ...sidesOf(order),
    endings: order.units.map((unitId) => ({
      unitId,
      main: null,
      successors: [],
      reason: referenceOf(order),
    })),
  }
}

async function handOver(trx: Db, order: Order<'hand_over'>): Promise<Changed> {
  const below = await childrenOf(trx, [order.fromId])
  const wanted = order.units ?? below
  if (wanted.some((id) => !below.includes(id))) throw conflict('unit_not_below')
  const going = wanted.filter((id) => id !== order.toId)
  if (going.length > 0) await changeParent(trx, going, order.toId, order.effectiveOn)
  if (order.units === undefined) {
    await handOverDuties(trx, [order.fromId], order.toId, order.effectiveOn)
    await carryRules(trx, { from: [order.fromId], to: [order.toId], staying: true })
  }
  return { predecessors: [order.fromId], successors: [order.toId], endings: [] }
}

async function nameOf(trx: Db, id: number): Promise<string> {
  const row = await trx.selectFrom('unit').select('name').where('id', '=', id).executeTakeFirst()
  if (!row) throw notFound('unit')
  return row.name
}
