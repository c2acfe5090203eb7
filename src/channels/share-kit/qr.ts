import QRCode from 'qrcode'

/** M: readable from a wrinkled print, and still coarse enough for an old camera. */
const LEVEL = 'M'

/** The tracked link as a picture for print and screens. */
export const qrSvg = (link: string): Promise<string> =>
  QRCode.toString(link, { type: 'svg', errorCorrectionLevel: LEVEL, margin: 4 })

/** The dark squares as one SVG path in units of a square, and how many squares a side has. */
export function qrPath(link: string): { path: string; size: number } {
  const { modules } = QRCode.create(link, { errorCorrectionLevel: LEVEL })
  let path = ''
  for (let row = 0; row < modules.size; row++)
    for (let column = 0; column < modules.size; column++)
      if (modules.get(row, column)) path += `M${column} ${row}h1v1h-1z`
  return { path, size: modules.size }
}
