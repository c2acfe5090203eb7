export {
  type AccountRow,
  accountById,
  enabledAccounts,
  raiseAlarm,
  rotateSecrets,
} from './account-store.ts'
export * from './adapter.ts'
export { type FeasibleContact, feasibleContacts, firstFeasibleContact } from './feasible-store.ts'
