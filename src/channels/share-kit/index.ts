export { cardPng } from './card.ts'
export type { GroupNotice } from './notice.ts'
export { qrSvg } from './qr.ts'
export { postText } from './text.ts'
