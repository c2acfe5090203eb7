import { legacyFont } from './table.ts'

/** What the records of an old workbook tell besides its values ([MS-XLS] 2.4: Font, XF, Row, cell records). */
export interface Biff {
  readonly encrypted: boolean
  readonly sheets: readonly { readonly hiddenRows: ReadonlySet<number> }[]
  /** The legacy font of a cell, or undefined when it is drawn in Unicode. */
  fontOf(sheet: number, row: number, column: number): string | undefined
}

const BOF = 0x809
const EOF = 0x0a
const FILEPASS = 0x2f
const FONT = 0x31
const XF = 0xe0
const ROW = 0x208
/** LabelSst, Label, RString, Formula: cells that hold text. */
const TEXT_CELLS = new Set([0xfd, 0x204, 0xd6, 0x06])
const WORKSHEET = 0x10

/** Walks the records once; lengths that run over the end stop the walk. */
export function readBiff(stream: Buffer): Biff {
  const fonts: string[] = []
  const fontOfFormat: number[] = []
  const sheets: { hiddenRows: Set<number>; formats: Map<number, number> }[] = []
  let encrypted = false
  let wide = true
  let depth = 0
  let inSheet = false
  for (let at = 0; at + 4 <= stream.length; ) {
    const type = stream.readUInt16LE(at)
    const length = stream.readUInt16LE(at + 2)
    const body = at + 4
    if (body + length > stream.length) break
    if (type === BOF && length >= 4) {
      wide = stream.readUInt16LE(body) >= 0x600
      // A chart inside a sheet has its own beginning and end.
      if (depth++ === 0) {
        inSheet = stream.readUInt16LE(body + 2) === WORKSHEET
        if (inSheet) sheets.push({ hiddenRows: new Set(), formats: new Map() })
      }
    } else if (type === EOF) depth = Math.max(0, depth - 1)
    else if (type === FILEPASS) encrypted = true
    else if (type === FONT && length > 15) fonts.push(fontName(stream.subarray(body, body + length), wide))
    else if (type === XF && length >= 2) fontOfFormat.push(stream.readUInt16LE(body))
    else if (inSheet && type === ROW && length >= 16) {
      if ((stream.readUInt16LE(body + 12) & 0x20) !== 0)
        sheets.at(-1)!.hiddenRows.add(stream.readUInt16LE(body))
    } else if (inSheet && TEXT_CELLS.has(type) && length >= 6)
      sheets
        .at(-1)!
        .formats.set(
          key(stream.readUInt16LE(body), stream.readUInt16LE(body + 2)),
          stream.readUInt16LE(body + 4),
        )
    at = body + length
  }
  return {
    encrypted,
    sheets,
    fontOf(sheet, row, column) {
      const format = sheets[sheet]?.formats.get(key(row, column))
      if (format === undefined) return undefined
      const font = fontOfFormat[format] ?? 0
      // There is no font 4: the fifth record has the number 5 ([MS-XLS] 2.5.129).
      return legacyFont(fonts[font > 3 ? font - 1 : font])
    },
  }
}

const key = (row: number, column: number): number => row * 256 + column

function fontName(record: Buffer, wide: boolean): string {
  const count = record[14] ?? 0
  if (!wide) return record.subarray(15, 15 + count).toString('latin1')
  const compressed = ((record[15] ?? 0) & 1) === 0
  return compressed
    ? record.subarray(16, 16 + count).toString('latin1')
    : record.subarray(16, 16 + count * 2).toString('utf16le')
}
