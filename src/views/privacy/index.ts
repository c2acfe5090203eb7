export { affectedPeople, breaches } from './breaches.ts'
export { findPeople, isVisiblePerson, retentionRuns, seesWholeTree } from './people.ts'
export { dataRequests } from './requests.ts'
