import type { Db } from '../../../db/client.ts'
import { beyondScope } from '../../../db/scope.ts'
import type { Holiday, HolidayList } from '../../contract/holiday.ts'
import { conflict, invalid, notFound, Problem } from '../../kernel/errors.ts'
import { type Actor, record } from '../audit/index.ts'
import { sameList } from './rules.ts'
import {
  changeById,
  holdYear,
  holidaysOf,
  keepChange,
  markUndone,
  seesWhole,
  writeHolidays,
} from './store.ts'

async function requireWhole(trx: Db): Promise<void> {
  if (!(await seesWhole(trx))) throw new Problem('forbidden', 'whole_tree')
}

/**
 * Puts a year's list of public holidays in the place of the one before; deadlines in working days that are set from now on
 * count with it. What stood before is kept, so that the change can be taken back. The same list changes nothing: null.
 *
 * @throws Problem whole_tree, or `invalid` for days of another year or the same day twice
 */
export async function changeHolidays(
  trx: Db,
  actor: Actor,
  { year, days }: HolidayList,
  now: Date,
): Promise<number | null> {
  await requireWhole(trx)
  const strange = days.findIndex((one) => !one.day.startsWith(`${year}-`))
  if (strange >= 0) throw invalid({ field: `days.${strange}.day`, code: 'holiday.other_year' })
  const twice = days.findIndex((one, index) => days.findIndex((other) => other.day === one.day) < index)
  if (twice >= 0) throw invalid({ field: `days.${twice}.day`, code: 'holiday.twice' })
  return beyondScope(trx, async (owner) => {
    await holdYear(owner, year)
    const before = await holidaysOf(owner, year)
    if (sameList(before, days)) return null
    return write(owner, actor, { year, before, after: days }, now)
  })
}

async function write(
  owner: Db,
  actor: Actor,
  { year, before, after }: { year: number; before: readonly Holiday[]; after: readonly Holiday[] },
  now: Date,
): Promise<number> {
  await writeHolidays(owner, year, after)
  const by = actor.kind === 'staff' ? actor.id : null
  const id = await keepChange(owner, { year, before, after, by, at: now })
  await record(owner, {
    at: now,
    actor,
    action: 'holidays.changed',
    entity: 'public_holiday',
    entityId: null,
    data: { year, days: after.length },
  })
  return id
}

/**
 * Takes a change of a year's list back, as long as nobody has changed the list after it.
 *
 * @throws Problem whole_tree, holiday_change_not_found, holiday_changed_since
 */
export async function undoHolidays(
  trx: Db,
  actor: Actor,
  { changeId }: { readonly changeId: number },
  now: Date,
): Promise<void> {
  await requireWhole(trx)
  await beyondScope(trx, async (owner) => {
    const change = await changeById(owner, changeId)
    if (!change) throw notFound('holiday_change')
    await holdYear(owner, change.year)
    if (change.undoneAt !== null || !sameList(await holidaysOf(owner, change.year), change.after))
      throw conflict('holiday_changed_since')
    await writeHolidays(owner, change.year, change.before)
    await markUndone(owner, changeId, now)
    await record(owner, {
      at: now,
      actor,
      action: 'holidays.undone',
      entity: 'public_holiday',
      entityId: null,
      data: { year: change.year, days: change.before.length },
    })
  })
}
