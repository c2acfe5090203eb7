export { changeAreas, editArea, undoAreas } from './areas.ts'
export { seesAll } from './areas-store.ts'
export {
  type AsOf,
  letterheadAsOf,
  seatsToReview,
  totalsAsOf,
  unitNameAsOf,
  unitsAsOf,
} from './as-of-store.ts'
export { changeAreasInCharge, countPeople, editUnit } from './details.ts'
export { type Federation, foundFederation, isWithoutUnits, managingTiers } from './founding.ts'
export { refusing } from './refusals.ts'
export { type UnitRow, unitsBelow } from './store.ts'
export {
  foundUnits,
  holdStanding,
  type Ordered,
  reseatUnits,
} from './structure.ts'
export {
  addHeadcounts,
  changeName,
  changeParent,
  childrenOf,
  endUnits,
  filedUnits,
  fileEvent,
  fileEventUnits,
  insertUnits,
  keepingChanges,
  type StandingUnit,
  type UnitHeading,
} from './structure-store.ts'
export { expansionOf, searchWords, unitNameWords } from './unit-name.ts'
