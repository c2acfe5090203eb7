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
  /**
   * Deflated on its own and flushed to a whole byte: may stand anywhere in a stream (RFC 1951, §3.2.4). A text of single
   * bytes, because joining texts is cheaper than copying buffers.
   */
  readonly deflated: string
  readonly #crc: number
  /** What these bytes do to the checksum of everything before them. */
  readonly #shift: number

  constructor(text: string) {
    this.text = text
    this.bytes = Buffer.from(text)
    this.deflated = deflateRawSync(this.bytes, { level: 9, finishFlush: constants.Z_FULL_FLUSH }).toString(
      'latin1',
    )
    this.#crc = crc32(this.bytes)
    this.#shift = crcShift(this.bytes.length)
  }

  /** The checksum of what came before and these bytes, without reading them again. */
  crcAfter(before: number): number {
    return (crcMultiply(this.#shift, before) ^ this.#crc) >>> 0
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

const GZIP_HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]).toString('latin1')
const LAST_BLOCK = Buffer.from([1, 0, 0, 0xff, 0xff]).toString('latin1')
const LONGEST_BLOCK = 0xffff

/**
 * The same page as one gzip member (RFC 1952), as a text of single bytes: fixed pieces as compressed before, the others
 * stored as they are.
 */
export function asGzip(pieces: readonly Piece[]): string {
  let out = GZIP_HEADER
  let crc = 0
  let length = 0
  for (const piece of pieces) {
    if (piece === '') continue
    const fixed = typeof piece === 'string' ? null : piece
    const bytes = fixed?.bytes ?? Buffer.from(piece as string)
    if (fixed) out += fixed.deflated
    // Too long for one stored block: compressed like a fixed one. A very long list of answers, once in a while.
    else if (bytes.length > LONGEST_BLOCK) out += new Fixed(piece as string).deflated
    else out += storedBlock(bytes)
    crc = fixed ? fixed.crcAfter(crc) : crc32(bytes, crc)
    length += bytes.length
  }
  return out + LAST_BLOCK + littleEndian(crc) + littleEndian(length)
}

function storedBlock(bytes: Buffer): string {
  const { length } = bytes
  const head = String.fromCharCode(0, length & 255, length >> 8, ~length & 255, (~length >> 8) & 255)
  return head + bytes.toString('latin1')
}

const littleEndian = (n: number): string =>
  String.fromCharCode(n & 255, (n >>> 8) & 255, (n >>> 16) & 255, (n >>> 24) & 255)

const POLYNOMIAL = 0xedb88320

/** Product of two polynomials modulo that of CRC-32, bits reversed as the checksum has them. */
function crcMultiply(a: number, b: number): number {
  let product = 0
  let factor = b
  for (let bit = 31; bit >= 0; bit--) {
    if ((a >>> bit) & 1) product ^= factor
    factor = factor & 1 ? (factor >>> 1) ^ POLYNOMIAL : factor >>> 1
  }
  return product >>> 0
}

/** The factor by which a checksum moves on over this many bytes: x to the power of their bits. */
function crcShift(bytes: number): number {
  let shift = 0x80000000
  let power = 0x00800000
  for (let n = bytes; n > 0; n = Math.floor(n / 2)) {
    if (n % 2 === 1) shift = crcMultiply(power, shift)
    power = crcMultiply(power, power)
  }
  return shift
}
