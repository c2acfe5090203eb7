import { sql } from 'kysely'
import type { Db } from '../../../db/client.ts'
import type { TimelineEntry } from '../../contract/board.ts'
import type { ContactChannel } from '../../contract/contact.ts'

/** One thing that happened with a unit. `sentence` is the key below `timeline.` in the locales. */
export interface TimelineRow {
  readonly at: Date
  readonly kind: TimelineEntry['kind']
  readonly sentence: string
  readonly person: string | null
  readonly staff: string | null
  readonly channel: string | null
  readonly reason: string | null
  readonly note: string | null
  readonly providerId: string | null
  readonly providerCode: string | null
}

/** Everything that happened with one unit and one directive, oldest first, in one statement. */
export async function timelineRows(db: Db, directiveId: number, targetId: number): Promise<TimelineRow[]> {
  const staffName = (column: string) => sql`loa_staff_name(${sql.ref(column)})`
  const { rows } = await sql<TimelineRow>`
    with r as materialized (
      select id, person_name, opened_at, delegated_from from recipient
      where directive_id = ${directiveId} and target_id = ${targetId}
    ), v as materialized (
      select v.*, r.person_name from delivery v join r on r.id = v.recipient_id where v.purpose <> 'test'
    ), told as materialized (
      -- Which units a report was about stands in the line of its escalation.
      select e.at, n.staff_id, n.read_at from audit_entry e
      join leader_notice n on n.directive_id = e.entity_id and n.step = (e.data->>'step')::int
      where e.entity = 'directive' and e.entity_id = ${directiveId} and e.action = 'directive.escalated'
        and e.data->>'act' = 'leader' and e.data->'targets' @> to_jsonb(${targetId}::bigint)
    ), happened (at, kind, sentence, person, staff, channel, reason, note, provider_id, provider_code) as (
      select coalesce(accepted_at, failed_at, claimed_at, due_at), 'attempt',
        case when state = 'queued' then 'attempt.queued' when state in ('failed', 'unknown', 'expired', 'cancelled', 'sending') then 'attempt.' || state
          else 'attempt.' || purpose end,
        person_name, null::text, channel, reason, null::text, provider_message_id, provider_code from v
        where state <> 'cancelled' or claimed_at is not null
      union all select delivered_at, 'receipt', 'receipt.delivered', person_name, null, channel, null, null, provider_message_id, null
        from v where delivered_at is not null
      union all select seen_at, 'receipt', 'receipt.seen', person_name, null, channel, null, null, provider_message_id, null
        from v where seen_at is not null
      union all select opened_at, 'opened', 'opened', person_name, null, null, null, null, null, null from r where opened_at is not null
      union all select a.at, 'acknowledged', case when a.answer = 'not_applicable' then 'not_applicable' 
            when a.unverified then 'acknowledged.unverified' else 'acknowledged.' || a.via end,
          coalesce(a.spoke_with, r.person_name), ${staffName('a.recorded_by')}, null, null, a.note, a.receipt_code, null
        from acknowledgement a left join r on r.id = a.recipient_id where a.target_id = ${targetId}
      union all select a.withdrawn_at, 'withdrawn', 'withdrawn', coalesce(a.spoke_with, r.person_name), null, null, null, null, a.receipt_code, null
        from acknowledgement a left join r on r.id = a.recipient_id where a.target_id = ${targetId} and a.withdrawn_at is not null
      union all select q.asked_at, 'question', 'question', r.person_name, null, null, null, q.text, null, null
        from question q left join r on r.id = q.recipient_id where q.target_id = ${targetId}
      union all select q.answered_at, 'answer', 'answer', r.person_name, ${staffName('q.answered_by')}, null, null, q.answer, null, null
        from question q left join r on r.id = q.recipient_id where q.target_id = ${targetId} and q.answered_at is not null
      union all select g.at, 'delegated', 'delegated', f.person_name, null, null, null, r.person_name, null, null
        from delegation g join r f on f.id = g.from_recipient_id left join r on r.id = g.to_recipient_id
      union all select p.at, 'delegated', case when n.id is not null then 'replaced' when p.outcome is null then 'left_nobody' else 'left' end, r.person_name, null, null, null, n.person_name, null, null
        from replacement p join r on r.id = p.from_recipient_id left join recipient n on n.id = p.to_recipient_id
      union all select e.at, case e.kind when 'not_me' then 'not_me' else 'new_link' end, e.kind, r.person_name, null, null, null, null, null, null
        from link_event e join r on r.id = e.recipient_id where e.kind in ('not_me', 'new_link_asked')
      union all select n.at, 'nudge', 'nudge', null, ${staffName('n.by')}, null, null, null, null, null
        from nudge n where n.target_id = ${targetId} and n.undone_at is null
      union all select c.at, 'call', 'call.' || c.outcome, coalesce(c.spoke_with, r.person_name), ${staffName('c.recorded_by')}, null, null, c.note, null, null
        from call_result c left join r on r.id = c.recipient_id where c.target_id = ${targetId}
      union all select t.overdue_since, 'escalation', 'escalation.overdue', null, null, null, null, null, null, null
        from target t where t.id = ${targetId} and t.overdue_since is not null
      union all select t.to_call_since, 'escalation', 'escalation.to_call', null, null, null, null, null, null, null
        from target t where t.id = ${targetId} and t.to_call_since is not null
      union all select n.at, 'escalation', 'escalation.leader', null, ${staffName('n.staff_id')}, null, null, null, null, null from told n
      union all select n.read_at, 'report_seen', 'report_seen', null, ${staffName('n.staff_id')}, null, null, null, null, null
        from told n where n.read_at is not null
      union all select e.at, case e.action when 'target.excluded' then 'excluded' else 'restored' end,
          replace(e.action, 'target.', ''), null, ${staffName('e.actor_id')}, null, null,
          case e.action when 'target.excluded' then (select excluded_reason from target where id = ${targetId}) end, null, null
        from audit_entry e where e.entity = 'target' and e.entity_id = ${targetId} and e.action in ('target.excluded', 'target.restored')
    )
    select at, kind, sentence, person, staff, channel, reason, note, provider_id as "providerId", provider_code as "providerCode"
    from happened where at is not null order by at, kind = 'receipt', kind = 'opened'`.execute(db)
  return rows
}

