import { sql } from 'kysely'
import type { Db } from '../../../db/client.ts'

export interface PostToHand {
  readonly postId: number
  readonly unitId: number
  readonly unitName: string
  readonly positionCode: string
  readonly position: string
  readonly contactOrder: number | null
}

/** Posts that a person holds today, in the units that are seen from here. */
export async function postsToHand(
  trx: Db,
  personId: number,
  on: string,
  locale: 'vi' | 'en',
): Promise<PostToHand[]> {
  const { rows } = await sql<PostToHand>`
    select o.id as "postId", o.unit_id as "unitId", u.name as "unitName", o.position_code as "positionCode",
      p.${sql.ref(locale === 'en' ? 'name_en' : 'name_vi')} as position, o.contact_order as "contactOrder"
    from post o join unit u on u.id = o.unit_id join position p on p.code = o.position_code
    where o.person_id = ${personId} and o.valid_from <= ${on}::date and (o.valid_to is null or o.valid_to > ${on}::date)
    order by p.rank, o.id`.execute(trx)
  return rows
}

export interface DirectiveToHand {
  readonly directiveId: number
  readonly unitId: number
  readonly title: string
  readonly acknowledged: boolean
}

/** Directives under way that this person got for one of these units. */
export async function directivesToHand(
  trx: Db,
  personId: number,
  unitIds: readonly number[],
  now: Date,
): Promise<DirectiveToHand[]> {
  const { rows } = await sql<DirectiveToHand>`
    select d.id as "directiveId", t.unit_id as "unitId", d.title, t.acknowledged_at is not null as acknowledged
    from recipient r join target t on t.id = r.target_id join directive d on d.id = r.directive_id
    where r.person_id = any(loa_selves(${personId})) and r.left_at is null and t.unit_id = any(${unitIds}::bigint[])
      and d.state in ('held', 'sending', 'sent') and d.replaced_at is null and d.valid_until > ${now}::timestamptz
      and t.excluded_at is null and d.acknowledge
    order by d.issued_at desc, d.id limit 200`.execute(trx)
  return rows
}

export interface GroupToHand {
  readonly groupId: number
  readonly name: string
  /** Members by rule come and go by themselves. */
  readonly byRule: boolean
}

export async function groupsToHand(trx: Db, personId: number, on: string): Promise<GroupToHand[]> {
  const { rows } = await sql<GroupToHand>`
    select g.id as "groupId", g.name, g.rule is not null as "byRule"
    from chat_group_member m join chat_group g on g.id = m.group_id
    where m.person_id = ${personId} and g.ended_at is null
      and m.valid_from <= ${on}::date and (m.valid_to is null or m.valid_to > ${on}::date)
    order by g.sort, g.id`.execute(trx)
  return rows
}

export interface SharedToHand {
  readonly contactPointId: number
  readonly channel: string
  readonly address: string
}

/** Telephones of the office: they stay there when the person goes. */
export async function sharedToHand(trx: Db, personId: number): Promise<SharedToHand[]> {
  const { rows } = await sql<SharedToHand>`
    select id as "contactPointId", channel, address from contact_point
    where person_id = ${personId} and is_shared_office and state = 'ok' order by id`.execute(trx)
  return rows
}

/** The successor sits in the same groups, through the post that they take over. Who sits there already stays as they are. */
export async function joinGroups(
  trx: Db,
  seat: { groupIds: readonly number[]; personId: number; postId: number; on: string; at: Date },
): Promise<void> {
  await sql`
    insert into chat_group_member (group_id, person_id, post_id, valid_from, joined_at, join_reason)
    select g, ${seat.personId}, ${seat.postId}, ${seat.on}::date, ${seat.at}, 'successor' from unnest(${seat.groupIds}::bigint[]) g
    where not exists (select from chat_group_member m where m.group_id = g and m.person_id = ${seat.personId}
      and (m.valid_to is null or m.valid_to > ${seat.on}::date))
    order by g`.execute(trx)
}
