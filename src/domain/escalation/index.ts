export { seeReport } from './notice.ts'
export { escalateDue } from './service.ts'
