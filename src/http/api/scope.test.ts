import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Db } from '../../../db/client.ts'
import { inScope } from '../../../db/scope.ts'
import { type IssuedForTest, issueForTest } from '../../../test/harness/issued-directive.ts'
import { addStaff, signInAs } from '../../../test/harness/sign-in.ts'
import { openTestWeb, type TestWeb } from '../../../test/harness/web.ts'
import { acknowledge, ask } from '../../domain/acknowledgement/index.ts'

/** Invariant 11, the other way round: what the other tests of scope would see if the database did not guard it. */
const STRANGER = 'other.q'
let web: TestWeb
let issued: IssuedForTest

beforeEach(async () => {
  web = await openTestWeb({ now: '2021-09-05T08:10:00+07:00' })
  issued = await issueForTest(web.database.db, {
    issuedAt: new Date('2021-09-05T07:55:00+07:00'),
    units: [{ name: 'CĐCS A', officers: ['Tạ Thúy'] }],
  })
})
afterEach(() => web.close())

async function seen(trx: Db, table: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from ${sql.table(table)}`.execute(trx)
  return rows[0]!.n
}

/** What a stranger counts in a table while its row-level security is off; all is as it was afterwards. */
async function seenUnguarded(db: Db, table: string): Promise<number> {
  let n = 0
  const undone = new Error('undone')
  const whole = db.transaction().execute(async (trx) => {
    await sql`alter table ${sql.table(table)} disable row level security`.execute(trx)
    await sql`select set_config('role', 'loa_console', true), set_config('loa.scope', ${STRANGER}, true)`.execute(
      trx,
    )
    n = await seen(trx, table)
    throw undone
  })
  await expect(whole).rejects.toBe(undone)
  return n
}

test('without its policy each table shows a stranger the rows that the policy hides', async () => {
  const { db } = web.database
  const { recipientId } = issued.units[0]!.officers[0]!
  const now = web.clock.now()
  await sql`insert into delivery (directive_id, recipient_id, purpose, channel, account_id, address, urgency, due_at, valid_until, created_at)
    values (${issued.directiveId}, ${recipientId}, 'issue', 'sms', ${issued.accountId}, '+84900000000', 3, ${now}, ${now}, ${now})`.execute(
    db,
  )
  await acknowledge(db, [{ recipientId, answer: 'received', via: 'page' }], now)
  await ask(db, { recipientId, text: 'Hỏi', formKey: 'k1' }, now)
  for (const table of [
    'unit',
    'post',
    'channel_account',
    'directive',
    'target',
    'recipient',
    'delivery',
    'acknowledgement',
    'question',
  ]) {
    const guarded = await inScope(db, { path: STRANGER }, (trx) => seen(trx, table))
    expect([table, guarded, (await seenUnguarded(db, table)) > 0]).toEqual([table, 0, true])
  }
})

test('without the policies of directives and what hangs on them another federation reads the board: nothing but the database stands between', async () => {
  const { db } = web.database
  const stranger = await addStaff(db, { unit: 'LĐLĐ khác', path: STRANGER, role: 'administrator' })
  const cookie = await signInAs(web.app, web.world, stranger.staffId)
  const look = () =>
    web.app.inject({ url: `/api/directives/${issued.directiveId}/board`, headers: { cookie } })
  expect((await look()).statusCode).toBe(404)
  for (const table of ['directive', 'target', 'recipient'])
    await sql`alter table ${sql.table(table)} disable row level security`.execute(db)
  const leaked = await look()
  expect([leaked.statusCode, leaked.json().cells]).toMatchObject([200, [{ name: 'CĐCS A' }]])
})
