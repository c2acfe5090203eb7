export { type CallsGiven, takeCalls } from './calls-store.ts'
export { asKey, grantable, LONGEST_DAYS } from './rules.ts'
export { makeApiKey, revokeApiKey, rotateApiKey } from './service.ts'
export { type LiveKey, listKeys, liveKey } from './store.ts'
