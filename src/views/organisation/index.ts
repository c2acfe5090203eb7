export { catalogue } from './catalogue.ts'
export { listEvents } from './events.ts'
export { findUnits } from './find.ts'
export { listAccounts, listLoans } from './loans.ts'
