import type { Db } from '../../../db/client.ts'
import type { AreasInCharge, NewHeadcount, UnitEdit } from '../../contract/units.ts'
import { localDay } from '../../kernel/dates.ts'
import { type FieldFault, invalid, notFound } from '../../kernel/errors.ts'
import { type Actor, record } from '../audit/index.ts'
import {
  areasThere,
  sectorExists,
  writeAreasInCharge,
  writeDetails,
  writeHeadcount,
} from './details-store.ts'
import { refusing } from './refusals.ts'
import { holdStanding } from './structure.ts'

/**
 * Puts right what no decision is needed for: address, sector, note. A name, a place in the tree and an end come by a
 * decision. Nothing changed is nothing written.
 *
 * @throws Problem unit_not_found, unit_has_ended, `invalid` for a sector that is none
 */
export async function editUnit(
  trx: Db,
  actor: Actor,
  { unitId, ...edit }: UnitEdit & { readonly unitId: number },
  now: Date,
): Promise<void> {
  await holdStanding(trx, [unitId], localDay(now), [])
  if (edit.sectorCode && !(await sectorExists(trx, edit.sectorCode)))
    throw invalid({ field: 'sectorCode', code: 'sector_not_found' })
  const changed = await writeDetails(trx, unitId, edit)
  if (changed.length === 0) return
  await record(trx, {
    at: now,
    actor,
    action: 'unit.edited',
    entity: 'unit',
    entityId: unitId,
    data: {
      fields: changed.join(','),
      ...(changed.includes('sectorCode') && { sector: edit.sectorCode ?? null }),
    },
  })
}

/** «Phụ trách»: which areas a unit looks after from a day on (domain.md §2.1, model of several wards). */
export async function changeAreasInCharge(
  trx: Db,
  actor: Actor,
  { unitId, areaIds, effectiveOn }: AreasInCharge & { readonly unitId: number },
  now: Date,
): Promise<void> {
  // Whether the unit is theirs to see comes first: to others nothing is said about the rest.
  await holdStanding(trx, [unitId], effectiveOn, [])
  if (effectiveOn > localDay(now)) throw invalid({ field: 'effectiveOn', code: 'day_to_come' })
  const wanted = [...new Set(areaIds)]
  if ((await areasThere(trx, wanted, effectiveOn)) !== wanted.length) throw notFound('area')
  await refusing(() => writeAreasInCharge(trx, unitId, wanted, effectiveOn))
  await record(trx, {
    at: now,
    actor,
    action: 'unit.areas_changed',
    entity: 'unit',
    entityId: unitId,
    data: { areas: wanted },
  })
}

/** What does not add up in a figure; men and women are given together or not at all. */
function headcountFaults(count: NewHeadcount, today: string): FieldFault[] {
  const faults: FieldFault[] = []
  if (count.asOf > today) faults.push({ field: 'asOf', code: 'day_to_come' })
  if (count.members > count.workers) faults.push({ field: 'members', code: 'more_members_than_workers' })
  for (const [whole, men, women] of [
    ['workers', 'workersMen', 'workersWomen'],
    ['members', 'membersMen', 'membersWomen'],
  ] as const) {
    const [m, w] = [count[men], count[women]]
    if ((m === null) !== (w === null)) faults.push({ field: m === null ? men : women, code: 'men_and_women' })
    else if (m !== null && w !== null && m + w !== count[whole])
      faults.push({
        field: women,
        code: 'men_and_women_sum',
        values: { sum: m + w, whole: count[whole] },
      })
  }
  return faults
}

/**
 * Writes how many people a unit has on a day. A figure of the same day is put right; those of other days stay.
 *
 * @throws Problem unit_not_found, unit_has_ended, unit_changed_later, or `invalid` with what does not add up
 */
export async function countPeople(
  trx: Db,
  actor: Actor,
  { unitId, ...count }: NewHeadcount & { readonly unitId: number },
  now: Date,
): Promise<void> {
  await holdStanding(trx, [unitId], count.asOf, [])
  const faults = headcountFaults(count, localDay(now))
  if (faults.length > 0) throw invalid(...faults)
  await refusing(() => writeHeadcount(trx, unitId, count))
  await record(trx, {
    at: now,
    actor,
    action: 'unit.counted',
    entity: 'unit',
    entityId: unitId,
    data: { asOf: count.asOf, workers: count.workers, members: count.members },
  })
}
