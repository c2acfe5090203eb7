export { acknowledge, recordByPhone, type Withdrawn, withdraw } from './acknowledge.ts'
export { delegate } from './delegation.ts'
export {
  acknowledgeByToken,
  askNewLink,
  disown,
  markOpened,
  markRead,
  type NewLink,
  revokeLinks,
} from './link.ts'
export { countGroupOpening, type Link, recipientByPhone } from './link-store.ts'
export { resendLinks, revokeOfficerLinks } from './officer-links.ts'
export type { TelephoneResult } from './press-store.ts'
export { ask, QUESTION_LENGTH } from './question.ts'
export { type Answer, mayWithdraw, WITHDRAWAL_MS } from './rules.ts'
export {
  type AskedCode,
  CODE_VALID_MS,
  codesInForce,
  digitsOf,
  nextCodeAt,
  REMEMBERED_MS,
  tryCode,
} from './step-up/rules.ts'
export { askCode, type CodeStanding, codeStanding, enterCode } from './step-up/service.ts'
export type { WaitingAct } from './step-up/store.ts'
export type { Acknowledged, Press, Receipt } from './types.ts'
