export { boardList, contactPhones, isVisible } from './lists.ts'
export { LiveBoards } from './live.ts'
export { boardSnapshot } from './snapshot.ts'
export { unitDetail } from './unit-detail.ts'
