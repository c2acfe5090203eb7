export { escalateDue } from './service.ts'
