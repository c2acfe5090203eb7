export {
  type AccountChange,
  type AccountRow,
  accountById,
  addAccount,
  allAccounts,
  changeAccount,
  enabledAccounts,
  ownerByCode,
  raiseAlarm,
  resealAccounts,
  rotateSecrets,
} from './account-store.ts'
export * from './adapter.ts'
export { addContact, addUnitContact, type KeptContact } from './contact.ts'
export {
  type FeasibleContact,
  feasibleContacts,
  firstFeasibleContact,
  firstFeasibleContactOf,
  mayReceive,
} from './feasible-store.ts'
export {
  askLinkCode,
  chatHolder,
  decideLinkConflict,
  INVITED_CODE_MS,
  type LinkCode,
  linkByCode,
  linkByHand,
  OWN_CODE_MS,
} from './linking/service.ts'
export { dropCodesBefore } from './linking/store.ts'
export { endLoan, type LendOrder, lendChannel, settleLoans } from './loan.ts'
