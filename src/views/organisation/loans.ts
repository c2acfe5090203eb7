import { sql } from 'kysely'
import type { Db } from '../../../db/client.ts'
import type { ChannelLoan } from '../../contract/channel-loan.ts'

/** Loans of channel accounts that the reader sees as lender or borrower, open ones first, and the accounts to lend. */
export async function listLoans(
  db: Db,
): Promise<{ items: ChannelLoan[]; accounts: { id: number; name: string; channel: string }[] }> {
  const { rows: items } = await sql<ChannelLoan>`
    select l.id, l.account_id as "accountId", loa_account_name(l.account_id) as "accountName", b.id as "borrowerUnitId",
      coalesce(b.name, '') as "borrowerName", l.valid_from as "from", l.valid_to as until, l.state,
      exists (select from channel_account a where a.id = l.account_id) as "canEnd"
    from channel_loan l left join unit b on b.id = l.borrower_unit_id
    order by array_position(array['open', 'planned', 'ended'], l.state), l.valid_from desc, l.id desc`.execute(
    db,
  )
  const { rows: accounts } = await sql<{ id: number; name: string; channel: string }>`
    select id, name, channel from channel_account where enabled order by rank, id`.execute(db)
  return { items, accounts }
}

export interface AccountLine {
  readonly id: number
  readonly kind: string
  readonly name: string
  readonly channel: string
  readonly unitName: string
  readonly enabled: boolean
  readonly baseUrl: string
  readonly config: unknown
}

/** Accounts of the reader's part of the tree with their settings; credentials are no column of the console's role. */
export async function listAccounts(db: Db): Promise<AccountLine[]> {
  const { rows } = await sql<AccountLine>`
    select a.id, a.kind, a.name, a.channel, u.name as "unitName", a.enabled, a.base_url as "baseUrl", a.config
    from channel_account a join unit u on u.id = a.owner_unit_id order by nlevel(u.path), u.name, a.rank, a.id`.execute(
    db,
  )
  return rows
}
