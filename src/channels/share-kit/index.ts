export { cardPng } from './card.ts'
export type { GroupNotice } from './notice.ts'
export { qrPath, qrSvg } from './qr.ts'
export { postText } from './text.ts'
