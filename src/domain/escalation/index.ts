export { dueAt, inOrder } from './rules.ts'
export { escalateDue } from './service.ts'
