export { exclude, recordCall, restore } from './calls.ts'
export { nudge, previewNudge, undoNudge } from './nudge.ts'
export { answerQuestion } from './questions.ts'
export { NUDGE_COOL_DOWN_MS, NUDGE_UNDO_MS, nudgeAllowedAt } from './rules.ts'
