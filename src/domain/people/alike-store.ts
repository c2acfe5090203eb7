import { sql } from 'kysely'
import type { Db } from '../../../db/client.ts'
import type { Alike } from '../../contract/person.ts'
import { fold } from '../../kernel/text.ts'
import { keptAddress } from './rules.ts'

const SHOWN = 8

/**
 * People seen from here who may be the one that somebody is about to write down: the same number or address first, then
 * the same name, marks aside. A number that an office shares says nothing.
 */
export async function findAlike(
  trx: Db,
  { fullName, address, on, locale }: { fullName?: string; address?: string; on: string; locale: 'vi' | 'en' },
): Promise<Alike['items']> {
  const kept = address ? keptAddress(address) : null
  const name = fold(fullName ?? '')
  if (kept === null && name.length < 2) return []
  const { rows } = await sql<Alike['items'][number]>`
    with alike as (
      select c.person_id as id, 'address' as reason from contact_point c
      where ${kept?.address ?? null}::text is not null and c.address = ${kept?.address ?? null} and c.removed_at is null
        and not c.is_shared_office
      union select id, 'name' from (select id from person where name_fold = ${name} and ${name.length >= 2}::boolean
        order by id limit 50) n
    )
    select p.id, p.full_name as name, o.position, o.unit_name as "unitName", array_agg(a.reason order by a.reason) as reasons
    from alike a join person p on p.id = a.id
    left join lateral (select n.${sql.ref(locale === 'en' ? 'name_en' : 'name_vi')} as position, u.name as unit_name
      from post o join position n on n.code = o.position_code join unit u on u.id = o.unit_id
      where o.person_id = p.id and o.valid_from <= ${on}::date and (o.valid_to is null or o.valid_to > ${on}::date)
      order by n.rank, o.id limit 1) o on true
    where p.erased_at is null and p.merged_into is null
    group by p.id, p.full_name, o.position, o.unit_name
    order by min(a.reason), count(*) desc, p.id limit ${SHOWN}`.execute(trx)
  return rows
}
