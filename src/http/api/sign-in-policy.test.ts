import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addStaff, signInAs } from '../../../test/harness/sign-in.ts'
import { openTestWeb, type TestWeb } from '../../../test/harness/web.ts'
import type { Approval } from '../../contract/approval.ts'
import type { SignInPolicyPage } from '../../contract/staff.ts'

let web: TestWeb
interface Person {
  readonly cookie: string
  readonly staffId: number
}
/** Two administrators of the whole installation, one of a district below it, and somebody who only reads. */
let an: Person
let binh: Person
let district: Person
let leader: Person

beforeAll(async () => {
  web = await openTestWeb()
  const person = async (unit: string, path: string, role: string): Promise<Person> => {
    const { staffId } = await addStaff(web.database.db, { unit, path, role, name: `Người ở ${unit}` })
    return { staffId, cookie: await signInAs(web.app, web.world, staffId) }
  }
  an = await person('LĐLĐ thành phố', 'vn', 'administrator')
  binh = await person('LĐLĐ thành phố', 'vn', 'administrator')
  leader = await person('LĐLĐ thành phố', 'vn', 'leader')
  district = await person('LĐLĐ quận', 'vn.q', 'administrator')
})
afterAll(() => web.close())

const call = (who: Person, method: 'GET' | 'POST', url: string, payload?: object) =>
  web.app.inject({ method, url, headers: { cookie: who.cookie }, ...(payload && { payload }) })
const page = async (who: Person): Promise<SignInPolicyPage> =>
  (await call(who, 'GET', '/api/sign-in-policy')).json()
const rules = {
  secondFactor: 'required',
  graceDays: 3,
  passkeys: 'second',
  sessionHours: 12,
  oidcSecondFactor: 'own',
} as const
const ask = (who: Person, change: object = {}) =>
  call(who, 'POST', '/api/approvals', { act: { kind: 'sign_in_policy', ...rules, ...change } })

test('the rules of signing in are changed by two people, exactly as they were asked for', async () => {
  const before = (await page(an)).policy
  const asked: Approval = (await ask(an)).json()
  expect(asked).toMatchObject({ state: 'waiting', kind: 'sign_in_policy' })
  expect(asked.sentence).toContain('phiên dài nhất 12 giờ')
  expect((await page(an)).policy).toEqual(before)
  expect((await call(an, 'POST', `/api/approvals/${asked.id}/approve`, {})).json().code).toBe('approval_own')
  const approved = await call(binh, 'POST', `/api/approvals/${asked.id}/approve`, {})
  expect(approved.json()).toMatchObject({ state: 'approved' })
  expect((await page(an)).policy).toEqual(rules)
  const { rows } = await sql<{ actor_id: number }>`select actor_id from audit_entry
    where action = 'sign_in_policy.changed'`.execute(web.database.db)
  expect(rows).toEqual([{ actor_id: an.staffId }])
})

test('whoever does not reach the whole installation reads them and neither changes nor approves them', async () => {
  expect((await page(an)).mayChange).toBe(true)
  for (const who of [district, leader]) expect((await page(who)).mayChange).toBe(false)
  expect((await ask(district)).json()).toMatchObject({ status: 403, code: 'policy_beyond_scope' })
  expect((await ask(leader)).statusCode).toBe(403)
  const asked: Approval = (await ask(an, { graceDays: 5 })).json()
  for (const who of [district, leader]) {
    const reply = await call(who, 'POST', `/api/approvals/${asked.id}/approve`, {})
    expect([403, 404]).toContain(reply.statusCode)
  }
  expect((await page(an)).policy.graceDays).toBe(3)
})

test('where one person is enough, they change them at once; a value out of bounds is refused by name', async () => {
  await sql`insert into approval_policy (unit_id, roles, channels, issuing, override_roles, changed_at)
    select id, false, true, true, '{}', ${web.clock.now()} from unit where path = 'vn'`.execute(
    web.database.db,
  )
  expect((await ask(an, { sessionHours: 24 })).json()).toMatchObject({ state: 'direct' })
  expect((await page(an)).policy.sessionHours).toBe(24)
  const wrong = await ask(an, { sessionHours: 0 })
  expect(wrong.json()).toMatchObject({ status: 422, faults: [{ field: 'act.sessionHours' }] })
})
