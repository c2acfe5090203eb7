import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { type Key, purposeKey } from '../../../kernel/key-ring.ts'

/** SHA-256: the length of a digest of one entry. */
export const DIGEST_BYTES = 32
/** What the first block follows. */
export const NOTHING_BEFORE: Buffer = Buffer.alloc(DIGEST_BYTES)

/** `[from, to)`: ids of entries. */
export interface IdRange {
  readonly from: number
  readonly to: number
}

export interface Block {
  readonly number: number
  /** Microseconds since 1970, as the database holds them. */
  readonly sealedAtMicros: number
  /** PostgreSQL's text of a multirange of ids. */
  readonly entries: string
  readonly stillOpen: string
  readonly reach: number
  readonly digests: Buffer
  readonly previous: Buffer
}

export interface SealedBlock extends Block {
  readonly hash: Buffer
  readonly keyId: string
  readonly seal: Buffer
}

/** Everything that a block says, and through `previous` everything that was said before it. */
export function blockHash(block: Block): Buffer {
  const { number, sealedAtMicros, entries, stillOpen, reach, digests, previous } = block
  return createHash('sha256')
    .update(JSON.stringify([number, sealedAtMicros, entries, stillOpen, reach]))
    .update(previous)
    .update(digests)
    .digest()
}

/** Proof that Loa itself made this block: nobody has the key who has the database alone. */
export const sealOf = (key: Key, hash: Buffer): Buffer =>
  createHmac('sha256', purposeKey(key, 'audit-seal')).update(hash).digest()

export const sameBytes = (a: Buffer, b: Buffer): boolean => a.length === b.length && timingSafeEqual(a, b)

/** «{[1,5),[9,10)}» as PostgreSQL writes it → ranges in rising order. */
export function rangesOf(multirange: string): readonly IdRange[] {
  return [...multirange.matchAll(/\[(-?\d+),(-?\d+)\)/g)].map((match) => ({
    from: Number(match[1]),
    to: Number(match[2]),
  }))
}

/** The ids of the ranges, in rising order. */
export function* idsOf(ranges: readonly IdRange[]): Generator<number> {
  for (const { from, to } of ranges) for (let id = from; id < to; id++) yield id
}

/** Is every id of `inner` in `outer`, or above `reach`? Both in rising order, without overlap. */
export function isNew(inner: readonly IdRange[], open: readonly IdRange[], reach: number): boolean {
  return inner.every(
    ({ from, to }) =>
      from > reach || open.some((range) => range.from <= from && (to <= range.to || range.to > reach)),
  )
}

/** The head as a person notes it down: «17:9f2c…» */
export const headText = (number: number, hash: Buffer): string => `${number}:${hash.toString('hex')}`

/** Null when it is no head. */
export function parseHead(text: string): { number: number; hash: Buffer } | null {
  const match = /^(\d{1,15}):([0-9a-f]{64})$/i.exec(text.trim())
  return match ? { number: Number(match[1]), hash: Buffer.from(match[2]!, 'hex') } : null
}
