export { addBreachEntry, noticeBy, openBreach, stepBreach } from './breach/service.ts'
export { endOtherSessions, frozenBy } from './breach/store.ts'
export { giveConsent, setObjection, withdrawConsent } from './consent/service.ts'
export { erasePerson } from './held/erase.ts'
export { type Held, heldAbout } from './held/store.ts'
export {
  askOwnCode,
  enterOwnCode,
  isOwnVisit,
  ownCodeInForce,
  recordOwnExport,
  VISIT_MS,
} from './own/service.ts'
export { FIELD_REGISTRY } from './registry/registry.ts'
export { type RequestKind, standingOf } from './request/rules.ts'
export { answerRequest, extendRequest, finishRequest, openRequest } from './request/service.ts'
export { applyRetention, changeSettings } from './retention/service.ts'
export { type PrivacySettings, readSettings } from './retention/store.ts'
