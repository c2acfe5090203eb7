export { closeDirective, issueDirective, type Issued, sendNow, stopDirective } from './issue/service.ts'
export { type ChannelPolicy, type QueueOrder, type QueueResult, queueDeliveries } from './plan/queue.ts'
export { finishSent, releaseDue } from './plan/release.ts'
export { applyInbound, type InboundResult } from './receipt/apply.ts'
