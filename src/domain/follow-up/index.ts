export { exclude, recordCall, restore } from './calls.ts'
export { nudge, previewNudge, undoNudge } from './nudge.ts'
export { answerQuestion } from './questions.ts'
export { nudgeAllowedAt } from './rules.ts'
