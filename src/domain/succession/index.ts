export { planEnding } from './ending.ts'
export { type HandOver, type HandOverPlan, handOver, planHandOver } from './hand-over.ts'
export { settleReplacements } from './service.ts'
