import { sql } from 'kysely'
import type { z } from 'zod'
import type { Db } from '../../../db/client.ts'
import { Audience } from '../../contract/audience.ts'
import type { Home, LaneHealth } from '../../contract/board.ts'
import { countAudience } from '../../domain/audience/index.ts'
import { asUrgency, referenceOf } from '../../domain/directive/index.ts'
import { localDay } from '../../kernel/dates.ts'
import type { Locale } from '../../kernel/i18n.ts'
import { directiveFigures, kindName } from '../directives/index.ts'
import { unseenReports } from './reports.ts'

const LIVE_AT_MOST = 30
const DRAFTS_AT_MOST = 8
const QUESTIONS_AT_MOST = 20
/** What asks for no answer is news for a day. */
const NEWS_MS = 24 * 3_600_000

/** «Trung tâm điều hành»: what is burning now, for the federation of the reader. */
export async function home(
  db: Db,
  reader: { staffId: number; federationId: number; locale: Locale },
  now: Date,
): Promise<Home> {
  const live = await liveDirectives(db, reader.locale, now)
  const figuresOf = await directiveFigures(
    db,
    live.map((one) => one.id),
  )
  const reach = await countAudience(db, {
    federationId: reader.federationId,
    audience: Audience.parse({ lines: [{ all: true }] }),
    on: localDay(now),
  })
  return {
    at: now.toISOString(),
    live: live.map(({ number, symbol, ...one }) => {
      const { due, acknowledged, opened, toCall, problems, openQuestions } = figuresOf(one.id)
      return {
        ...one,
        reference: number !== null && symbol !== null ? referenceOf(number, symbol) : null,
        urgency: asUrgency(one.urgency),
        issuedAt: one.issuedAt.toISOString(),
        heldUntil: one.heldUntil?.toISOString() ?? null,
        acknowledgeBefore: one.acknowledgeBefore?.toISOString() ?? null,
        due,
        acknowledged,
        opened,
        toCall,
        problems,
        openQuestions,
      }
    }),
    drafts: await recentDrafts(db, reader.locale),
    questions: await openQuestions(db),
    reports: await unseenReports(db, reader.staffId),
    lanes: await lanes(db, now),
    reach: {
      units: reach.units.chosen,
      people: reach.people.chosen,
      withoutChannel: reach.people.withoutChannel,
      unitsWithoutContact: reach.unitsWithoutContact,
    },
  }
}

interface LiveRow {
  readonly id: number
  readonly number: number | null
  readonly symbol: string | null
  readonly title: string
  readonly kindName: string
  readonly urgency: number
  readonly isDrill: boolean
  readonly state: string
  readonly issuedAt: Date
  readonly heldUntil: Date | null
  readonly acknowledgeBefore: Date | null
  readonly acknowledge: boolean
}

async function liveDirectives(db: Db, locale: Locale, now: Date): Promise<LiveRow[]> {
  const { rows } = await sql<LiveRow>`
    select d.id, d.number, d.symbol, d.title, ${kindName(locale)} as "kindName", d.urgency, d.is_drill as "isDrill", d.state,
      d.issued_at as "issuedAt", d.held_until as "heldUntil", d.acknowledge_before as "acknowledgeBefore", d.acknowledge
    from directive d join directive_kind k on k.code = d.kind_code
    where d.state in ('held', 'sending')
      or (d.state = 'sent' and (d.acknowledge or d.issued_at > ${new Date(now.getTime() - NEWS_MS)}))
    order by d.state = 'held' desc, d.issued_at desc, d.id desc limit ${LIVE_AT_MOST}`.execute(db)
  return rows
}

async function recentDrafts(db: Db, locale: Locale): Promise<Home['drafts']> {
  const { rows } = await sql<{
    id: number
    title: string
    kindName: string
    updatedAt: Date
    updatedBy: string | null
  }>`
    select d.id, d.title, ${kindName(locale)} as "kindName", d.updated_at as "updatedAt", 
      loa_staff_name(coalesce(d.updated_by, d.created_by)) as "updatedBy"
    from directive d join directive_kind k on k.code = d.kind_code
    where d.state = 'draft' order by d.updated_at desc, d.id desc limit ${DRAFTS_AT_MOST}`.execute(db)
  return rows.map((row) => ({ ...row, updatedAt: row.updatedAt.toISOString() }))
}

async function openQuestions(db: Db): Promise<Home['questions']> {
  const { rows } = await sql<{
    id: number
    directiveId: number
    title: string
    number: number | null
    symbol: string | null
    unit: string | null
    text: string
    askedAt: Date
  }>`
    select q.id, q.directive_id as "directiveId", d.title, d.number, d.symbol, t.unit_name as unit, q.text, q.asked_at as "askedAt"
    from question q join directive d on d.id = q.directive_id left join target t on t.id = q.target_id
    where q.answered_at is null and d.state <> 'closed'
    order by q.asked_at, q.id limit ${QUESTIONS_AT_MOST}`.execute(db)
  return rows.map(({ title, number, symbol, askedAt, ...row }) => ({
    ...row,
    directive: number !== null && symbol !== null ? referenceOf(number, symbol) : title,
    askedAt: askedAt.toISOString(),
  }))
}

async function lanes(db: Db, now: Date): Promise<z.infer<typeof LaneHealth>[]> {
  const { rows } = await sql<Omit<z.infer<typeof LaneHealth>, 'since'> & { since: Date | null }>`
    select a.id as "accountId", a.name, a.channel, coalesce(l.health, 'ok') as health, l.health_reason as reason,
      l.health_code as code, l.health_since as since,
      (select count(*) from delivery_queue q
        where q.account_id = a.id and q.claimed_by is null and q.due_at <= ${now}) as waiting
    from channel_account a left join channel_lane l on l.account_id = a.id
    where a.enabled order by a.rank, a.id`.execute(db)
  return rows.map((row) => ({ ...row, since: row.since?.toISOString() ?? null }))
}
