import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type OrganisationSignIn, openOrganisationSignIn } from '../../../../test/harness/oidc-provider.ts'
import { addStaff, signInAs } from '../../../../test/harness/sign-in.ts'
import { cheapPasswords, codeAt, openToVisitors, Visitor } from '../../../../test/harness/visitor.ts'
import { openTestWeb, TEST_URL, type TestWeb } from '../../../../test/harness/web.ts'
import type { TotpSetup } from '../../../contract/account.ts'
import type { LinkGiven } from '../../../contract/staff.ts'

let provider: OrganisationSignIn
let web: TestWeb
let visitor: () => Visitor
let administrator: Visitor
let unitId: number
let count = 0

beforeAll(async () => {
  provider = await openOrganisationSignIn(`${TEST_URL}/sign-in/oidc`)
  const { issuer, clientId, clientSecret } = provider
  web = await openTestWeb({
    change: {
      oidc: { issuer, clientId, clientSecret, name: 'Tài khoản cơ quan', domains: ['ldld.example'] },
    },
  })
  await cheapPasswords(web.app)
  const added = await addStaff(web.database.db, {
    unit: 'LĐLĐ quận (mẫu)',
    path: 'vn.q',
    role: 'administrator',
  })
  ;({ unitId } = added)
  visitor = await openToVisitors(web.app, TEST_URL)
  administrator = visitor().take(await signInAs(web.app, web.world, added.staffId))
})
afterAll(async () => {
  await web.close()
  await provider.close()
})
beforeEach(async () => {
  web.machineClock.set(new Date())
  await web.database.db.deleteFrom('sign_in_attempt').execute()
  await sql`update sign_in_policy set oidc_second_factor = 'own'`.execute(web.database.db)
})

/** Somebody who was invited and has not come in yet. */
async function invited(): Promise<{ staffId: number; email: string; sub: string }> {
  const name = `can-bo-${++count}`
  const { body } = await administrator.post<LinkGiven>('/api/staff', {
    name: 'Trần Văn Ổn',
    email: `${name}@ldld.example`,
    unitId,
    jobTitle: 'Chuyên viên',
  })
  return { staffId: body.staffId, email: `${name}@ldld.example`, sub: `so-${count}` }
}

/** Goes to the organisation and comes back, as a browser does; gives the address with which it came back. */
async function goThere(at: Visitor): Promise<string> {
  const begun = await at.post<{ url: string }>('/api/sign-in/oidc/begin', {})
  expect(begun.status).toBe(200)
  const there = new Visitor(provider.issuer, provider.issuer)
  let next = begun.body.url
  for (let hops = 0; hops < 8; hops++) {
    const reply = await there.get(next)
    const location = new URL(reply.headers.get('location') ?? '', provider.issuer)
    if (location.origin === TEST_URL) return location.search
    next = location.href
  }
  throw new Error('never came back')
}
const finish = (at: Visitor, search: string) =>
  at.post<{ next?: string; code?: string; title?: string }>('/api/sign-in/oidc/finish', { search })
const comeBack = async (at: Visitor) => finish(at, await goThere(at))
const verified = (email: string, sub: string) => ({ sub, email, email_verified: true })
const actions = async (staffId: number): Promise<string[]> =>
  (
    await sql<{ action: string }>`select action from audit_entry
      where entity = 'staff' and entity_id = ${staffId} order by id`.execute(web.database.db)
  ).rows.map((row) => row.action)

