export type { ActContext } from './acts.ts'
export { PERMISSION_OF, STRICT, stateAt } from './rules.ts'
export {
  approve,
  askFor,
  mayOverride,
  override,
  refuse,
  refuseIfTwoAreAsked,
  secondPersonFor,
  seen,
  withdraw,
} from './service.ts'
export { approvalState, holders, unitOfAccount } from './store.ts'
