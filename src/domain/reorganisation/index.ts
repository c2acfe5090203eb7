export { applyDueEvents, cancelEvent, orderEvent, previewEvent, requireUnits, undoEvent } from './service.ts'
