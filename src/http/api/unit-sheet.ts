import type { UnitLine } from '../../contract/units.ts'
import type { Translate } from '../../kernel/i18n.ts'

const COLUMNS = [
  'number',
  'code',
  'name',
  'type',
  'parent',
  'area',
  'sector',
  'contact',
  'position',
  'reach',
  'workers',
  'members',
  'ended',
] as const

export const unitSheetHeading = (t: Translate): string[] =>
  COLUMNS.map((column) => t(`follow.unit_export.${column}`))

/** Units as rows of a sheet for the office; `from` is the number of the first. */
export const unitSheetRows = (
  units: readonly UnitLine[],
  from: number,
  t: Translate,
): (string | number | null)[][] =>
  units.map((unit, index) => [
    from + index,
    unit.code,
    unit.name,
    unit.typeName,
    unit.parentName,
    unit.areaName,
    unit.sectorName,
    unit.contact?.name ?? null,
    unit.contact?.position ?? null,
    unit.reach && t(`follow.reach.${unit.reach}`),
    unit.workers,
    unit.members,
    unit.validTo?.split('-').reverse().join('/') ?? null,
  ])
