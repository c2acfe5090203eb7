import { sql } from 'kysely'
import type { Db } from '../../../db/client.ts'
import type { Channel } from '../../contract/common.ts'
import { feasibleContacts, mayReceive } from '../channel/index.ts'
import type { NudgeCandidate, ScheduledStep } from './rules.ts'

export interface NudgedDirective {
  readonly id: number
  readonly ownerUnitId: number
  readonly state: string
  readonly urgency: number
  readonly releasedAt: Date | null
  readonly replacedAt: Date | null
  readonly escalation: readonly ScheduledStep[]
  readonly kindName: string
  readonly number: number | null
  readonly symbol: string | null
  readonly messageClass: 'official' | 'information' | 'promotion'
  readonly isDrill: boolean
  readonly title: string
  readonly actions: readonly string[]
  readonly body: string
  readonly overrides: { readonly zalo?: string; readonly sms?: string; readonly emailSubject?: string }
  readonly smsUnaccented: boolean
  readonly acknowledge: boolean
  readonly acknowledgeBefore: Date | null
  readonly issuerName: string | null
  readonly issuedAt: Date | null
  readonly attachmentNames: readonly string[] | null
  readonly replaces: {
    readonly relation: 'replaces' | 'corrects' | 'recalls'
    readonly reference: string
  } | null
}

/** The directive as its reminder is composed from; null outside the scope. */
export async function nudgedDirective(trx: Db, directiveId: number): Promise<NudgedDirective | null> {
  const { rows } = await sql<NudgedDirective>`
    select d.id, d.owner_unit_id as "ownerUnitId", d.state, d.urgency, d.released_at as "releasedAt", d.replaced_at as "replacedAt", d.escalation,
      k.name_vi as "kindName", d.number, d.symbol, d.message_class as "messageClass", d.is_drill as "isDrill", d.title, d.actions, d.body, d.overrides,
      d.sms_unaccented as "smsUnaccented", d.acknowledge, d.acknowledge_before as "acknowledgeBefore",
      d.issuer_name as "issuerName", d.issued_at as "issuedAt",
      (select array_agg(a.file_name order by a.sort, a.id) from attachment a where a.directive_id = d.id) as "attachmentNames",
      (select jsonb_build_object('relation', d.relation, 'reference', b.number || '/' || b.symbol)
        from directive b where b.id = d.replaces_id and b.number is not null) as replaces
    from directive d join directive_kind k on k.code = d.kind_code
    where d.id = ${directiveId} and d.state not in ('template', 'draft', 'discarded')`.execute(trx)
  return rows[0] ?? null
}

export interface Candidate extends NudgeCandidate {
  readonly targetId: number
  readonly name: string
  readonly escalationStep: number
  readonly people: readonly NudgedPerson[] | null
}

export interface NudgedPerson {
  readonly recipientId: number
  readonly name: string
  readonly salutation: string | null
  readonly unitName: string
  /** The channel the reminder would take: the first feasible one not yet used, else the first feasible. */
  readonly channel: Channel
}

/** Holds the units in the order of their ids, so that two people who remind at once take turns. */
export async function holdUnits(trx: Db, directiveId: number, targetIds: readonly number[]): Promise<void> {
  await sql`select from target where directive_id = ${directiveId} and id = any(${targetIds}::bigint[])
    order by id for no key update`.execute(trx)
}

