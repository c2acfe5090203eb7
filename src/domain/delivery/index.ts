export { closeDirective, type Issued, issueDirective, sendNow, stopDirective } from './issue/service.ts'
export { type ChannelPolicy, type QueueOrder, type QueueResult, queueDeliveries } from './plan/queue.ts'
export { finishSent, releaseDue } from './plan/release.ts'
export { applyInbound, type InboundResult, matchEarlyReceipts } from './receipt/apply.ts'
