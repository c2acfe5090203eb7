export { type Actor, type AuditEntry, record } from './store.ts'
