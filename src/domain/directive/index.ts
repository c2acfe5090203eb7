export { ATTACHMENT_LIMIT_BYTES } from './attachment/rules.ts'
export { attach, detach, readAttachment } from './attachment/service.ts'
export type { IssueFault } from './check/rules.ts'
export { type CheckContext, type CheckResult, checkForIssue } from './check/service.ts'
export { lastOfKind } from './check/store.ts'
export type { Relation } from './draft/correction.ts'
export {
  type Author,
  createDraft,
  discardDraft,
  readDirective,
  restoreDraft,
  saveDraft,
} from './draft/service.ts'
export { insertCopy, listKinds } from './draft/store.ts'
export * from './message/index.ts'
export { type PageSample, previewsOf } from './preview/service.ts'
export { referenceOf, symbolOf } from './reference.ts'
export * from './urgency.ts'
