import { sql } from 'kysely'
import type { Db } from '../../../../db/client.ts'

/** Everything that is held about a person, in the order in which people ask for it. Values as they are stored. */
export type Held = Readonly<
  Record<string, readonly Readonly<Record<string, string | number | boolean | null>>[]>
>

/** Section → the statement that reads it for one person. Times are ISO texts, so that the export is the same everywhere. */
const SECTIONS: Readonly<
  Record<
    string,
    (personId: number) => ReturnType<typeof sql<Record<string, string | number | boolean | null>>>
  >
> = {
  person: (id) => sql`select full_name as name, salutation, note from person where id = ${id}`,
  posts: (id) => sql`
    select u.name as unit, coalesce(q.name_vi, o.position_code) as position, o.valid_from::text as "from", o.valid_to::text as "to"
    from post o join unit u on u.id = o.unit_id left join position q on q.code = o.position_code
    where o.person_id = any(loa_selves(${id})) order by o.valid_from, o.id`,
  contacts: (id) => sql`
    select channel, address, state, is_shared_office as "sharedOffice", added_at::text as "addedAt",
      verified_at::text as "verifiedAt", last_success_at::text as "lastSuccessAt", last_failure_at::text as "lastFailureAt"
    from contact_point where person_id = ${id} and address not like 'erased-%' order by id`,
  consents: (id) => sql`
    select purpose, channel, text_version as "textVersion", given_at::text as "givenAt", how, evidence,
      withdrawn_at::text as "withdrawnAt"
    from consent where person_id = any(loa_selves(${id})) order by id`,
  stopped: (id) => sql`
    select channel, at::text as at, ended_at::text as "endedAt" from objection where person_id = any(loa_selves(${id})) order by id`,
  requests: (id) => sql`
    select kind, received_at::text as "receivedAt", answer_by::text as "answerBy", act_by::text as "actBy",
      finished_at::text as "finishedAt", outcome, note
    from data_request where person_id = any(loa_selves(${id})) order by id`,
  directives: (id) => sql`
    select d.number, d.symbol, d.title, d.issued_at::text as "issuedAt", r.channel, r.delivered_at::text as "deliveredAt",
      r.opened_at::text as "openedAt", r.acknowledged_at::text as "acknowledgedAt"
    from recipient r join directive d on d.id = r.directive_id where r.person_id = any(loa_selves(${id})) order by r.id`,
  messages: (id) => sql`
    select v.channel, v.address, v.purpose, v.state, v.created_at::text as "createdAt", v.delivered_at::text as "deliveredAt"
    from delivery v join recipient r on r.id = v.recipient_id where r.person_id = any(loa_selves(${id})) order by v.id`,
  answers: (id) => sql`
    select a.answer, a.via, a.at::text as at, a.note, a.receipt_code as "receiptCode", a.withdrawn_at::text as "withdrawnAt"
    from acknowledgement a join recipient r on r.id = a.recipient_id where r.person_id = any(loa_selves(${id})) order by a.id`,
  questions: (id) => sql`
    select q.text, q.asked_at::text as "askedAt", q.answer
    from question q join recipient r on r.id = q.recipient_id where r.person_id = any(loa_selves(${id})) order by q.id`,
  calls: (id) => sql`
    select c.outcome, c.at::text as at, c.spoke_with as "spokeWith", c.note
    from call_result c join recipient r on r.id = c.recipient_id where r.person_id = any(loa_selves(${id})) order by c.id`,
  groups: (id) => sql`
    select g.name, m.valid_from::text as "from", m.valid_to::text as "to"
    from chat_group_member m join chat_group g on g.id = m.group_id where m.person_id = any(loa_selves(${id})) order by m.valid_from`,
  phones: (id) => sql`
    select first_seen_at::text as "firstSeenAt", remembered_until::text as "rememberedUntil"
    from device where person_id = ${id} order by id`,
  staff: (id) => sql`
    select job_title as "jobTitle", email, disabled_at::text as "disabledAt" from staff where person_id = any(loa_selves(${id}))`,
}

/** Null when there is no such person, or none the reader may see. */
export async function heldAbout(db: Db, personId: number): Promise<Held | null> {
  const held: Record<string, Held[string]> = {}
  for (const [section, statement] of Object.entries(SECTIONS)) {
    const { rows } = await statement(personId).execute(db)
    if (section === 'person' && rows.length === 0) return null
    held[section] = rows
  }
  return held
}
