import { sql } from 'kysely'
import type { Directive, IssueCheck } from '../../src/contract/directive.ts'
import { acknowledge, ask } from '../../src/domain/acknowledgement/index.ts'
import { releaseDue } from '../../src/domain/delivery/index.ts'
import { createSample } from './sample.ts'
import { signInAs } from './sign-in.ts'
import { openTestWeb, type TestWeb } from './web.ts'

export interface FollowedDirective {
  readonly web: TestWeb
  /** `http://127.0.0.1:…` of the listening server. */
  readonly address: string
  /** Cookie header of a leader of the sample federation. */
  readonly cookie: string
  readonly directiveId: number
  /** Issues the công điện once more; it is held back until somebody releases it. */
  issueHeld(): Promise<number>
  /** An officer of a unit that has been told and has not acknowledged yet. */
  readonly silentRecipientId: number
}

const ISSUED = '2021-09-05T07:50:00+07:00'
/** Units of each state in the picture; all others have acknowledged. */
const MIX = { overdue: 12, failed: 6, opened: 10, accepted: 3 }

/**
 * The sample federation an hour into công điện M1, as the board is meant to be looked at: issued and released through
 * the console's own API; what channels and people answered is written as rows, acknowledgements by their own rules.
 */
export async function openFollowedDirective(): Promise<FollowedDirective> {
  const web = await openTestWeb({
    now: ISSUED,
    database: await createSample(),
    // Plain http, as in the demo: a browser keeps no «Secure» cookie of an address without TLS.
    change: { publicUrl: 'http://127.0.0.1' },
  })
  const { db } = web.database
  const leader = await db
    .selectFrom('role_grant')
    .select('staff_id as id')
    .where('role', '=', 'leader')
    .orderBy('staff_id')
    .executeTakeFirstOrThrow()
  const cookie = await signInAs(web.app, web.world, leader.id)
  const call = async <T>(method: 'GET' | 'POST' | 'PATCH', url: string, payload?: object): Promise<T> => {
    const reply = await web.app.inject({ method, url, headers: { cookie }, ...(payload ? { payload } : {}) })
    if (reply.statusCode >= 400) throw new Error(`${method} ${url}: ${reply.statusCode} ${reply.body}`)
    return reply.json<T>()
  }
  const template = await db
    .selectFrom('directive')
    .select('id')
    .where('template_code', '=', 'M1')
    .where('state', '=', 'template')
    .executeTakeFirstOrThrow()
  const issueHeld = async (): Promise<number> => {
    const draft = await call<Directive>('POST', '/api/directives', { templateId: template.id })
    const saved = await call<Directive>('PATCH', `/api/directives/${draft.id}`, {
      revision: draft.revision,
      change: { acknowledgeBefore: '2021-09-05T11:00:00+07:00' },
    })
    const check = await call<IssueCheck>('GET', `/api/directives/${draft.id}/check`)
    await call('POST', `/api/directives/${draft.id}/issue`, {
      revision: saved.revision,
      typedNumber: check.typedNumber,
      acceptWarnings: true,
      requestKey: `followed-directive-${draft.id}`,
    })
    return draft.id
  }
  const directiveId = await issueHeld()
  web.clock.advance({ minutes: 2 })
  await releaseDue(db, web.clock.now())
  const silentRecipientId = await answersOfTheFirstHour(web, directiveId)
  const address = await web.app.listen({ host: '127.0.0.1', port: 0 })
  return { web, address, cookie, directiveId, issueHeld, silentRecipientId }
}

async function answersOfTheFirstHour(web: TestWeb, directiveId: number): Promise<number> {
  const { db } = web.database
  const sent = web.clock.now()
  web.clock.advance({ minutes: 70 })
  const now = web.clock.now()
  await sql`
    create temporary table unit_answer as
    select t.id as target_id, case
        when not exists (select from recipient r where r.target_id = t.id and r.problem is null) then 'left'
        when n <= ${MIX.overdue} then 'overdue'
        when n <= ${MIX.overdue + MIX.failed} then 'failed'
        when n <= ${MIX.overdue + MIX.failed + MIX.opened} then 'opened'
        when n <= ${MIX.overdue + MIX.failed + MIX.opened + MIX.accepted} then 'accepted'
        else 'acknowledged' end as answer
    from (select t.id, row_number() over (
        partition by not exists (select from recipient r where r.target_id = t.id and r.problem is null)
        order by md5(t.id::text)) as n
      from target t where t.directive_id = ${directiveId}) t`.execute(db)
  await sql`
    update delivery v set
      state = case a.answer when 'failed' then 'failed' when 'accepted' then 'accepted' else 'delivered' end,
      reason = case a.answer when 'failed' then 'not_linked' end,
      accepted_at = case when a.answer <> 'failed' then ${sent}::timestamptz end,
      delivered_at = case when a.answer not in ('failed', 'accepted') then ${sent}::timestamptz end,
      failed_at = case when a.answer = 'failed' then ${sent}::timestamptz end
    from recipient r join unit_answer a on a.target_id = r.target_id
    where r.id = v.recipient_id and v.directive_id = ${directiveId}`.execute(db)
  await sql`
    update recipient r set
      problem = case a.answer when 'failed' then 'failed' end,
      stage = case a.answer when 'failed' then 0 when 'accepted' then 1 when 'opened' then 3 else 2 end,
      accepted_at = case when a.answer <> 'failed' then ${sent}::timestamptz end,
      delivered_at = case when a.answer not in ('failed', 'accepted') then ${sent}::timestamptz end,
      opened_at = case when a.answer = 'opened' then ${now}::timestamptz end
    from unit_answer a where a.target_id = r.target_id and a.answer <> 'left' and r.problem is null`.execute(
    db,
  )
  await sql`
    update target t set overdue_since = ${now}, to_call_since = ${now}
    from unit_answer a where a.target_id = t.id and a.answer = 'overdue'`.execute(db)
  const { rows } = await sql<{ recipientId: number; answer: string }>`
    select min(r.id) as "recipientId", a.answer from unit_answer a join recipient r on r.target_id = a.target_id
    where a.answer in ('acknowledged', 'overdue', 'opened') and r.problem is null group by a.target_id, a.answer`.execute(
    db,
  )
  const of = (answer: string) => rows.filter((row) => row.answer === answer)
  await acknowledge(
    db,
    of('acknowledged').map(({ recipientId }) => ({ recipientId, answer: 'received', via: 'page' })),
    now,
  )
  await ask(
    db,
    {
      recipientId: of('opened')[0]!.recipientId,
      text: 'Công nhân ở trọ ngoài địa bàn quận thì báo cáo về đâu?',
      formKey: 'a-question-of-the-first-hour',
    },
    now,
  )
  await sql`update directive set state = 'sent' where id = ${directiveId}`.execute(db)
  return of('overdue')[0]!.recipientId
}
