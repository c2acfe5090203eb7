import { sql } from 'kysely'
import type { Db } from '../../../db/client.ts'
import { beyondScope } from '../../../db/scope.ts'

export interface EndingPost {
  readonly postId: number
  readonly unitId: number
  readonly unitName: string
  readonly positionCode: string
  readonly position: string
  readonly contactOrder: number | null
  readonly from: string | null
  readonly to: string | null
  readonly personId: number
  readonly personName: string
  readonly ended: boolean
}

/** A post that is seen from here, with the names of what it is about. */
export async function endingPost(trx: Db, id: number, locale: 'vi' | 'en'): Promise<EndingPost | null> {
  const { rows } = await sql<EndingPost>`
    select o.id as "postId", o.unit_id as "unitId", u.name as "unitName", o.position_code as "positionCode",
      n.${sql.ref(locale === 'en' ? 'name_en' : 'name_vi')} as position, o.contact_order as "contactOrder",
      nullif(o.valid_from, '1900-01-01'::date) as "from", o.valid_to as "to", p.id as "personId", p.full_name as "personName",
      o.ended_at is not null as ended
    from post o join unit u on u.id = o.unit_id join position n on n.code = o.position_code join person p on p.id = o.person_id
    where o.id = ${id}`.execute(trx)
  return rows[0] ?? null
}

export interface EndsWith {
  readonly stays: boolean
  readonly groups: string[]
  readonly links: number
  readonly pending: number
  readonly rights: boolean
}

/**
 * What loa_leave_post would end, counted. It looks where the console's role may not (links, rights, groups of tiers above):
 * only for a post that the reader's scope has shown.
 */
export function endsWith(
  trx: Db,
  post: Pick<EndingPost, 'postId' | 'personId' | 'unitId'>,
  { on, now }: { on: string; now: Date },
): Promise<EndsWith> {
  const { postId, personId, unitId } = post
  const otherPost = (
    where: ReturnType<typeof sql>,
  ) => sql`exists (select from post o where o.person_id = ${personId}
    and o.id <> ${postId} and ${where} and o.valid_from <= ${on}::date and (o.valid_to is null or o.valid_to > ${on}::date))`
  return beyondScope(trx, async (owner) => {
    const { rows } = await sql<EndsWith>`
      with s as (select ${otherPost(sql`o.unit_id = ${unitId}`)} as stays),
      held as (
        select r.id from directive d join recipient r on r.directive_id = d.id and r.person_id = any(loa_selves(${personId}))
        join target t on t.id = r.target_id and t.unit_id = ${unitId}
        where d.issued_at is not null and r.left_at is null and not (select stays from s)
      )
      select (select stays from s) as stays,
        array(select distinct g.name from chat_group_member m join chat_group g on g.id = m.group_id
          where m.person_id = ${personId} and (m.valid_to is null or m.valid_to > ${on}::date) and g.ended_at is null
            and (m.post_id = ${postId} or (m.post_id is null and not ${otherPost(sql`true`)})) order by 1) as groups,
        (select count(*)::int from access_link l where l.recipient_id in (select id from held) and l.revoked_at is null
          and l.expires_at > ${now}) as links,
        (select count(*)::int from delivery v where v.recipient_id in (select id from held) and v.state = 'queued') as pending,
        exists (select from role_grant g join staff f on f.id = g.staff_id where f.person_id = ${personId} and g.unit_id = ${unitId}
          and (g.valid_to is null or g.valid_to > ${now}) and not (select stays from s)) as rights`.execute(
      owner,
    )
    return rows[0]!
  })
}

/** Whom the directives of a unit would go to, were this post not there: the first in the order of contact. */
export async function nextInUnit(
  trx: Db,
  of: { unitId: number; withoutPost: number; withoutPerson: number; on: string; locale: 'vi' | 'en' },
): Promise<{ personId: number; name: string; position: string } | null> {
  const { rows } = await sql<{ personId: number; name: string; position: string }>`
    select o.person_id as "personId", p.full_name as name, n.${sql.ref(of.locale === 'en' ? 'name_en' : 'name_vi')} as position
    from post o join person p on p.id = o.person_id join position n on n.code = o.position_code
    where o.unit_id = ${of.unitId} and o.id <> ${of.withoutPost} and o.person_id <> ${of.withoutPerson}
      and o.contact_order is not null and o.valid_from <= ${of.on}::date and (o.valid_to is null or o.valid_to > ${of.on}::date)
    order by o.contact_order, o.id limit 1`.execute(trx)
  return rows[0] ?? null
}
