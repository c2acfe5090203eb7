import { type Kysely, sql } from 'kysely'
import type { DB } from '../db/types.ts'
import { adapterOf } from '../src/channels/registry.ts'
import type { Channel } from '../src/contract/common.ts'
import { keyRing } from '../src/kernel/key-ring.ts'
import { seal } from '../src/kernel/secret-box.ts'

/** An account through which a sample federation speaks. The adapter's own schemas read `config` and `secrets`. */
export interface SampleAccount {
  readonly kind: string
  readonly channel: Channel
  readonly name: string
  readonly baseUrl: string
  readonly config?: object
  readonly secrets?: object
  /** Lowest is tried first; by default zalo 10, sms 20, telegram 25, email 30, webhook 40. */
  readonly rank?: number
  /** The lane; by default what the adapter of this kind says of itself. */
  readonly ratePerMinute?: number
  readonly burst?: number
}

const RANK: Readonly<Record<Channel, number>> = { zalo: 10, sms: 20, telegram: 25, email: 30, webhook: 40 }

/** Stores accounts with their lanes; returns their ids in the order given. `secret` seals their credentials. */
export async function insertAccounts(
  db: Kysely<DB>,
  ownerUnitId: number,
  accounts: readonly SampleAccount[],
  { secret, now }: { secret: string; now: Date },
): Promise<number[]> {
  if (accounts.length === 0) return []
  const rows = await db
    .insertInto('channel_account')
    .values(
      accounts.map((account) => ({
        kind: account.kind,
        channel: account.channel,
        owner_unit_id: ownerUnitId,
        name: account.name,
        base_url: account.baseUrl,
        config: JSON.stringify(account.config ?? {}),
        secrets: account.secrets ? seal(keyRing(secret), JSON.stringify(account.secrets)) : null,
        rank: account.rank ?? RANK[account.channel],
        is_demo: true,
      })),
    )
    .returning('id')
    .execute()
  await db
    .insertInto('channel_lane')
    .values(
      rows.map(({ id }, index) => ({
        account_id: id,
        ...laneOf(accounts[index]!),
        refilled_at: now,
      })),
    )
    .execute()
  return rows.map((row) => row.id)
}

function laneOf(account: SampleAccount): { rate_per_minute: number; burst: number; tokens: number } {
  const usual = adapterOf(account.kind)?.capabilities
  const burst = account.burst ?? usual?.burst
  const rate_per_minute = account.ratePerMinute ?? usual?.ratePerMinute
  if (burst === undefined || rate_per_minute === undefined)
    throw new Error(`no adapter «${account.kind}» says how fast its lane is: give ratePerMinute and burst`)
  return { rate_per_minute, burst, tokens: burst }
}

/** Takes `count` consecutive ids of a table's identity column and returns the first, so that rows can refer to each other. */
export async function reserveIds(db: Kysely<DB>, table: keyof DB & string, count: number): Promise<number> {
  const { rows } = await sql<{ last: number }>`
    select setval(pg_get_serial_sequence(${table}, 'id'), nextval(pg_get_serial_sequence(${table}, 'id')) + ${count} - 1) as last`.execute(
    db,
  )
  return rows[0]!.last - count + 1
}
