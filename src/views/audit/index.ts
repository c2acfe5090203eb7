export { auditChoices } from './choices.ts'
export { type AuditRow, aboutOf, auditRows } from './entries.ts'
export { auditLines } from './sentence.ts'
