import { crc32 } from 'node:zlib'
import { type Entry, fromBuffer, type ZipFile } from 'yauzl'
import { FileRefusal, LIMITS } from './table.ts'

/** The parts that hold a list. Pictures, drawings, comments and everything else stay packed and unread. */
const WANTED =
  /^(?:\[Content_Types\]\.xml|_rels\/\.rels|xl\/workbook\.xml|xl\/_rels\/workbook\.xml\.rels|xl\/sharedStrings\.xml|xl\/styles\.xml|xl\/theme\/theme1\.xml|xl\/worksheets\/[^/]+\.xml)$/i

export interface Parts {
  readonly parts: ReadonlyMap<string, Buffer>
  readonly externalLinks: boolean
}

/**
 * The parts of a workbook, inflated under a limit that counts the bytes as they come: sizes in headers are what an
 * attacker wrote. Refuses macros, passwords and documents that define entities.
 */
export async function openArchive(bytes: Buffer): Promise<Parts> {
  const zip = await new Promise<ZipFile>((resolve, reject) =>
    fromBuffer(
      bytes,
      { lazyEntries: true, validateEntrySizes: true, strictFileNames: false },
      (error, file) => (error || !file ? reject(new FileRefusal('file_damaged')) : resolve(file)),
    ),
  )
  const parts = new Map<string, Buffer>()
  const seen = { bytes: 0, entries: 0, externalLinks: false }
  await new Promise<void>((resolve, reject) => {
    const fail = (error: unknown) =>
      reject(error instanceof FileRefusal ? error : new FileRefusal('file_damaged'))
    zip.on('error', fail)
    zip.on('end', resolve)
    zip.on('entry', (entry: Entry) => {
      takeEntry(zip, entry, seen)
        .then((part) => {
          if (part) {
            // Two parts of one name: readers differ in which they take.
            if (parts.has(entry.fileName)) throw new FileRefusal('file_damaged')
            parts.set(entry.fileName, part)
          }
          zip.readEntry()
        })
        .catch(fail)
    })
    zip.readEntry()
  })
  zip.close()
  if (!parts.has('xl/workbook.xml')) throw new FileRefusal('file_damaged')
  return { parts, externalLinks: seen.externalLinks }
}

async function takeEntry(
  zip: ZipFile,
  entry: Entry,
  seen: { bytes: number; entries: number; externalLinks: boolean },
): Promise<Buffer | null> {
  if (++seen.entries > LIMITS.parts)
    throw new FileRefusal('file_bomb', { megabytes: LIMITS.inflatedBytes / 1024 / 1024 })
  if (/vbaProject|macrosheets\//i.test(entry.fileName)) throw new FileRefusal('file_macros')
  if (entry.isEncrypted()) throw new FileRefusal('file_encrypted')
  if (/^xl\/externalLinks\//i.test(entry.fileName)) seen.externalLinks = true
  if (!WANTED.test(entry.fileName)) return null
  const stream = await new Promise<NodeJS.ReadableStream & { destroy(): void }>((resolve, reject) =>
    zip.openReadStream(entry, (error, opened) =>
      error || !opened ? reject(new FileRefusal('file_damaged')) : resolve(opened),
    ),
  )
  const chunks: Buffer[] = []
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      seen.bytes += chunk.length
      if (seen.bytes > LIMITS.inflatedBytes)
        throw new FileRefusal('file_bomb', { megabytes: LIMITS.inflatedBytes / 1024 / 1024 })
      chunks.push(chunk)
    }
  } finally {
    stream.destroy()
  }
  const part = Buffer.concat(chunks)
  // No workbook of Excel, LibreOffice or Google defines entities; those who do, do it to make a page out of a letter.
  if (part.includes('<!DOCTYPE') || part.includes('<!ENTITY')) throw new FileRefusal('file_entities')
  if (entry.fileName === '[Content_Types].xml' && part.includes('macroEnabled'))
    throw new FileRefusal('file_macros')
  return part
}

/** The same parts as an archive without compression: what the spreadsheet library gets to see holds no surprise. */
export function storedArchive(parts: ReadonlyMap<string, Buffer>): Buffer {
  const files: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [name, content] of parts) {
    const fileName = Buffer.from(name)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(0x800, 2)
    common.writeUInt16LE(0x21, 8)
    common.writeUInt32LE(crc32(content), 10)
    common.writeUInt32LE(content.length, 14)
    common.writeUInt32LE(content.length, 18)
    common.writeUInt16LE(fileName.length, 22)
    files.push(Buffer.from('PK\x03\x04', 'latin1'), common, fileName, content)
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE(offset, 10)
    directory.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, rest, fileName)
    offset += 30 + fileName.length + content.length
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 0, 'latin1')
  end.writeUInt16LE(parts.size, 8)
  end.writeUInt16LE(parts.size, 10)
  end.writeUInt32LE(size, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...files, ...directory, end])
}
