export * from './adapter.ts'
export { type FeasibleContact, feasibleContacts, firstFeasibleContact } from './feasible-store.ts'
