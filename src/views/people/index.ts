export { alikePairs } from './alike.ts'
export { listPeople, peopleChoices, peopleForSheet } from './list.ts'
export { personPage } from './person.ts'
