export { type Dispatcher, type DispatcherDeps, startDispatcher } from './dispatcher/dispatcher.ts'
export type { OpenAccount } from './dispatcher/lane.ts'
export {
  type Deduplicating,
  escalateUnknown,
  expireDue,
  settleDeadWorkers,
} from './dispatcher/settle-store.ts'
export { sayPosted } from './group-post/service.ts'
export { directiveExists, type GroupPostRow, postById, postsOfDirective } from './group-post/store.ts'
export { closeDirective, type Issued, issueDirective, sendNow, stopDirective } from './issue/service.ts'
export { type ChannelPolicy, type QueueOrder, type QueueResult, queueDeliveries } from './plan/queue.ts'
export { finishSent, releaseDue } from './plan/release.ts'
export { applyInbound, type InboundResult, matchEarlyReceipts } from './receipt/apply.ts'
export { closeLinksOfMoved, type Redirected, redirectObligations, undoRedirect } from './redirect/service.ts'
export type { EndedUnit } from './redirect/store.ts'
export { sendTrial, type TrialAuthor } from './trial/service.ts'
