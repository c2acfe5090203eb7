export { WARNINGS } from './row/reading.ts'
export { exampleOf } from './session/compute.ts'
export { type PlannedRowView, planRowsOf, type RowFilter } from './session/rows-store.ts'
export {
  changeImport,
  changeRow,
  decideRows,
  discardImport,
  type Importer,
  readImport,
  startImport,
} from './session/session.ts'
export { type ImportRecord, recentImports, type StoredSheet, sheetTops } from './session/store.ts'
export { admitList, type ImportWorld, planIn, readIn } from './session/work.ts'
export { columnLetters } from './text/columns.ts'
export { orderUndo, undoIn, undoOrdered, undoUntil } from './undo/undo.ts'
export { workbook } from './writing/workbook.ts'
export { confirmImport, writeIn } from './writing/write.ts'
