import { constants, crc32, deflateRawSync } from 'node:zlib'

/**
 * A page is a row of pieces: words that are the same for every reader, made and compressed once (`Fixed`), and the few
 * that are the reader's own. Sending it compressed then costs next to nothing, and a phone with a poor network gets less
 * than half the bytes.
 */
export type Piece = string | Fixed

export class Fixed {
  readonly text: string
  readonly bytes: Buffer
  /** Deflated on its own and flushed to a whole byte: may stand anywhere in a stream (RFC 1951, §3.2.4). */
  readonly deflated: Buffer

  constructor(text: string) {
    this.text = text
    this.bytes = Buffer.from(text)
    this.deflated = deflateRawSync(this.bytes, { level: 9, finishFlush: constants.Z_FULL_FLUSH })
  }
}

export const asText = (pieces: readonly Piece[]): string =>
  pieces.map((piece) => (typeof piece === 'string' ? piece : piece.text)).join('')

export function asBytes(pieces: readonly Piece[]): Buffer {
  let size = 0
  for (const piece of pieces) size += typeof piece === 'string' ? piece.length * 3 : piece.bytes.length
  const page = Buffer.allocUnsafe(size)
  let at = 0
  for (const piece of pieces)
    at += typeof piece === 'string' ? page.write(piece, at) : piece.bytes.copy(page, at)
  return page.subarray(0, at)
}

const GZIP_HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff])
const LAST_BLOCK = Buffer.from([1, 0, 0, 0xff, 0xff])
/** A stored block's header: type, length, and the length's complement. */
const BLOCK_HEADER = 5
const LONGEST_BLOCK = 0xffff

/** The same page as one gzip member (RFC 1952): fixed pieces as compressed before, the others stored as they are. */
export function asGzip(pieces: readonly Piece[]): Buffer {
  let size = GZIP_HEADER.length + LAST_BLOCK.length + 8
  for (const piece of pieces)
    size +=
      typeof piece === 'string'
        ? piece.length * 3 + BLOCK_HEADER * (1 + Math.ceil((piece.length * 3) / LONGEST_BLOCK))
        : piece.deflated.length
  const out = Buffer.allocUnsafe(size)
  let at = GZIP_HEADER.copy(out)
  let crc = 0
  let length = 0
  for (const piece of pieces) {
    if (typeof piece !== 'string') {
      at += piece.deflated.copy(out, at)
      crc = crc32(piece.bytes, crc)
      length += piece.bytes.length
    } else if (piece !== '') {
      const written = out.write(piece, at + BLOCK_HEADER)
      if (written > LONGEST_BLOCK) {
        // Too long for one stored block: compressed like a fixed one. A very long list of answers, once in a while.
        const fixed = new Fixed(piece)
        at += fixed.deflated.copy(out, at)
      } else {
        out[at] = 0
        out.writeUInt16LE(written, at + 1)
        out.writeUInt16LE(written ^ 0xffff, at + 3)
        at += BLOCK_HEADER + written
      }
      crc = crc32(piece, crc)
      length += written
    }
  }
  at += LAST_BLOCK.copy(out, at)
  at = out.writeUInt32LE(crc, at)
  at = out.writeUInt32LE(length, at)
  return out.subarray(0, at)
}
