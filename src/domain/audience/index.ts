export { audienceChoices } from './choices-store.ts'
export { matchPasted } from './paste.ts'
export { type AudienceSelects, audienceQuery } from './selection-store.ts'
export { type AudienceOf, countAudience, listAudience } from './store.ts'
