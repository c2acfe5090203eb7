import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../../../../db/client.ts'
import type { Block, SealedBlock } from './rules.ts'

/** One advisory lock for all who would write a block. */
const SEALING = 4_712_140

/** SHA-256 of all that an entry says; jsonb's text has one form for equal values. `e` is the row. */
const digest: RawBuilder<Buffer> = sql`sha256(convert_to(jsonb_build_array(e.id,
  (extract(epoch from e.at) * 1000000)::bigint, e.actor_kind, e.actor_id, e.action, e.entity, e.entity_id, e.unit_id,
  e.data)::text, 'UTF8'))`

/** True when nobody else is sealing; held until the transaction ends. */
export async function tryHoldSealing(trx: Db): Promise<boolean> {
  const { rows } = await sql<{ won: boolean }>`select pg_try_advisory_xact_lock(${SEALING}) as won`.execute(
    trx,
  )
  return rows[0]?.won ?? false
}

export interface Head {
  readonly number: number
  readonly hash: Buffer
  readonly reach: number
  readonly stillOpen: string
  readonly sealedAt: Date
}

export async function readHead(db: Db): Promise<Head | null> {
  const { rows } = await sql<Head>`
    select number, hash, reach, still_open::text as "stillOpen", sealed_at as "sealedAt"
    from audit_block order by number desc limit 1`.execute(db)
  return rows[0] ?? null
}

/** How far the chain reached at a time; ids below it that are open still will not come any more. */
export async function reachAt(db: Db, at: Date): Promise<number> {
  const { rows } = await sql<{ reach: number }>`
    select reach from audit_block where sealed_at <= ${at} order by number desc limit 1`.execute(db)
  return rows[0]?.reach ?? 0
}

export interface Fresh {
  readonly count: number
  readonly entries: string
  readonly digests: Buffer
  readonly reach: number
  readonly stillOpen: string
}

/** Entries that no block has yet, at most `limit` of them; ids up to `givenUp` are not waited for any longer. */
export async function freshEntries(
  trx: Db,
  { reach, stillOpen, givenUp, limit }: { reach: number; stillOpen: string; givenUp: number; limit: number },
): Promise<Fresh | null> {
  const { rows } = await sql<Fresh>`
    with fresh as (
      (select e.id, ${digest} as digest from unnest(${stillOpen}::int8multirange) r
        join audit_entry e on e.id >= lower(r) and e.id < upper(r) order by e.id limit ${limit})
      union all
      (select e.id, ${digest} as digest from audit_entry e where e.id > ${reach} order by e.id limit ${limit})
    ), chosen as (select * from fresh order by id limit ${limit}),
    sealed as (
      select count(*) as count, range_agg(int8range(id, id, '[]')) as entries, string_agg(digest, ''::bytea order by id) as digests,
        greatest(max(id), ${reach}::bigint) as reach
      from chosen)
    select count, entries::text as entries, digests, reach,
      (${stillOpen}::int8multirange + int8multirange(int8range(${reach}::bigint, reach, '(]')) - entries
        - int8multirange(int8range(null, ${givenUp}::bigint, '(]')))::text as "stillOpen"
    from sealed where count > 0`.execute(trx)
  return rows[0] ?? null
}

export async function insertBlock(trx: Db, block: SealedBlock, sealedAt: Date): Promise<void> {
  await sql`
    insert into audit_block (number, sealed_at, entries, still_open, reach, digests, previous, hash, key_id, seal)
    values (${block.number}, ${sealedAt}, ${block.entries}::int8multirange, ${block.stillOpen}::int8multirange, ${block.reach},
      ${block.digests}, ${block.previous}, ${block.hash}, ${block.keyId}, ${block.seal})`.execute(trx)
}

/** The next blocks of the chain, as they are stored. */
export async function blocksAfter(db: Db, number: number, limit: number): Promise<readonly SealedBlock[]> {
  const { rows } = await sql<SealedBlock>`
    select number, (extract(epoch from sealed_at) * 1000000)::bigint as "sealedAtMicros", entries::text as entries,
      still_open::text as "stillOpen", reach, digests, previous, hash, key_id as "keyId", seal
    from audit_block where number > ${number} order by number limit ${limit}`.execute(db)
  return rows
}

/** Id and digest, as recomputed now, of the entries of a block that are there. */
export async function digestsOf(
  db: Db,
  entries: Block['entries'],
): Promise<readonly { id: number; digest: Buffer }[]> {
  const { rows } = await sql<{ id: number; digest: Buffer }>`
    select e.id, ${digest} as digest from unnest(${entries}::int8multirange) r
    join audit_entry e on e.id >= lower(r) and e.id < upper(r) order by e.id`.execute(db)
  return rows
}

/** Entries below the reach of the chain that no block holds and nobody waits for: somebody put them in afterwards. */
export async function entriesOutside(
  db: Db,
  reach: number,
  stillOpen: string,
  limit: number,
): Promise<readonly number[]> {
  const { rows } = await sql<{ id: number }>`
    select e.id from unnest(int8multirange(int8range(null, ${reach}::bigint, '(]'))
      - coalesce((select range_agg(entries) from audit_block), '{}'::int8multirange) - ${stillOpen}::int8multirange) r
    join audit_entry e on (lower(r) is null or e.id >= lower(r)) and e.id < upper(r)
    order by e.id limit ${limit}`.execute(db)
  return rows.map((row) => row.id)
}

/** Entries that wait for the next block. */
export async function countUnsealed(db: Db, reach: number, stillOpen: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select (select count(*) from audit_entry where id > ${reach})
      + (select count(*) from unnest(${stillOpen}::int8multirange) r
          join audit_entry e on e.id >= lower(r) and e.id < upper(r)) as count`.execute(db)
  return rows[0]?.count ?? 0
}
