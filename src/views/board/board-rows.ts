import { sql } from 'kysely'
import type { Db } from '../../../db/client.ts'
import type { Channel } from '../../contract/common.ts'

/** One unit as the query gives it; times are ISO text because the rows travel as JSON. */
export interface CellRow {
  readonly targetId: number
  readonly unitId: number
  readonly name: string
  readonly area: string | null
  readonly sector: string | null
  readonly acknowledgedAt: string | null
  readonly via: string | null
  readonly late: boolean
  readonly unverified: boolean
  readonly confirmedOld: boolean
  readonly excluded: boolean
  readonly excludedReason: string | null
  readonly overdueSince: string | null
  readonly toCallSince: string | null
  readonly lastNudgedAt: string | null
  readonly people: number
  readonly stage: number
  readonly noChannel: number
  readonly failed: number
  readonly unknown: number
  readonly reportsDelivered: boolean
  readonly reportsOpened: boolean
  readonly contactId: number | null
  readonly contactName: string | null
  readonly contactPosition: string | null
  readonly attempts: readonly AttemptRow[] | null
  readonly openQuestions: number
}

export interface AttemptRow {
  readonly channel: Channel
  readonly at: string
  readonly state: string
  readonly reason: string | null
}

export interface BoardRows {
  /** Milliseconds of the database's own clock when the rows were read: grows, whichever process reads. */
  readonly readAt: number
  readonly directive: {
    readonly id: number
    readonly acknowledge: boolean
    readonly acknowledgeBefore: string | null
  }
  readonly cells: readonly CellRow[]
  readonly people: {
    readonly due: number
    readonly accepted: number
    readonly delivered: number
    readonly opened: number
    readonly acknowledged: number
    readonly withoutChannel: number
  }
  readonly lanes: readonly LaneRow[] | null
  readonly progress: { readonly queued: number; readonly sent: number; readonly total: number }
  readonly openQuestions: number
  readonly groupPosts: { readonly posted: number; readonly total: number }
}

export interface LaneRow {
  readonly accountId: number
  readonly name: string
  readonly channel: Channel
  readonly health: 'ok' | 'slow' | 'failing' | 'down'
  readonly reason: string | null
  readonly code: string | null
  readonly since: string | null
  readonly waiting: number
}

/**
 * Everything a board shows, in one statement and so of one instant; null when there is no such directive (or none inside
 * the scope of the transaction). The channels that report «delivered» and «opened» are those of channels.md: an SMS
 * gateway reports delivery and no reading, e-mail neither; our own page's beacon counts as opened everywhere.
 * With `targetId` only that unit is read, and the totals are of it alone.
 */
export function boardRows(
  db: Db,
  directiveId: number,
  targetId: number | null = null,
): Promise<BoardRows | null> {
  return targetId === null
    ? joinedWhole(db, (trx) => readRows(trx, directiveId, null))
    : readRows(db, directiveId, targetId)
}

/**
 * Thousands of units, their people and their messages are joined as wholes. Of rows that were written a minute ago the
 * planner knows nothing, of those behind a scope little: it would expect one of each and go through all of these for
 * every one of those, which took seconds.
 */
async function joinedWhole<T>(db: Db, read: (trx: Db) => Promise<T>): Promise<T> {
  if (!db.isTransaction) return db.transaction().execute((trx) => joinedWhole(trx, read))
  await sql`set local enable_nestloop = off`.execute(db)
  const found = await read(db)
  await sql`set local enable_nestloop = on`.execute(db)
  return found
}

