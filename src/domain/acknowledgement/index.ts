export { acknowledge, recordByPhone, type Withdrawn, withdraw } from './acknowledge.ts'
export type { TelephoneResult } from './press-store.ts'
export { type Answer, mayWithdraw, WITHDRAWAL_MS } from './rules.ts'
export type { Acknowledged, Press, Receipt } from './types.ts'
