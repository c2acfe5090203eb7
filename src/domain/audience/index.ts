export { type AudienceSelects, audienceQuery } from './selection-store.ts'
