import { FileRefusal, LIMITS } from './table.ts'

export type FileKind = 'xlsx' | 'xls' | 'text'

const EXTENSIONS: Readonly<Record<string, FileKind>> = {
  xlsx: 'xlsx',
  xls: 'xls',
  csv: 'text',
  txt: 'text',
  tsv: 'text',
}

const startsWith = (bytes: Uint8Array, ...magic: number[]): boolean =>
  magic.every((byte, index) => bytes[index] === byte)

/**
 * What a file is, by its first bytes; its name must agree. A name that lies is refused: whoever renamed the file may
 * not know what is in it.
 */
export function recognise(fileName: string, bytes: Uint8Array): FileKind {
  if (bytes.length === 0) throw new FileRefusal('file_empty')
  if (bytes.length > LIMITS.fileBytes)
    throw new FileRefusal('file_too_large', { megabytes: LIMITS.fileBytes / 1024 / 1024 })
  const extension = /\.([A-Za-z0-9]{1,8})$/.exec(fileName.trim())?.[1]?.toLowerCase() ?? ''
  if (extension === 'xlsm' || extension === 'xltm' || extension === 'xlam')
    throw new FileRefusal('file_macros')
  const named = EXTENSIONS[extension]
  if (!named) throw new FileRefusal('file_unknown', { extension: extension === '' ? '—' : `.${extension}` })
  const actual = contentOf(bytes)
  if (actual !== named) throw new FileRefusal('file_extension', { extension: `.${extension}` })
  return named
}

function contentOf(bytes: Uint8Array): FileKind | 'other' {
  if (startsWith(bytes, 0x50, 0x4b, 0x03, 0x04)) return 'xlsx'
  if (startsWith(bytes, 0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1)) {
    // A workbook with a password is an xlsx wrapped in the container of old files, whatever its name.
    if (holds(bytes, utf16('EncryptedPackage'))) throw new FileRefusal('file_encrypted')
    return 'xls'
  }
  const head = Buffer.from(bytes.subarray(0, 512)).toString('latin1').trimStart().toLowerCase()
  const known = ['%pdf', '{\\rtf', '\x89png', 'rar!', '7z\xbc\xaf', '\x1f\x8b', 'gif8']
  if (known.some((start) => head.startsWith(start)) || /^(?:<!doctype|<html|<\?xml|<table)/.test(head))
    return 'other'
  return looksLikeText(bytes) ? 'text' : 'other'
}

const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le')
const holds = (bytes: Uint8Array, part: Buffer): boolean =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes(part)

/** Text has no control characters but line ends and tabs; zeros only as halves of UTF-16. */
function looksLikeText(bytes: Uint8Array): boolean {
  if (startsWith(bytes, 0xff, 0xfe) || startsWith(bytes, 0xfe, 0xff)) return true
  const sample = bytes.subarray(0, 65_536)
  let zeros = 0
  let controls = 0
  let halves = 0
  for (const byte of sample) {
    if (byte === 0) zeros++
    // The upper halves of Vietnamese letters: U+01A0, U+0300, U+1EA0.
    else if (byte === 0x01 || byte === 0x03 || byte === 0x1e) halves++
    else if (byte < 9 || (byte > 13 && byte < 32)) controls++
  }
  if (zeros === 0) return controls + halves === 0
  return controls <= sample.length / 20 && zeros > sample.length / 8 && zeros <= sample.length / 2 + 1
}
