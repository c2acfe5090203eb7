import { create } from 'qrcode'
import classes from './board.module.css'

/** A code that makes a phone dial: black on white whatever the theme, four modules of quiet around it. */
export function TelQr({ tel, label }: { tel: string; label: string }) {
  const { modules } = create(`tel:${tel}`, { errorCorrectionLevel: 'M' })
  const side = modules.size + 8
  let path = ''
  for (let row = 0; row < modules.size; row++)
    for (let column = 0; column < modules.size; column++)
      if (modules.get(row, column)) path += `M${column + 4} ${row + 4}h1v1h-1z`
  return (
    <svg className={classes.qr} viewBox={`0 0 ${side} ${side}`} role="img" aria-label={label}>
      <rect width={side} height={side} fill="#fff" />
      <path d={path} fill="#000" shapeRendering="crispEdges" />
    </svg>
  )
}
