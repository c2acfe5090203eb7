export {
  applyDueEvents,
  cancelEvent,
  orderEvent,
  previewEvent,
  requireEvent,
  requireUnits,
  undoEvent,
} from './service.ts'
