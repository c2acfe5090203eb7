import { readPasted, readTextFile } from './delimited.ts'
import { recognise } from './recognise.ts'
import type { FileTable } from './table.ts'
import { readOldExcel } from './xls.ts'
import { readNewExcel } from './xlsx.ts'

export type ListSource =
  | { readonly fileName: string; readonly bytes: Uint8Array }
  | { readonly pasted: string }

/** Reads on the thread it is called on; whoever has bytes of a stranger calls `readList` instead. */
export async function readSource(source: ListSource): Promise<FileTable> {
  if ('pasted' in source) return readPasted(source.pasted)
  const bytes = Buffer.from(source.bytes.buffer, source.bytes.byteOffset, source.bytes.byteLength)
  const kind = recognise(source.fileName, bytes)
  if (kind === 'xlsx') return readNewExcel(bytes)
  return kind === 'xls' ? readOldExcel(bytes) : readTextFile(bytes)
}
