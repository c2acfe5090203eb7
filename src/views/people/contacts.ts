import { sql } from 'kysely'
import type { Db } from '../../../db/client.ts'
import { BOUND_CHANNELS } from '../../contract/common.ts'
import type { PersonContact } from '../../contract/person.ts'
import type { Translate } from '../../kernel/i18n.ts'
import { nationalPhone } from '../../kernel/phone.ts'

/** A chat belongs to one account. */
const BOUND: ReadonlySet<string> = new Set(BOUND_CHANNELS)
const CALLED: ReadonlySet<string> = new Set(['sms', 'phone'])

/** How each of these people is reached, most telling channel first; what was taken away is left out. */
export async function contactsOf(
  trx: Db,
  ids: readonly number[],
  t: Translate,
): Promise<ReadonlyMap<number, PersonContact[]>> {
  interface Row
    extends Omit<
      PersonContact,
      'display' | 'tel' | 'failure' | 'addedAt' | 'verifiedAt' | 'lastSuccessAt' | 'lastFailureAt'
    > {
    readonly personId: number
    readonly address: string
    readonly account: string | null
    readonly reason: string | null
    readonly addedAt: Date | null
    readonly verifiedAt: Date | null
    readonly lastSuccessAt: Date | null
    readonly lastFailureAt: Date | null
  }
  const { rows } = await sql<Row>`
    select c.person_id as "personId", c.id, c.channel, c.address, a.name as account, c.state, c.is_shared_office as shared, c.added_at as "addedAt",
      c.verified_at as "verifiedAt", c.verified_how as "verifiedHow", c.last_success_at as "lastSuccessAt",
      c.last_failure_at as "lastFailureAt", c.last_failure_reason as reason
    from contact_point c left join channel_account a on a.id = c.account_id
    where c.person_id = any(${ids}::bigint[]) and c.removed_at is null
    order by array_position(array['zalo', 'sms', 'telegram', 'email', 'phone'], c.channel), c.state <> 'ok', c.id`.execute(
    trx,
  )
  const found = Map.groupBy(rows, (row) => row.personId)
  const shown = ({ personId: _person, address, account, reason, ...row }: Row): PersonContact => ({
    ...row,
    // The id of a chat says nothing to a person.
    display: CALLED.has(row.channel)
      ? nationalPhone(address)
      : BOUND.has(row.channel)
        ? (account ?? '')
        : address,
    tel: CALLED.has(row.channel) ? address : null,
    addedAt: iso(row.addedAt),
    verifiedAt: iso(row.verifiedAt),
    lastSuccessAt: iso(row.lastSuccessAt),
    lastFailureAt: iso(row.lastFailureAt),
    failure: row.lastFailureAt && reasonText(reason, t),
  })
  return new Map([...found].map(([id, list]) => [id, list.map(shown)]))
}

function reasonText(reason: string | null, t: Translate): string {
  const key = `timeline.reason.${reason ?? 'unknown'}`
  const text = t(key)
  return text === key ? t('timeline.reason.unknown') : text
}

const iso = (at: Date | null): string | null => at?.toISOString() ?? null
