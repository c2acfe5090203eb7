export { type ApprovalLine, listApprovals, sentenceOf } from './list.ts'
export { listPolicies, type PolicyLine } from './policies.ts'
