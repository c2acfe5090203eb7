export { searchUnits, type UnitRow, unitsBelow } from './store.ts'
export { searchWords, unitNameWords } from './unit-name.ts'