async function readRows(db: Db, directiveId: number, targetId: number | null): Promise<BoardRows | null> {
  const only = (column: string) => (targetId === null ? sql`true` : sql`${sql.ref(column)} = ${targetId}`)
  const { rows } = await sql<Omit<BoardRows, 'cells'> & { cells: Columns }>`
    with d as materialized (
      select id, acknowledge, acknowledge_before, least(valid_until, closed_at, stopped_at, replaced_at) as over_at,
        case when relation in ('replaces', 'corrects') then replaces_id end as old_id from directive
      where id = ${directiveId} and state not in ('template', 'draft', 'discarded')
    ), r as materialized (
      select r.id, r.target_id, r.stage, r.problem, r.channel, r.contact_order, r.disowned_at, r.person_name, r.position_code,
        -- loa_is_gone(), with what is the same for everybody worked out once.
        coalesce(r.left_at < (select over_at from d), false) as gone
      from recipient r where r.directive_id = (select id from d) and ${only('r.target_id')}
    ), sent as materialized (
      -- One pass over the messages: those that stand alike are one row from here on. Without a target: to nobody's unit.
      select r.target_id, v.account_id, v.channel, v.purpose, v.purpose_ref, v.state, count(*) as n,
        max(coalesce(v.accepted_at, v.failed_at, v.claimed_at, v.created_at)) as at, min(v.reason) as reason
      from delivery v ${targetId === null ? sql`left join` : sql`join`} r on r.id = v.recipient_id
      where v.directive_id = (select id from d) and v.state <> 'cancelled'
      group by r.target_id, v.account_id, v.channel, v.purpose, v.purpose_ref, v.state
    ), unit_people as materialized (
      -- One pass over the people; those of no unit (staff of the federation) are the group without a target. How a unit
      -- stands is told by those who are there; people are counted whoever they are.
      select target_id, count(*) as everybody, count(*) filter (where not gone) as people, max(stage) filter (where not gone) as stage,
        count(*) filter (where stage >= 1) as accepted, count(*) filter (where stage >= 2) as delivered,
        count(*) filter (where stage >= 3) as opened, count(*) filter (where stage >= 4) as acknowledged,
        count(*) filter (where stage = 0 and problem = 'no_channel' and not gone) as no_channel,
        count(*) filter (where stage = 0 and problem in ('failed', 'expired', 'stopped') and not gone) as failed,
        count(*) filter (where stage = 0 and problem = 'unknown' and not gone) as unknown,
        bool_or(stage >= 1 and channel in ('zalo', 'sms')) as reports_delivered,
        bool_or(stage >= 1 and channel = 'zalo') as reports_opened,
        -- Whom to call first: the lowest order, then the lowest id, in one number.
        min(coalesce(contact_order, 32767)::bigint << 40 | id) filter (where disowned_at is null) & ((1::bigint << 40) - 1) as contact_id
      from r group by target_id
    ), sending as materialized (
      select account_id, coalesce(sum(n) filter (where state = 'queued'), 0) as waiting,
        coalesce(sum(n) filter (where purpose = 'issue'), 0) as total,
        coalesce(sum(n) filter (where purpose = 'issue' and state in ('queued', 'sending')), 0) as queued
      from sent group by account_id
    ), attempt as (
      select target_id, channel, max(at) as at,
        (array['expired', 'failed', 'unknown', 'sending', 'accepted', 'delivered', 'seen'])[max(case state
          when 'expired' then 1 when 'failed' then 2 when 'unknown' then 3 when 'sending' then 4
          when 'accepted' then 5 when 'delivered' then 6 else 7 end)] as state,
        min(reason) filter (where state in ('failed', 'unknown', 'expired')) as reason
      from sent where state <> 'queued' and purpose in ('issue', 'nudge', 'escalation') and target_id is not null
      group by target_id, channel, purpose, purpose_ref
    ), attempts as (
      -- The newest three, newest first: building thousands of small JSON objects takes longer than all joins together.
      select target_id, array_to_string((array_agg(channel || ' ' || state || ' ' || (extract(epoch from at) * 1000)::bigint || ' '
        || case when state in ('failed', 'unknown', 'expired') then coalesce(reason, '') else '' end order by at desc))[:3], '|') as list
      from attempt group by target_id
    ), asked as (
      select target_id, count(*) as n from question
      where directive_id = (select id from d) and answered_at is null and target_id is not null group by target_id
    ), cell as (
      select t.id as "targetId", t.unit_id as "unitId", t.unit_name as name, t.area_name as area, t.sector_code as sector,
        t.acknowledged_at as "acknowledgedAt", a.via, coalesce(a.is_late, false) as late,
        coalesce(a.unverified, false) as unverified, old.acknowledged_at is not null as "confirmedOld",
        t.excluded_at is not null as excluded, t.excluded_reason as "excludedReason",
        t.overdue_since as "overdueSince", t.to_call_since as "toCallSince", t.last_nudged_at as "lastNudgedAt",
        coalesce(p.people, 0) as people, coalesce(p.stage, 0) as stage, coalesce(p.no_channel, 0) as "noChannel",
        coalesce(p.failed, 0) as failed, coalesce(p.unknown, 0) as unknown,
        coalesce(p.reports_delivered, false) as "reportsDelivered", coalesce(p.reports_opened, false) as "reportsOpened",
        c.id as "contactId", c.person_name as "contactName", o.name_vi as "contactPosition",
        s.list as attempts, coalesce(q.n, 0) as "openQuestions"
      from target t
      left join acknowledgement a on a.id = t.acknowledgement_id and a.directive_id = t.directive_id
        and a.directive_id = (select id from d)
      left join target old on old.directive_id = (select old_id from d) and old.unit_id = t.unit_id
      left join unit_people p on p.target_id = t.id
      left join r c on c.id = p.contact_id
      left join position o on o.code = c.position_code
      left join attempts s on s.target_id = t.id
      left join asked q on q.target_id = t.id
      where t.directive_id = (select id from d) and ${only('t.id')}
      order by t.id
    ), lane as (
      select c.id as "accountId", c.name, c.channel, coalesce(l.health, 'ok') as health, l.health_reason as reason,
        l.health_code as code, l.health_since as since, n.waiting
      from sending n
      join channel_account c on c.id = n.account_id left join channel_lane l on l.account_id = c.id
      order by c.rank, c.id
    )
    select (extract(epoch from statement_timestamp()) * 1000)::bigint as "readAt",
      json_build_object('id', d.id, 'acknowledge', d.acknowledge, 'acknowledgeBefore', d.acknowledge_before) as directive,
      (select json_build_object(${columnsOf(CELL)}) from cell) as cells,
      (select json_build_object('due', coalesce(sum(everybody), 0), 'accepted', coalesce(sum(accepted), 0),
        'delivered', coalesce(sum(delivered), 0), 'opened', coalesce(sum(opened), 0),
        'acknowledged', coalesce(sum(acknowledged), 0), 'withoutChannel', coalesce(sum(no_channel), 0)) from unit_people) as people,
      (select json_agg(lane) from lane) as lanes,
      (select json_build_object('queued', coalesce(sum(queued), 0), 'sent', coalesce(sum(total - queued), 0),
        'total', coalesce(sum(total), 0)) from sending) as progress,
      (select count(*) from question where directive_id = d.id and answered_at is null) as "openQuestions",
      (select json_build_object('posted', count(*) filter (where posted_at is not null), 'total', count(*))
        from group_post where directive_id = d.id) as "groupPosts"
    from d`.execute(db)
  const row = rows[0]
  return row ? { ...row, cells: cellsOf(row.cells) } : null
}

