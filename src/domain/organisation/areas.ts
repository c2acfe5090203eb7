import type { Db } from '../../../db/client.ts'
import { beyondScope } from '../../../db/scope.ts'
import type { AreaEdit, AreaOrder } from '../../contract/area.ts'
import { conflict, invalid, notFound, Problem } from '../../kernel/errors.ts'
import { type Actor, record } from '../audit/index.ts'
import {
  areaChangeById,
  endAreas,
  foundAreas,
  holdAreas,
  insertPairs,
  isBuiltOn,
  keepAreaChange,
  type Pair,
  renameArea,
  seesAll,
  takeBackAreaChange,
} from './areas-store.ts'
import { refusing } from './refusals.ts'

async function requireWhole(trx: Db): Promise<void> {
  if (!(await seesAll(trx))) throw new Problem('forbidden', 'whole_tree')
}

/**
 * From a day on areas come and go, and some become others: most of Mỹ Đình 1 and 2 and a part of Mai Dịch became Từ Liêm
 * (domain.md §2.5). The offices that stood in what is gone are looked at one by one afterwards.
 *
 * @throws Problem whole_tree, area_not_found, area_order_empty, area_has_ended, unit_dates_out_of_order, area_code_taken,
 *   or `invalid` for a new area that is not named in the order
 */
export async function changeAreas(
  trx: Db,
  actor: Actor,
  order: AreaOrder,
  now: Date,
): Promise<{ changeId: number; founded: number[] }> {
  await requireWhole(trx)
  if (order.found.length + order.end.length + order.pairs.length === 0) throw conflict('area_order_empty')
  const names = order.found.map((area) => area.name)
  const again = names.findIndex((name, index) => names.indexOf(name) < index)
  if (again >= 0) throw invalid({ field: `found.${again}.name`, code: 'area_twice' })
  order.pairs.forEach(({ to }, index) => {
    if ('name' in to && !names.includes(to.name))
      throw invalid({ field: `pairs.${index}.to.name`, code: 'area_not_in_order' })
  })
  const ended = [...new Set(order.end)]
  const known = new Set([
    ...ended,
    ...order.pairs.flatMap(({ fromId, to }) => ('areaId' in to ? [fromId, to.areaId] : [fromId])),
  ])
  return beyondScope(trx, async (owner) => {
    const held = await holdAreas(owner, [...known])
    if (held.length !== known.size) throw notFound('area')
    const gone = held.find((area) => ended.includes(area.id) && area.validTo !== null)
    if (gone) throw conflict('area_has_ended', { area: gone.name })
    const { founded, pairs } = await refusingAreas(() =>
      refusing(async () => {
        const founded = await foundAreas(owner, order.found, order.effectiveOn)
        await endAreas(owner, ended, order.effectiveOn)
        const pairs = order.pairs.map(
          ({ fromId, to, share }): Pair => ({
            from: fromId,
            to: 'areaId' in to ? to.areaId : founded[names.indexOf(to.name)]!,
            share,
          }),
        )
        await insertPairs(owner, pairs, order.effectiveOn)
        return { founded, pairs }
      }),
    )
    const by = actor.kind === 'staff' ? actor.id : null
    const change = { effectiveOn: order.effectiveOn, founded, ended, pairs, by, at: now }
    const changeId = await keepAreaChange(owner, change)
    await record(owner, {
      at: now,
      actor,
      action: 'areas.changed',
      entity: 'area',
      entityId: null,
      data: { founded: founded.length, ended: ended.length, pairs: pairs.length },
    })
    return { changeId, founded }
  })
}

/**
 * Takes a change of areas back while nothing builds on it: no office stands in what it founded, nothing followed what it
 * ended.
 *
 * @throws Problem whole_tree, area_change_not_found, area_change_built_on
 */
export async function undoAreas(
  trx: Db,
  actor: Actor,
  { changeId }: { readonly changeId: number },
  now: Date,
): Promise<void> {
  await requireWhole(trx)
  await beyondScope(trx, async (owner) => {
    const change = await areaChangeById(owner, changeId)
    if (!change) throw notFound('area_change')
    await holdAreas(owner, [...change.founded, ...change.ended])
    if (change.undoneAt !== null || (await isBuiltOn(owner, change))) throw conflict('area_change_built_on')
    await takeBackAreaChange(owner, changeId, change, now)
    await record(owner, {
      at: now,
      actor,
      action: 'areas.undone',
      entity: 'area',
      entityId: null,
      data: { founded: change.founded.length, ended: change.ended.length, pairs: change.pairs.length },
    })
  })
}

/** A slip in a name or code is put right; an area that becomes another one is a change with a day. */
export async function editArea(
  trx: Db,
  actor: Actor,
  { areaId, ...edit }: AreaEdit & { readonly areaId: number },
  now: Date,
): Promise<void> {
  await requireWhole(trx)
  await beyondScope(trx, async (owner) => {
    const there = await refusingAreas(() => renameArea(owner, areaId, edit))
    if (!there) throw notFound('area')
    await record(owner, { at: now, actor, action: 'areas.renamed', entity: 'area', entityId: areaId })
  })
}

async function refusingAreas<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const { code, constraint } = error as { code?: string; constraint?: string }
    if (constraint === 'area_code_key') throw new Problem('conflict', 'area_code_taken', { cause: error })
    if (code === '23505') throw new Problem('conflict', 'area_pair_twice', { cause: error })
    throw error
  }
}