/** What decides about each of these units of the directive, and the people a reminder would reach. */
export async function nudgeCandidates(
  trx: Db,
  directive: Pick<NudgedDirective, 'id' | 'ownerUnitId'>,
  targetIds: readonly number[],
): Promise<Candidate[]> {
  const { rows } = await sql<Candidate>`
    with wanted as (
      select t.id, t.unit_name, t.acknowledged_at, t.excluded_at, t.last_nudged_at, t.escalation_step from target t
      where t.directive_id = ${directive.id} and t.id = any(${targetIds}::bigint[])
    ), person as (
      select r.id, r.target_id, r.person_id, r.person_name from recipient r
      where r.target_id in (select id from wanted) and r.acknowledged_at is null and r.disowned_at is null
    ), way as (
      select distinct on (p.id) p.id, p.target_id, p.person_name, p.person_id, f.channel
      from person p join (${feasibleContacts(directive.ownerUnitId)}) f on f.person_id = p.person_id
        and ${mayReceive(sql`(select k.message_class from directive k where k.id = ${directive.id})`, sql`f.person_id`, sql`f.channel`)}
      order by p.id, not exists (select from delivery o where o.recipient_id = p.id and o.channel = f.channel
        and o.state <> 'cancelled') desc, f.rank, f.contact_point_id, f.account_id
    )
    select w.id as "targetId", w.unit_name as name, w.acknowledged_at is not null as acknowledged,
      w.excluded_at is not null as excluded, w.last_nudged_at as "lastNudgedAt", w.escalation_step as "escalationStep",
      coalesce(a.reachable, 0) as reachable, a.people
    from wanted w
    left join (select y.target_id, count(*) as reachable, json_agg(json_build_object('recipientId', y.id, 'name', y.person_name,
          'salutation', n.salutation, 'unitName', w.unit_name, 'channel', y.channel) order by y.id) as people
        from way y join person p on p.id = y.id join wanted w on w.id = y.target_id join public.person n on n.id = y.person_id
        group by y.target_id) a on a.target_id = w.id
    order by w.unit_name, w.id`.execute(trx)
  return rows
}

/** Writes one reminder a unit; returns its id by unit. */
export async function insertNudges(
  trx: Db,
  targetIds: readonly number[],
  nudge: { by: number; at: Date; leavesAt: Date },
): Promise<ReadonlyMap<number, number>> {
  const { rows } = await sql<{ id: number; targetId: number }>`
    with made as (
      insert into nudge (target_id, at, by, leaves_at)
      select t, ${nudge.at}, ${nudge.by}, ${nudge.leavesAt} from unnest(${targetIds}::bigint[]) t
      returning id, target_id
    ), marked as (
      update target set last_nudged_at = ${nudge.at} where id = any(${targetIds}::bigint[])
    )
    select id, target_id as "targetId" from made`.execute(trx)
  return new Map(rows.map((row) => [row.targetId, row.id]))
}

/** The units of reminders that have not left yet, by directive. */
export async function undoable(
  trx: Db,
  nudgeIds: readonly number[],
  now: Date,
): Promise<{ nudgeId: number; targetId: number; directiveId: number }[]> {
  const { rows } = await sql<{ nudgeId: number; targetId: number; directiveId: number }>`
    select n.id as "nudgeId", t.id as "targetId", t.directive_id as "directiveId" from nudge n join target t on t.id = n.target_id
    where n.id = any(${nudgeIds}::bigint[]) and n.undone_at is null and n.leaves_at > ${now}
    order by t.id for no key update of t`.execute(trx)
  return rows
}

/** Takes the reminders back: their queued messages never leave, and the units may be reminded again. */
export async function undoNudges(
  trx: Db,
  nudges: readonly { nudgeId: number; targetId: number }[],
  now: Date,
): Promise<void> {
  const ids = nudges.map((one) => one.nudgeId)
  await sql`update delivery set state = 'cancelled' where id in (
    select v.id from recipient r join delivery v on v.recipient_id = r.id
    where r.target_id = any(${nudges.map((one) => one.targetId)}::bigint[])
      and v.purpose = 'nudge' and v.purpose_ref = any(${ids}::bigint[]) and v.state = 'queued'
    order by v.id for update of v)`.execute(trx)
  await sql`update nudge set undone_at = ${now} where id = any(${ids}::bigint[]) and undone_at is null`.execute(
    trx,
  )
  await sql`update target t set last_nudged_at =
      (select max(n.at) from nudge n where n.target_id = t.id and n.undone_at is null)
    where t.id = any(${nudges.map((one) => one.targetId)}::bigint[])`.execute(trx)
}