export interface DetailPersonRow {
  readonly recipientId: number
  readonly name: string
  readonly position: string | null
  readonly stage: number
  readonly problem: string | null
  readonly channel: string | null
  readonly disowned: boolean
  /** The post that made this person a recipient has ended. */
  readonly left: boolean
  readonly contacts:
    | readonly {
        readonly channel: ContactChannel
        readonly address: string
        readonly state: string
        readonly shared: boolean
      }[]
    | null
}

/** The people of a unit who get the directive, in the order in which they are called, with all their addresses. */
export async function unitPeople(db: Db, directiveId: number, targetId: number): Promise<DetailPersonRow[]> {
  const { rows } = await sql<DetailPersonRow>`
    select r.id as "recipientId", r.person_name as name, o.name_vi as position, r.stage, r.problem, r.channel,
      r.disowned_at is not null as disowned, r.left_at is not null as left,
      (select json_agg(json_build_object('channel', c.channel, 'address', c.address, 'state', c.state, 'shared', c.is_shared_office)
        order by array_position(array['sms', 'phone', 'zalo', 'telegram', 'email'], c.channel), c.id)
        from contact_point c where c.person_id = r.person_id and c.removed_at is null) as contacts
    from recipient r left join position o on o.code = r.position_code
    where r.directive_id = ${directiveId} and r.target_id = ${targetId}
    order by r.disowned_at is not null, r.contact_order nulls last, r.id`.execute(db)
  return rows
}
