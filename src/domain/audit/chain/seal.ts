import type { Db } from '../../../../db/client.ts'
import { addMs, minutes } from '../../../kernel/clock.ts'
import { sameLocalDay } from '../../../kernel/dates.ts'
import type { KeyRing } from '../../../kernel/key-ring.ts'
import { blockHash, headText, NOTHING_BEFORE, type SealedBlock, sealOf } from './rules.ts'
import { freshEntries, insertBlock, reachAt, readHead, tryHoldSealing } from './store.ts'

/** Entries of one block: its digests are then 320 KB, read and written in one piece. */
const BLOCK = 10_000
/** No transaction of Loa lasts as long; an id that has not come by then was rolled back. */
const WAIT_FOR_LATE = minutes(60)

export interface Sealing {
  /** Entries sealed now. */
  readonly sealed: number
  /** The chain's new head when this block is the first one of its day: worth noting outside the database. */
  readonly headOfDay: string | null
}

/**
 * Chains the entries that no block holds yet. Writers never wait for it: they write rows as ever, and an entry that is
 * committed late, under an id lower than its neighbours', is sealed by a later block.
 */
export async function sealEntries(db: Db, keys: KeyRing, now: Date): Promise<Sealing> {
  let sealed = 0
  let headOfDay: string | null = null
  for (;;) {
    const block = await db.transaction().execute((trx) => sealNext(trx, keys, now))
    if (!block) break
    sealed += block.count
    headOfDay = block.headOfDay ?? headOfDay
    if (block.count < BLOCK) break
  }
  return { sealed, headOfDay }
}

async function sealNext(
  trx: Db,
  keys: KeyRing,
  now: Date,
): Promise<{ count: number; headOfDay: string | null } | null> {
  if (!(await tryHoldSealing(trx))) return null
  const head = await readHead(trx)
  const fresh = await freshEntries(trx, {
    reach: head?.reach ?? 0,
    stillOpen: head?.stillOpen ?? '{}',
    givenUp: await reachAt(trx, addMs(now, -WAIT_FOR_LATE)),
    limit: BLOCK,
  })
  if (!fresh) return null
  const block = {
    number: (head?.number ?? 0) + 1,
    sealedAtMicros: now.getTime() * 1000,
    entries: fresh.entries,
    stillOpen: fresh.stillOpen,
    reach: fresh.reach,
    digests: fresh.digests,
    previous: head?.hash ?? NOTHING_BEFORE,
  }
  const hash = blockHash(block)
  const key = keys.current
  const sealedBlock: SealedBlock = { ...block, hash, keyId: key.id, seal: sealOf(key, hash) }
  await insertBlock(trx, sealedBlock, now)
  const isFirstOfDay = !head || !sameLocalDay(head.sealedAt, now)
  return { count: fresh.count, headOfDay: isFirstOfDay ? headText(block.number, hash) : null }
}
