export { propose, type SheetProposal } from './layout/proposal.ts'
export { readList } from './reading/read.ts'
export { FileRefusal, type FileTable } from './reading/table.ts'
export { readSheet } from './row/sheet.ts'
