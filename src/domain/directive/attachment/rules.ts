import { tidy } from '../../../kernel/text.ts'

/** 25 MB, as the table allows and as mail servers still take. */
export const ATTACHMENT_LIMIT_BYTES = 26_214_400
export const ATTACHMENT_LIMIT_COUNT = 10

export interface FileType {
  readonly mime: string
  /** First one is given when the name has none of them. */
  readonly extensions: readonly string[]
}

const PDF: FileType = { mime: 'application/pdf', extensions: ['pdf'] }
const PNG: FileType = { mime: 'image/png', extensions: ['png'] }
const JPEG: FileType = { mime: 'image/jpeg', extensions: ['jpg', 'jpeg'] }
const WEBP: FileType = { mime: 'image/webp', extensions: ['webp'] }
const DOCX: FileType = {
  mime: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  extensions: ['docx'],
}
const XLSX: FileType = {
  mime: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  extensions: ['xlsx'],
}
const DOC: FileType = { mime: 'application/msword', extensions: ['doc'] }
const XLS: FileType = { mime: 'application/vnd.ms-excel', extensions: ['xls'] }

export type Sniffed = FileType | 'macros' | 'unknown'

/** The type by the bytes, whatever the name says. Office files with macros are told apart: they are refused. */
export function sniffType(content: Buffer): Sniffed {
  if (content.subarray(0, 1024).includes('%PDF-')) return PDF
  if (content.subarray(0, 8).equals(Buffer.from('89504e470d0a1a0a', 'hex'))) return PNG
  if (content.subarray(0, 3).equals(Buffer.from('ffd8ff', 'hex'))) return JPEG
  if (
    content.subarray(0, 4).toString('latin1') === 'RIFF' &&
    content.subarray(8, 12).toString('latin1') === 'WEBP'
  )
    return WEBP
  if (content.subarray(0, 4).equals(Buffer.from('504b0304', 'hex'))) return sniffZip(content)
  if (content.subarray(0, 8).equals(Buffer.from('d0cf11e0a1b11ae1', 'hex'))) return sniffCompound(content)
  return 'unknown'
}

/** Office Open XML: a ZIP whose table of contents names its parts (ECMA-376, part 2). */
function sniffZip(content: Buffer): Sniffed {
  const names = zipNames(content)
  if (!names.includes('[Content_Types].xml')) return 'unknown'
  if (names.some((name) => /vbaProject\.bin$|(^|\/)macrosheets\//i.test(name))) return 'macros'
  if (names.includes('word/document.xml')) return DOCX
  if (names.includes('xl/workbook.xml')) return XLSX
  return 'unknown'
}

/** File names of the central directory (APPNOTE.TXT §4.3.12); nothing is unpacked. */
function zipNames(content: Buffer): string[] {
  const end = content.lastIndexOf(Buffer.from('504b0506', 'hex'))
  if (end < 0 || end + 22 > content.length) return []
  let at = content.readUInt32LE(end + 16)
  const names: string[] = []
  while (at + 46 <= content.length && content.readUInt32LE(at) === 0x02014b50 && names.length < 10_000) {
    const nameLength = content.readUInt16LE(at + 28)
    names.push(content.subarray(at + 46, at + 46 + nameLength).toString('utf8'))
    at += 46 + nameLength + content.readUInt16LE(at + 30) + content.readUInt16LE(at + 32)
  }
  return names
}

/** Word and Excel before 2007: a compound file whose directory names its streams in UTF-16. */
function sniffCompound(content: Buffer): Sniffed {
  const holds = (name: string): boolean => content.includes(Buffer.from(`${name}\0`, 'utf16le'))
  if (holds('_VBA_PROJECT') || holds('_VBA_PROJECT_CUR')) return 'macros'
  if (holds('WordDocument')) return DOC
  if (holds('Workbook')) return XLS
  return 'unknown'
}

const FORBIDDEN_IN_NAMES = /[\p{Cc}\p{Cf}<>:"/\\|?*]/gu
const NAME_LIMIT = 120

/** A name without folders, signs that file systems refuse, and text that pretends to another direction or type. */
export function cleanFileName(raw: string, type: FileType): string {
  const last = raw.normalize('NFC').split(/[/\\]/).pop() ?? ''
  const name = tidy(last.replace(FORBIDDEN_IN_NAMES, ' ')).replace(/^[.\s]+|[.\s]+$/g, '')
  const dot = name.lastIndexOf('.')
  const extension = dot > 0 ? name.slice(dot + 1).toLowerCase() : ''
  const known = type.extensions.includes(extension)
  const stem = (known ? name.slice(0, dot) : name).slice(0, NAME_LIMIT).trim() || 'tep'
  return `${stem}.${known ? extension : type.extensions[0]}`
}
