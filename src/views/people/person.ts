import { sql } from 'kysely'
import type { Db } from '../../../db/client.ts'
import { beyondScope } from '../../../db/scope.ts'
import type { Person } from '../../contract/person.ts'
import { asUrgency, referenceOf } from '../../domain/directive/index.ts'
import type { Locale, Translate } from '../../kernel/i18n.ts'
import { contactsOf } from './contacts.ts'
import { known } from './list.ts'

const LATEST = 20
const STATES = ['waiting', 'accepted', 'delivered', 'opened', 'acknowledged'] as const
interface Head {
  readonly id: number
  readonly name: string
  readonly salutation: Person['salutation']
  readonly sortName: string | null
  readonly note: string | null
  readonly erased: boolean
  readonly mergedInto: Person['mergedInto']
  readonly staff: Person['staff']
}

/** One person as far as the reader sees them; null when they are not seen from here. */
export async function personPage(
  trx: Db,
  id: number,
  of: { on: string; now: Date; locale: Locale; t: Translate },
): Promise<Person | null> {
  const { rows } = await sql<Head>`
    select p.id, p.full_name as name, p.salutation, p.sort_name as "sortName", p.note, p.erased_at is not null as erased,
      (select json_build_object('id', k.id, 'name', k.full_name) from person k where k.id = p.merged_into) as "mergedInto",
      (select json_build_object('jobTitle', s.job_title, 'disabled', s.disabled_at is not null)
        from staff s where s.person_id = p.id) as staff
    from person p where p.id = ${id}`.execute(trx)
  const [head] = rows
  if (!head) return null
  return {
    ...head,
    posts: await postsOf(trx, id, of),
    contacts: (await contactsOf(trx, [id], of.t)).get(id) ?? [],
    consents: await consentsOf(trx, id),
    stopped: await stoppedOf(trx, id),
    groups: await groupsOf(trx, id, of.on),
    directives: await directivesOf(trx, id, of.now),
  }
}

async function postsOf(trx: Db, id: number, { on, locale }: { on: string; locale: Locale }) {
  const { rows } = await sql<Person['posts'][number]>`
    select o.id as "postId", u.id as "unitId", u.name as "unitName", o.position_code as "positionCode",
      n.${sql.ref(locale === 'en' ? 'name_en' : 'name_vi')} as position, o.contact_order as "contactOrder",
      ${known(sql`o.valid_from`)} as "from", o.valid_to as "to", o.valid_to is null or o.valid_to > ${on}::date as held,
      u.valid_to is not null and u.valid_to <= ${on}::date as "unitEnded", o.end_reason as "endReason"
    from post o join unit u on u.id = o.unit_id join position n on n.code = o.position_code
    where o.person_id = ${id}
    order by held desc, case when o.valid_to is null or o.valid_to > ${on}::date then n.rank end, o.valid_to desc, o.id desc`.execute(
    trx,
  )
  return rows
}

async function consentsOf(trx: Db, id: number): Promise<Person['consents']> {
  interface Row extends Omit<Person['consents'][number], 'givenAt' | 'withdrawnAt'> {
    readonly givenAt: Date
    readonly withdrawnAt: Date | null
  }
  // The latest word on each purpose and channel.
  const { rows } = await sql<Row>`
    select distinct on (purpose, channel) purpose, channel, given_at as "givenAt", withdrawn_at as "withdrawnAt"
    from consent where person_id = ${id} order by purpose, channel, given_at desc, id desc`.execute(trx)
  return rows.map((row) => ({
    ...row,
    givenAt: row.givenAt.toISOString(),
    withdrawnAt: iso(row.withdrawnAt),
  }))
}

async function stoppedOf(trx: Db, id: number): Promise<Person['stopped']> {
  const { rows } = await sql<{ channel: 'zalo' | 'sms' | 'email'; at: Date }>`
    select channel, at from objection where person_id = ${id} and ended_at is null order by channel`.execute(
    trx,
  )
  return rows.map(({ channel, at }) => ({ channel, at: at.toISOString() }))
}

async function groupsOf(trx: Db, id: number, on: string): Promise<Person['groups']> {
  const { rows } = await sql<Person['groups'][number]>`
    select g.id as "groupId", g.name, g.platform, ${known(sql`m.valid_from`)} as "from", g.rule is not null as "byRule"
    from chat_group_member m join chat_group g on g.id = m.group_id
    where m.person_id = ${id} and g.ended_at is null and m.valid_from <= ${on}::date
      and (m.valid_to is null or m.valid_to > ${on}::date)
    order by g.sort, g.id`.execute(trx)
  return rows
}

async function directivesOf(trx: Db, id: number, now: Date): Promise<Person['directives']> {
  interface Row {
    readonly recipientId: number
    readonly directiveId: number
    readonly number: number | null
    readonly symbol: string | null
    readonly title: string
    readonly urgency: number
    readonly unitName: string | null
    readonly issuedAt: Date
    readonly stage: number
    readonly problem: string | null
    readonly left: boolean
  }
  const { rows } = await sql<Row>`
    select r.id as "recipientId", d.id as "directiveId", d.number, d.symbol, d.title, d.urgency, t.unit_name as "unitName",
      d.issued_at as "issuedAt", r.stage, r.problem, r.left_at is not null as left
    from recipient r join directive d on d.id = r.directive_id left join target t on t.id = r.target_id
    where r.person_id = any(loa_selves(${id})) and d.issued_at is not null order by d.issued_at desc, r.id desc limit ${LATEST}`.execute(
    trx,
  )
  const links = await openLinks(
    trx,
    rows.map((row) => row.recipientId),
    now,
  )
  return rows.map(({ number, symbol, stage, problem, left, ...row }) => ({
    ...row,
    urgency: asUrgency(row.urgency),
    issuedAt: row.issuedAt.toISOString(),
    reference: number !== null && symbol !== null ? referenceOf(number, symbol) : null,
    state: left ? 'left' : stage === 0 && problem !== null ? 'problem' : (STATES[stage] ?? 'waiting'),
    links: links.get(row.recipientId) ?? 0,
  }))
}

/** Links are no rows of the console: how many of these recipients, whom it sees, still open. */
async function openLinks(trx: Db, ids: readonly number[], now: Date): Promise<ReadonlyMap<number, number>> {
  if (ids.length === 0) return new Map()
  const { rows } = await beyondScope(trx, (owner) =>
    sql<{ id: number; n: number }>`
      select l.recipient_id as id, count(*)::int as n from access_link l join recipient r on r.id = l.recipient_id
      where l.recipient_id = any(${ids}::bigint[]) and l.revoked_at is null and l.expires_at > ${now} and r.disowned_at is null
      group by 1`.execute(owner),
  )
  return new Map(rows.map((row) => [row.id, row.n]))
}

const iso = (at: Date | null): string | null => at?.toISOString() ?? null
