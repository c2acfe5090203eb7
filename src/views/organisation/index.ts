export { catalogue } from './catalogue.ts'
export { listEvents } from './events.ts'
