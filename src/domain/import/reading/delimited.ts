import { parseCsv } from 'hucre/csv'
import iconv from 'iconv-lite'
import { vietnameseShare } from '../text/syllable.ts'
import { fromTcvn3 } from '../text/tcvn3.ts'
import { FileRefusal, type FileTable, TableBuilder, type TextEncoding } from './table.ts'

/** A text file with one row a line, whatever separates its cells. */
export function readTextFile(bytes: Buffer): FileTable {
  const { text, encoding } = decode(bytes)
  return { format: 'csv', encoding, sheets: tableOf(text) }
}

/** What was copied from a spreadsheet, a document, a web page or a chat. */
export const readPasted = (text: string): FileTable => ({
  format: 'paste',
  sheets: tableOf(typedList(text) ?? text),
})

/** «1. Nguyễn Thị Ân - Chủ tịch - CĐCS Trường Họa Mi - 0912345678», or columns held apart by blanks. */
const TYPED = [/\s+[-–—]\s+/u, /[ \u00a0]{2,}/u] as const

/** A list typed as lines of a message, its parts as cells; null for what has separators of its own, or none. */
function typedList(text: string): string | null {
  const lines = text.split(/\r\n?|\n/).filter((line) => line.trim() !== '')
  const most = (fits: (line: string) => boolean) => lines.filter(fits).length >= lines.length * 0.6
  if (text.includes('\t') || DELIMITERS.some((sign) => most((line) => line.split(sign).length > 2)))
    return null
  const between = TYPED.find((pattern) => most((line) => line.trim().split(pattern).length > 2))
  if (!between) return null
  return lines
    .map((line) => {
      const parts = line.trim().split(between)
      // The number in front is a cell of its own.
      const numbered = /^(\d{1,4})[.)]\s*(.+)$/u.exec(parts[0]!)
      return (numbered ? [numbered[1]!, numbered[2]!, ...parts.slice(1)] : parts).join('\t')
    })
    .join('\n')
}

function tableOf(text: string) {
  const delimiter = delimiterOf(text)
  const table = new TableBuilder()
  let rows: unknown[][]
  try {
    rows = parseCsv(text, { delimiter, typeInference: false, skipBom: true })
  } catch {
    throw new FileRefusal('file_damaged')
  }
  table.sheet(
    { name: '', merges: [] },
    rows.map((cells, index) => ({
      n: index + 1,
      hidden: false,
      cells: cells.map((cell) => (cell === null || cell === '' ? null : { t: String(cell) })),
    })),
  )
  return table.done()
}

const DELIMITERS = ['\t', ';', ',', '|'] as const

/** The separator that most of the first lines have in the same number; commas inside quotes are none. */
export function delimiterOf(text: string): string {
  const lines = text
    .slice(0, 65_536)
    .replace(/"[^"]*"/g, '')
    .split(/\r\n?|\n/)
    .filter((line) => line.trim() !== '')
    .slice(0, 60)
  const score = (delimiter: string): number => {
    const counts = lines.map((line) => line.split(delimiter).length - 1).filter((count) => count > 0)
    const most = new Map<number, number>()
    for (const count of counts) most.set(count, (most.get(count) ?? 0) + 1)
    return Math.max(0, ...[...most].map(([count, often]) => often * Math.min(count, 4)))
  }
  return [...DELIMITERS].sort((a, b) => score(b) - score(a))[0]!
}

/**
 * The text of a file without a declared code page: marks first, then UTF-8 if every byte fits, else the one of two old
 * pages under which more words are Vietnamese. TCVN3 stays as its Latin letters; the repair of fonts offers to read it.
 */
export function decode(bytes: Buffer): { text: string; encoding: TextEncoding } {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return utf16(bytes.subarray(2), 'utf-16le')
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return utf16(bytes.subarray(2), 'utf-16be')
  const bare = utf16Without(bytes)
  if (bare) return utf16(bytes, bare)
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'utf-8' }
  } catch {
    const vietnamese = iconv.decode(bytes, 'windows-1258').normalize('NFC')
    const western = iconv.decode(bytes, 'windows-1252')
    const better = vietnameseShare(fromTcvn3(western)) > vietnameseShare(vietnamese)
    return better
      ? { text: western, encoding: 'windows-1252' }
      : { text: vietnamese, encoding: 'windows-1258' }
  }
}

const utf16 = (bytes: Buffer, encoding: 'utf-16le' | 'utf-16be') => ({
  text: iconv.decode(bytes, encoding),
  encoding,
})

/** UTF-16 without its mark: line ends and digits leave zeros in every second place. */
function utf16Without(bytes: Buffer): 'utf-16le' | 'utf-16be' | null {
  const sample = bytes.subarray(0, 4096)
  let even = 0
  let odd = 0
  for (const [index, byte] of sample.entries()) if (byte === 0) index % 2 === 0 ? even++ : odd++
  if (even + odd < sample.length / 8) return null
  return odd > even ? 'utf-16le' : 'utf-16be'
}