/**
 * The columns of `cell`. They travel each as one array: half the bytes, and half the time, of thousands of objects. One that
 * holds nothing but what is named here (nobody is late, nothing failed) does not travel at all.
 */
const CELL = {
  targetId: undefined,
  unitId: undefined,
  name: undefined,
  area: undefined,
  sector: undefined,
  acknowledgedAt: null,
  via: null,
  late: false,
  unverified: false,
  confirmedOld: false,
  excluded: false,
  excludedReason: null,
  overdueSince: null,
  toCallSince: null,
  lastNudgedAt: null,
  people: undefined,
  stage: undefined,
  noChannel: 0,
  failed: 0,
  unknown: 0,
  reportsDelivered: undefined,
  reportsOpened: undefined,
  contactId: undefined,
  contactName: undefined,
  contactPosition: undefined,
  attempts: undefined,
  openQuestions: 0,
} as const satisfies Readonly<Record<keyof CellRow, null | false | 0 | undefined>>
type Columns = Readonly<Record<keyof typeof CELL, readonly unknown[] | null>>

const columnsOf = (cell: typeof CELL) =>
  sql.join(
    Object.entries(cell).map(([name, none]) => {
      const column = sql.ref(name)
      const all = sql`array_agg(${column})`
      if (none === undefined) return sql`${sql.lit(name)}, ${all}`
      const some = none === null ? column : sql`nullif(${column}, ${sql.lit(none)})`
      return sql`${sql.lit(name)}, case when count(${some}) > 0 then ${all} end`
    }),
  )

