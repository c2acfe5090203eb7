import type { Db } from '../../../../db/client.ts'
import type { KeyRing } from '../../../kernel/key-ring.ts'
import {
  blockHash,
  DIGEST_BYTES,
  headText,
  type IdRange,
  idsOf,
  isNew,
  NOTHING_BEFORE,
  rangesOf,
  type SealedBlock,
  sameBytes,
  sealOf,
} from './rules.ts'
import { blocksAfter, countUnsealed, digestsOf, entriesOutside } from './store.ts'

/** Something that does not fit. */
export interface Misfit {
  /**
   * `altered`, `missing`, `added`: an entry (its id). `block`: a block that does not say what its hash says, or does not
   * follow the one before it (its number). `forged`: a block not made by this installation. `cut`: the chain does not
   * hold the head that somebody noted down; blocks were removed or the whole chain was written anew.
   */
  readonly kind: 'altered' | 'missing' | 'added' | 'block' | 'forged' | 'cut'
  readonly id: number
}

export interface Verification {
  readonly misfits: readonly Misfit[]
  readonly blocks: number
  /** Entries that were compared with what was sealed. */
  readonly entries: number
  /** Entries that wait for the next block. */
  readonly unsealed: number
  /** Blocks whose key this installation no longer has: their hashes hold, their maker is not proven. */
  readonly unproven: number
  readonly head: string | null
}

/** Enough to see what happened; a log that was emptied would otherwise name each of a million. */
const ENOUGH = 20

/**
 * Recomputes every digest, every hash and every seal, block by block; memory does not grow with the log. The misfits
 * come in the order of the chain: the first one is where it broke.
 */
export async function verifyChain(
  db: Db,
  keys: KeyRing,
  noted: { number: number; hash: Buffer } | null,
): Promise<Verification> {
  const misfits: Misfit[] = []
  let previous: Pick<SealedBlock, 'number' | 'hash' | 'reach' | 'stillOpen'> = {
    number: 0,
    hash: NOTHING_BEFORE,
    reach: 0,
    stillOpen: '{}',
  }
  let entries = 0
  let blocks = 0
  let unproven = 0
  let notedIsThere = noted === null
  for (;;) {
    const some = await blocksAfter(db, previous.number, 8)
    if (some.length === 0 || misfits.length >= ENOUGH) break
    for (const block of some) {
      const ranges = rangesOf(block.entries)
      if (!follows(block, previous, ranges)) misfits.push({ kind: 'block', id: block.number })
      const key = keys.find(block.keyId)
      if (!key) unproven++
      else if (!sameBytes(sealOf(key, block.hash), block.seal))
        misfits.push({ kind: 'forged', id: block.number })
      if (noted && block.number === noted.number) notedIsThere = sameBytes(block.hash, noted.hash)
      const rows = await digestsOf(db, block.entries)
      misfits.push(...compare(block.digests, ranges, rows))
      entries += rows.length
      blocks++
      previous = block
    }
  }
  const outside = await entriesOutside(db, previous.reach, previous.stillOpen, ENOUGH)
  misfits.push(...outside.map((id) => ({ kind: 'added' as const, id })))
  if (noted && !notedIsThere) misfits.push({ kind: 'cut', id: noted.number })
  return {
    misfits: misfits.slice(0, ENOUGH),
    blocks,
    entries,
    unsealed: await countUnsealed(db, previous.reach, previous.stillOpen),
    unproven,
    head: previous.number === 0 ? null : headText(previous.number, previous.hash),
  }
}

function follows(
  block: SealedBlock,
  previous: Pick<SealedBlock, 'number' | 'hash' | 'reach' | 'stillOpen'>,
  ranges: readonly IdRange[],
): boolean {
  return (
    block.number === previous.number + 1 &&
    sameBytes(block.previous, previous.hash) &&
    sameBytes(blockHash(block), block.hash) &&
    isNew(ranges, rangesOf(previous.stillOpen), previous.reach)
  )
}

function compare(
  digests: Buffer,
  ranges: readonly IdRange[],
  rows: readonly { id: number; digest: Buffer }[],
): Misfit[] {
  const misfits: Misfit[] = []
  let at = 0
  let row = 0
  for (const id of idsOf(ranges)) {
    const sealed = digests.subarray(at, at + DIGEST_BYTES)
    at += DIGEST_BYTES
    const there = rows[row]
    if (there?.id !== id) misfits.push({ kind: 'missing', id })
    else {
      row++
      if (!sameBytes(there.digest, sealed)) misfits.push({ kind: 'altered', id })
    }
    if (misfits.length >= ENOUGH) break
  }
  return misfits
}
