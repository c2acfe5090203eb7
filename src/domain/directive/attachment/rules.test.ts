import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cleanFileName, type FileType, sniffType } from './rules.ts'

/** A ZIP with these (empty) entries, enough of it to be read by its table of contents. */
function zip(...names: string[]): Buffer {
  const locals: Buffer[] = []
  const central: Buffer[] = []
  let offset = 0
  for (const name of names) {
    const text = Buffer.from(name)
    const local = Buffer.alloc(30)
    local.writeUInt32LE(0x04034b50, 0)
    local.writeUInt16LE(text.length, 26)
    const entry = Buffer.alloc(46)
    entry.writeUInt32LE(0x02014b50, 0)
    entry.writeUInt16LE(text.length, 28)
    entry.writeUInt32LE(offset, 42)
    locals.push(local, text)
    central.push(entry, text)
    offset += 30 + text.length
  }
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...locals, ...central, end])
}
const compound = (...streams: string[]): Buffer =>
  Buffer.concat([
    Buffer.from('d0cf11e0a1b11ae1', 'hex'),
    ...streams.map((name) => Buffer.from(`${name}\0`, 'utf16le')),
  ])
const extensionOf = (content: Buffer): string => {
  const type = sniffType(content)
  return typeof type === 'string' ? type : type.extensions[0]!
}

describe('the type of a file', () => {
  it.each([
    ['pdf', Buffer.from('%PDF-1.7')],
    ['png', Buffer.from('89504e470d0a1a0a00', 'hex')],
    ['jpg', Buffer.from('ffd8ffe0', 'hex')],
    ['webp', Buffer.from('RIFF\0\0\0\0WEBPVP8 ', 'latin1')],
    ['docx', zip('[Content_Types].xml', 'word/document.xml')],
    ['xlsx', zip('[Content_Types].xml', 'xl/workbook.xml')],
    ['doc', compound('Root Entry', 'WordDocument')],
    ['xls', compound('Root Entry', 'Workbook')],
    ['macros', zip('[Content_Types].xml', 'word/document.xml', 'word/vbaProject.bin')],
    ['macros', compound('WordDocument', '_VBA_PROJECT')],
    ['unknown', zip('hinh.jpg')],
    ['unknown', Buffer.from('MZ\u0090')],
    ['unknown', Buffer.from('<svg onload="x">')],
    ['unknown', Buffer.alloc(0)],
  ])('%s is seen in the bytes', (type, content) => expect(extensionOf(content)).toBe(type))

  it('is found or not, never an accident, whatever the bytes', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.constantFrom('', '504b0304', 'd0cf11e0a1b11ae1'),
        (bytes, head) => {
          sniffType(Buffer.concat([Buffer.from(head, 'hex'), bytes, Buffer.from('504b0506', 'hex'), bytes]))
        },
      ),
    )
  })
})

describe('the name of a file', () => {
  const pdf: FileType = { mime: 'application/pdf', extensions: ['pdf'] }
  it.each([
    ['../../etc/passwd', 'passwd.pdf'],
    ['C:\\Văn bản\\Công điện 12.PDF', 'Công điện 12.pdf'],
    ['lenh\u202efdp.exe', 'lenh fdp.exe.pdf'],
    ['a"\r\nx: y.pdf', 'a x y.pdf'],
    ['   ', 'tep.pdf'],
  ])('%j becomes %s', (raw, clean) => expect(cleanFileName(raw, pdf)).toBe(clean))

  it('is short, has no sign of a path, and says its type', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (raw) => {
        const name = cleanFileName(raw, pdf)
        expect(name).toMatch(/^[^/\\\p{Cc}]{1,125}\.pdf$/u)
      }),
    )
  })
})