function cellsOf(columns: Columns): CellRow[] {
  // Written out, because objects of one shape that are made at once are made ten times as fast as by name after name.
  const of = <K extends keyof CellRow>(name: K) => {
    const column = columns[name] as readonly CellRow[K][] | null
    const none = (CELL[name] ?? null) as CellRow[K]
    return column === null ? () => none : (index: number) => column[index]!
  }
  const targetId = of('targetId')
  const unitId = of('unitId')
  const name = of('name')
  const area = of('area')
  const sector = of('sector')
  const acknowledgedAt = of('acknowledgedAt')
  const via = of('via')
  const late = of('late')
  const unverified = of('unverified')
  const confirmedOld = of('confirmedOld')
  const excluded = of('excluded')
  const excludedReason = of('excludedReason')
  const overdueSince = of('overdueSince')
  const toCallSince = of('toCallSince')
  const lastNudgedAt = of('lastNudgedAt')
  const people = of('people')
  const stage = of('stage')
  const noChannel = of('noChannel')
  const failed = of('failed')
  const unknown = of('unknown')
  const reportsDelivered = of('reportsDelivered')
  const reportsOpened = of('reportsOpened')
  const contactId = of('contactId')
  const contactName = of('contactName')
  const contactPosition = of('contactPosition')
  const openQuestions = of('openQuestions')
  const attempts = columns.attempts as readonly (string | null)[] | null
  return (columns.targetId ?? []).map((_, index) => ({
    targetId: targetId(index),
    unitId: unitId(index),
    name: name(index),
    area: area(index),
    sector: sector(index),
    acknowledgedAt: acknowledgedAt(index),
    via: via(index),
    late: late(index),
    unverified: unverified(index),
    confirmedOld: confirmedOld(index),
    excluded: excluded(index),
    excludedReason: excludedReason(index),
    overdueSince: overdueSince(index),
    toCallSince: toCallSince(index),
    lastNudgedAt: lastNudgedAt(index),
    people: people(index),
    stage: stage(index),
    noChannel: noChannel(index),
    failed: failed(index),
    unknown: unknown(index),
    reportsDelivered: reportsDelivered(index),
    reportsOpened: reportsOpened(index),
    contactId: contactId(index),
    contactName: contactName(index),
    contactPosition: contactPosition(index),
    attempts: attemptsOf(attempts?.[index] ?? null),
    openQuestions: openQuestions(index),
  }))
}

/** «zalo delivered 1630893720000 |sms failed 1630893700000 unreachable», newest first; oldest first in the answer. */
function attemptsOf(list: string | null): AttemptRow[] | null {
  if (list === null) return null
  return list
    .split('|')
    .map((one) => {
      const [channel, state = '', at, reason] = one.split(' ')
      return {
        channel: channel as AttemptRow['channel'],
        at: new Date(Number(at)).toISOString(),
        state,
        reason: reason || null,
      }
    })
    .reverse()
}
