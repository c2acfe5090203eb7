export { type ApprovalLine, listApprovals, sentenceOf } from './list.ts'