describe('the organisation’s own accounts', () => {
  test('let an invited member in, who is tied to the account and known by it from then on', async () => {
    const { staffId, email, sub } = await invited()
    provider.somebody = verified(email.toUpperCase(), sub)
    expect((await visitor().get('/api/sign-in/ways')).body).toMatchObject({
      oidc: { name: 'Tài khoản cơ quan' },
    })
    const at = visitor()
    expect((await comeBack(at)).body).toEqual({ next: 'done' })
    expect((await at.get('/api/me')).body).toMatchObject({ staffId, role: 'viewer' })
    expect(await actions(staffId)).toEqual(['staff.invited', 'staff.oidc_linked', 'staff.signed_in'])
    // The invitation is over, the member is no longer waited for.
    const { body } = await administrator.get<{ items: { id: number; state: string; link: unknown }[] }>(
      '/api/staff',
    )
    expect(body.items.find((item) => item.id === staffId)).toMatchObject({ state: 'active', link: null })
    // Another address later, the same person.
    provider.somebody = verified('ten-moi@ldld.example', sub)
    expect((await comeBack(visitor())).body).toEqual({ next: 'done' })
  })

  test('make no account: who was not invited stays outside and reads why', async () => {
    const before = await sql`select id from staff`.execute(web.database.db)
    provider.somebody = verified('nguoi-la@ldld.example', 'la')
    const { status, body } = await comeBack(visitor())
    expect({ status, code: body.code }).toEqual({ status: 403, code: 'oidc_nobody' })
    expect(body.title).toContain('nguoi-la@ldld.example')
    expect((await sql`select id from staff`.execute(web.database.db)).rows).toHaveLength(before.rows.length)
  })

  test('count only with an address for which the organisation vouches, of its own domain', async () => {
    const { email, sub } = await invited()
    provider.somebody = { sub, email, email_verified: false }
    expect((await comeBack(visitor())).body.code).toBe('oidc_no_email')
    provider.somebody = { sub }
    expect((await comeBack(visitor())).body.code).toBe('oidc_no_email')
    provider.somebody = verified('can-bo@elsewhere.example', sub)
    expect((await comeBack(visitor())).body.code).toBe('oidc_domain')
  })

  test('given to somebody else do not inherit the Loa account of the one before', async () => {
    const { email, sub } = await invited()
    provider.somebody = verified(email, sub)
    await comeBack(visitor())
    provider.somebody = verified(email, 'nguoi-moi')
    expect((await comeBack(visitor())).body.code).toBe('oidc_other_account')
  })

  test('of a withdrawn access open nothing', async () => {
    const { staffId, email, sub } = await invited()
    provider.somebody = verified(email, sub)
    await comeBack(visitor())
    await administrator.post(`/api/staff/${staffId}/disable`)
    expect((await comeBack(visitor())).body.code).toBe('oidc_nobody')
  })

  test('are followed by Loa’s own second step, unless the rules say that they are proof enough', async () => {
    const { email, sub } = await invited()
    provider.somebody = verified(email, sub)
    const at = visitor()
    await comeBack(at)
    const { body } = await at.post<TotpSetup>('/api/account/totp', {})
    const code = () => codeAt(body.secret, web.machineClock.now())
    await at.post('/api/account/totp/confirm', { code: code() })
    const own = visitor()
    expect((await comeBack(own)).body).toMatchObject({ next: 'factor', app: true })
    expect((await own.get('/api/me')).status).toBe(401)
    web.machineClock.advance({ seconds: 30 })
    expect((await own.post('/api/sign-in/code', { code: code() })).body).toEqual({ next: 'done' })

    await sql`update sign_in_policy set oidc_second_factor = 'provider'`.execute(web.database.db)
    expect((await comeBack(visitor())).body).toEqual({ next: 'done' })
    // Nor are they pressed to set one up, however long ago they came.
    const other = await invited()
    provider.somebody = verified(other.email, other.sub)
    const without = visitor()
    await comeBack(without)
    await sql`update staff set second_factor_due = ${web.machineClock.now()} where id = ${other.staffId}`.execute(
      web.database.db,
    )
    web.app.sessions.forget(null)
    expect((await without.get('/api/me')).body).toMatchObject({ secondFactor: { needed: false } })
  })

  test('come back once, to the browser that left, with the state it left with', async () => {
    const { email, sub } = await invited()
    provider.somebody = verified(email, sub)
    const at = visitor()
    const search = await goThere(at)
    const stranger = visitor()
    expect((await finish(stranger, search)).body.code).toBe('oidc_step_over')
    // Somebody else's way back, put into this browser: the attack that state is there for.
    const victim = visitor()
    await goThere(victim)
    expect((await finish(victim, search)).body.code).toBe('oidc_failed')
    expect((await finish(at, search)).body).toEqual({ next: 'done' })
    expect((await finish(at, search)).body.code).toBe('oidc_step_over')
    const altered = visitor()
    const forged = (await goThere(altered)).replace(/code=[^&]+/, 'code=made-up')
    expect((await finish(altered, forged)).body.code).toBe('oidc_failed')
  })

  test('may be changed for another one, although somebody is signed in there', async () => {
    const begin = async (body: object) =>
      (await visitor().post<{ url: string }>('/api/sign-in/oidc/begin', body)).body.url
    expect(new URL(await begin({})).searchParams.get('prompt')).toBeNull()
    expect(new URL(await begin({ another: true })).searchParams.get('prompt')).toBe('login')
  })

  test('stopped there, or not answering, say so', async () => {
    provider.somebody = null
    expect((await comeBack(visitor())).body.code).toBe('oidc_declined')
  })
})

test('without them the ways are closed; an issuer that does not answer is named', async () => {
  const { issuer, clientId, clientSecret } = provider
  const oidc = { issuer: `${issuer}/elsewhere`, clientId, clientSecret, name: 'Cơ quan', domains: [] }
  const other = await openTestWeb({ database: web.database, change: { oidc } })
  const reply = await other.app.inject({ method: 'POST', url: '/api/sign-in/oidc/begin', payload: {} })
  expect(reply.json()).toMatchObject({ status: 503, code: 'oidc_unreachable' })
  expect(reply.json().title).toContain('Cơ quan')
  const outside = await openTestWeb({
    database: web.database,
    change: { oidc: { ...oidc, issuer: 'https://accounts.example.com' } },
  })
  // A demo reaches nothing but its own machine.
  const demo = await outside.app.inject({ method: 'POST', url: '/api/sign-in/oidc/begin', payload: {} })
  expect(demo.json()).toMatchObject({ code: 'oidc_unreachable' })
  const none = await openTestWeb({ database: web.database })
  const closed = await none.app.inject({ method: 'POST', url: '/api/sign-in/oidc/begin', payload: {} })
  expect(closed.json()).toMatchObject({ status: 404, code: 'oidc_not_configured' })
  for (const one of [other, outside, none]) {
    await one.app.close()
    await one.notices.close()
  }
})
