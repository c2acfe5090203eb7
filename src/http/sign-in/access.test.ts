import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startProgram } from '../../../test/harness/program.ts'
import { addStaff, signInAs } from '../../../test/harness/sign-in.ts'
import { cheapPasswords, codeAt, openToVisitors, type Visitor } from '../../../test/harness/visitor.ts'
import { openTestWeb, type TestWeb } from '../../../test/harness/web.ts'
import type { Account, RecoveryCodes, TotpSetup } from '../../contract/account.ts'
import type { LinkGiven, StaffPage } from '../../contract/staff.ts'

let web: TestWeb
let visitor: () => Visitor
let administrator: Visitor
let unitId: number
let administratorId: number
let count = 0

beforeAll(async () => {
  web = await openTestWeb()
  await cheapPasswords(web.app)
  ;({ unitId, staffId: administratorId } = await addStaff(web.database.db, {
    unit: 'LĐLĐ quận (mẫu)',
    path: 'vn.q',
    role: 'administrator',
    name: 'Đặng Thị Nhàn',
  }))
  visitor = await openToVisitors(web.app, web.world.publicUrl)
  administrator = await enter(administratorId)
})
afterAll(() => web.close())
// Waits of one promise must not reach into the next: all come from one address.
beforeEach(async () => {
  web.machineClock.set(new Date())
  await web.database.db.deleteFrom('sign_in_attempt').execute()
})

/** A member of the sample cast at the console. */
const enter = async (staffId: number): Promise<Visitor> =>
  visitor().take(await signInAs(web.app, web.world, staffId))

const PASSWORD = 'con trâu đi trước cái cày'
const tokenOf = (url: string): string => new URL(url).hash.slice(1)

async function invite(): Promise<LinkGiven & { email: string }> {
  const email = `can-bo-${++count}@ldld.example`
  const given = await administrator.post<LinkGiven>('/api/staff', {
    name: 'Trần Văn Ổn',
    email: email.toUpperCase(),
    unitId,
    jobTitle: 'Chuyên viên',
  })
  expect(given.status).toBe(200)
  return { ...given.body, email }
}

interface Member {
  readonly staffId: number
  readonly email: string
  readonly secret: string
  readonly recoveryCodes: readonly string[]
  readonly at: Visitor
}

/** Invited, came in, set a password and an authenticator app. */
async function member(): Promise<Member> {
  const { url, email, staffId } = await invite()
  const at = visitor()
  const accepted = await at.post('/api/sign-in/link/accept', { token: tokenOf(url), password: PASSWORD })
  expect(accepted).toMatchObject({ status: 200, body: { signedIn: true } })
  const { secret, recoveryCodes } = await addApp(at)
  return { staffId, email, secret, recoveryCodes, at }
}

async function addApp(at: Visitor): Promise<{ secret: string; recoveryCodes: readonly string[] }> {
  const { body } = await at.post<TotpSetup>('/api/account/totp', {})
  const code = codeAt(body.secret, web.machineClock.now())
  const confirmed = await at.post<RecoveryCodes>('/api/account/totp/confirm', { code })
  expect(confirmed.status).toBe(200)
  return { secret: body.secret, recoveryCodes: confirmed.body.codes }
}

const wrong = { status: 401, body: { code: 'sign_in_wrong' } }
const me = async (who: Visitor) => (await who.get('/api/me')).status
const actions = async (staffId: number): Promise<string[]> =>
  (
    await sql<{ action: string }>`select action from audit_entry
      where entity = 'staff' and entity_id = ${staffId} order by id`.execute(web.database.db)
  ).rows.map((row) => row.action)

describe('an invitation', () => {
  test('is a link with an expiry; by it a password is set, and it works once', async () => {
    const { url, email, staffId } = await invite()
    const at = visitor()
    const greeting = await at.post('/api/sign-in/link', { token: tokenOf(url) })
    expect(greeting.body).toMatchObject({ kind: 'invitation', name: 'Trần Văn Ổn', email })
    expect(
      (await at.post('/api/sign-in/link/accept', { token: tokenOf(url), password: 'ngắn' })).body,
    ).toMatchObject({
      status: 422,
      faults: [{ field: 'password', code: 'password_short' }],
    })
    const accepted = await at.post('/api/sign-in/link/accept', { token: tokenOf(url), password: PASSWORD })
    expect(accepted.body).toEqual({ signedIn: true })
    expect((await at.get('/api/me')).body).toMatchObject({ staffId, role: 'viewer' })
    const again = await visitor().post('/api/sign-in/link/accept', {
      token: tokenOf(url),
      password: PASSWORD,
    })
    expect(again.body).toMatchObject({ status: 410, code: 'staff_link_used' })
    expect(await actions(staffId)).toEqual(['staff.invited', 'staff.joined', 'staff.signed_in'])
  })

  test('expires after seven days', async () => {
    const { url } = await invite()
    web.machineClock.advance({ hours: 7 * 24 - 1 })
    expect((await visitor().post('/api/sign-in/link', { token: tokenOf(url) })).status).toBe(200)
    web.machineClock.advance({ hours: 1 })
    const late = await visitor().post('/api/sign-in/link/accept', { token: tokenOf(url), password: PASSWORD })
    expect(late.body).toMatchObject({ status: 410, code: 'staff_link_expired' })
  })

  test('given again, the former one stops; taken back, none works', async () => {
    const first = await invite()
    const { body: second } = await administrator.post<LinkGiven>(`/api/staff/${first.staffId}/link`)
    const peek = (url: string) => visitor().post('/api/sign-in/link', { token: tokenOf(url) })
    expect((await peek(first.url)).body).toMatchObject({ code: 'staff_link_revoked' })
    expect((await peek(second.url)).body).toMatchObject({ kind: 'invitation' })
    expect((await administrator.post(`/api/staff/${first.staffId}/revoke-link`)).status).toBe(204)
    expect((await peek(second.url)).body).toMatchObject({ code: 'staff_link_revoked' })
    expect((await administrator.post(`/api/staff/${first.staffId}/revoke-link`)).body).toMatchObject({
      code: 'no_open_link',
    })
  })

  test('many who accept it at once: one of them does', async () => {
    const { url, staffId } = await invite()
    const replies = await Promise.all(
      Array.from({ length: 4 }, (_, n) =>
        visitor().post('/api/sign-in/link/accept', { token: tokenOf(url), password: `${PASSWORD} ${n}` }),
      ),
    )
    expect(replies.map((reply) => reply.status).sort()).toEqual([200, 410, 410, 410])
    expect((await actions(staffId)).filter((action) => action === 'staff.joined')).toHaveLength(1)
  })

  test('is for an address that nobody has, in a unit of one’s own', async () => {
    const { email } = await invite()
    const order = { name: 'Bùi Văn A', email, unitId, jobTitle: 'Chuyên viên' }
    expect((await administrator.post('/api/staff', order)).body).toMatchObject({
      faults: [{ field: 'email', code: 'staff_email_taken' }],
    })
    const elsewhere = await addStaff(web.database.db, { unit: 'LĐLĐ khác (mẫu)', path: 'vn.other' })
    const beyond = { ...order, email: 'khac@ldld.example', unitId: elsewhere.unitId }
    expect((await administrator.post('/api/staff', beyond)).body).toMatchObject({
      faults: [{ field: 'unitId', code: 'unit_beyond_scope' }],
    })
    const stranger = await administrator.post(`/api/staff/${elsewhere.staffId}/link`)
    expect(stranger.body).toMatchObject({ status: 404, code: 'staff_not_found' })
  })

  test('neither the link nor the password nor the code stands in the database as it was given', async () => {
    const { url, staffId } = await invite()
    const { secret, recoveryCodes } = await member()
    const { rows } = await sql<{ text: string }>`
      select string_agg(t::text, ' ') as text from (
        select to_jsonb(l) as t from staff_link l union all select to_jsonb(c) from staff_recovery_code c
        union all select to_jsonb(o) from staff_totp o union all select to_jsonb(a) from auth_account a
        union all select to_jsonb(e) from audit_entry e union all select to_jsonb(s) from sign_in_attempt s) x`.execute(
      web.database.db,
    )
    const stored = rows[0]!.text
    expect(stored).toContain(String(staffId))
    const plain = secret.replaceAll(' ', '')
    for (const word of [tokenOf(url), PASSWORD, plain, Buffer.from(plain).toString('hex'), 'ldld.example'])
      expect(stored).not.toContain(word)
    for (const code of recoveryCodes)
      for (const form of [code, code.replace('-', '')]) {
        expect(stored).not.toContain(form)
        expect(stored).not.toContain(Buffer.from(form).toString('hex'))
      }
  })
})

describe('a second factor', () => {
  test('newcomers have some days of grace, then they reach nothing but the page where it is set up', async () => {
    const { url } = await invite()
    const at = visitor()
    await at.post('/api/sign-in/link/accept', { token: tokenOf(url), password: PASSWORD })
    const dueAt = new Date(web.machineClock.now().getTime() + 7 * 86_400_000).toISOString()
    expect((await at.get('/api/me')).body).toMatchObject({ secondFactor: { needed: false, dueAt } })
    expect((await at.get('/api/directives')).status).toBe(200)
    web.machineClock.advance({ hours: 7 * 24 })
    expect((await at.get('/api/directives')).body).toMatchObject({
      status: 403,
      code: 'second_factor_needed',
    })
    expect((await at.get('/api/me')).body).toMatchObject({ secondFactor: { needed: true } })
    const { body: setup } = await at.post<TotpSetup>('/api/account/totp', { password: PASSWORD })
    const code = codeAt(setup.secret, web.machineClock.now())
    expect((await at.post('/api/account/totp/confirm', { code })).status).toBe(200)
    expect((await at.get('/api/directives')).status).toBe(200)
  })

  test('is asked after the password; the code of another time is refused, and no code works twice', async () => {
    const { email, secret } = await member()
    const at = visitor()
    const first = await at.post('/api/sign-in/password', { email, password: PASSWORD })
    expect(first.body).toEqual({ next: 'factor', app: true, passkey: false, recovery: true })
    expect(await me(at)).toBe(401)
    const now = web.machineClock.now()
    const refused = { status: 401, body: { code: 'code_wrong' } }
    const enterCode = (at: Visitor, code: string) => at.post('/api/sign-in/code', { code })
    // The one with which the app was set up was used then.
    expect(await enterCode(at, codeAt(secret, now))).toMatchObject(refused)
    expect(await enterCode(at, codeAt(secret, new Date(now.getTime() + 120_000)))).toMatchObject(refused)
    web.machineClock.advance({ seconds: 60 })
    const code = codeAt(secret, web.machineClock.now())
    expect((await enterCode(at, `${code.slice(0, 3)} ${code.slice(3)}`)).body).toEqual({ next: 'done' })
    expect(await me(at)).toBe(200)
    const other = visitor()
    await other.post('/api/sign-in/password', { email, password: PASSWORD })
    expect(await enterCode(other, code)).toMatchObject(refused)
  })

  test('the same code twice at once opens one door', async () => {
    const { email, secret } = await member()
    web.machineClock.advance({ seconds: 60 })
    const code = codeAt(secret, web.machineClock.now())
    const visitors = [visitor(), visitor(), visitor()]
    for (const at of visitors) await at.post('/api/sign-in/password', { email, password: PASSWORD })
    const replies = await Promise.all(visitors.map((at) => at.post('/api/sign-in/code', { code })))
    expect(replies.map((reply) => reply.status).sort()).toEqual([200, 401, 401])
  })

  test('the password is good for ten minutes of looking for the telephone', async () => {
    const { email, secret } = await member()
    const at = visitor()
    await at.post('/api/sign-in/password', { email, password: PASSWORD })
    web.machineClock.advance({ minutes: 11 })
    const late = await at.post('/api/sign-in/code', { code: codeAt(secret, web.machineClock.now()) })
    expect(late.body).toMatchObject({ code: 'sign_in_step_over' })
  })

  test('a recovery code opens once, however it is typed; new ones replace the old', async () => {
    const { email, recoveryCodes, at: owner } = await member()
    expect(recoveryCodes).toHaveLength(10)
    const tryCode = async (code: string) => {
      const at = visitor()
      await at.post('/api/sign-in/password', { email, password: PASSWORD })
      return (await at.post('/api/sign-in/code', { code })).status
    }
    expect(await tryCode(recoveryCodes[0]!.toLowerCase().replace('-', ' '))).toBe(200)
    expect(await tryCode(recoveryCodes[0]!)).toBe(401)
    expect((await owner.get<Account>('/api/account')).body).toMatchObject({ recoveryCodesLeft: 9 })
    const { body } = await owner.post<RecoveryCodes>('/api/account/recovery-codes', {})
    expect(await tryCode(recoveryCodes[1]!)).toBe(401)
    expect(await tryCode(body.codes[1]!)).toBe(200)
  })

  test('some time after sign-in nothing about factors changes without the password', async () => {
    const { at } = await member()
    web.machineClock.advance({ minutes: 16 })
    const remove = (password?: string) => at.post('/api/account/totp/remove', { password })
    expect((await remove()).body).toMatchObject({ status: 403, code: 'proof_needed' })
    expect((await remove('sai mật khẩu rồi')).body).toMatchObject({ status: 403, code: 'proof_wrong' })
    expect((await remove(PASSWORD)).status).toBe(204)
  })
})

describe('failures', () => {
  const attempt = (email: string, password: string) =>
    visitor().post('/api/sign-in/password', { email, password })

  test('make the account wait, longer each time, and end by themselves', async () => {
    const { email } = await member()
    for (let n = 0; n < 5; n++) expect(await attempt(email, 'sai mật khẩu rồi')).toMatchObject(wrong)
    const waiting = await attempt(email, PASSWORD)
    expect(waiting.body).toMatchObject({ status: 429, code: 'sign_in_wait' })
    expect((waiting.body as { title: string }).title).toMatch(/sau 1 phút/)
    web.machineClock.advance({ seconds: 61 })
    expect(await attempt(email, 'sai mật khẩu rồi')).toMatchObject(wrong)
    expect(((await attempt(email, PASSWORD)).body as { title: string }).title).toMatch(/sau 2 phút/)
    web.machineClock.advance({ seconds: 121 })
    expect((await attempt(email, PASSWORD)).status).toBe(200)
    expect(await attempt(email, 'sai mật khẩu rồi')).toMatchObject(wrong)
  })

  test('tell the same of an account that exists and of one that does not', async () => {
    const { email } = await member()
    const story = async (address: string) => {
      const replies = []
      for (let n = 0; n < 6; n++) {
        const { status, body } = await attempt(address, 'sai mật khẩu rồi')
        const { code, title } = body as { code: string; title: string }
        replies.push({ status, code, title })
      }
      return replies
    }
    expect(await story(email)).toEqual(await story('khong-co-ai@ldld.example'))
  })

  test('from one address on many accounts make that address wait', async () => {
    let last = 0
    for (let n = 0; n < 31; n++) last = (await attempt(`ai-do-${n}@ldld.example`, 'mật khẩu chung')).status
    expect(last).toBe(429)
  })

  test('guessed codes make the second step wait too', async () => {
    const { email, secret } = await member()
    const at = visitor()
    await at.post('/api/sign-in/password', { email, password: PASSWORD })
    web.machineClock.advance({ seconds: 60 })
    const right = codeAt(secret, web.machineClock.now())
    const guess = right === '000000' ? '111111' : '000000'
    for (let n = 0; n < 5; n++) expect((await at.post('/api/sign-in/code', { code: guess })).status).toBe(401)
    expect((await at.post('/api/sign-in/code', { code: right })).status).toBe(429)
  })
})

describe('an administrator', () => {
  test('sees how each member of staff signs in', async () => {
    const invited = await invite()
    const joined = await member()
    const { body } = await administrator.get<StaffPage>('/api/staff')
    const of = (id: number) => body.items.find((item) => item.id === id)
    expect(of(invited.staffId)).toMatchObject({ state: 'invited', totp: false, link: { kind: 'invitation' } })
    expect(of(joined.staffId)).toMatchObject({
      state: 'active',
      totp: true,
      sessions: 1,
      link: null,
      grants: [{ role: 'viewer', unitId }],
    })
    expect((await joined.at.get('/api/staff')).status).toBe(403)
  })

  test('withdraws an access: its sessions end at once, the password opens nothing; and gives it back', async () => {
    const { staffId, email, at } = await member()
    expect(await me(at)).toBe(200)
    expect((await administrator.post(`/api/staff/${staffId}/disable`)).status).toBe(204)
    expect(await me(at)).toBe(401)
    const signIn = () => visitor().post('/api/sign-in/password', { email, password: PASSWORD })
    expect(await signIn()).toMatchObject(wrong)
    expect((await administrator.post(`/api/staff/${staffId}/link`)).body).toMatchObject({
      code: 'staff_is_disabled',
    })
    expect((await administrator.post(`/api/staff/${staffId}/enable`)).status).toBe(204)
    expect((await signIn()).status).toBe(200)
    expect(await me(at)).toBe(401)
  })

  test('gives a way back in to somebody who lost the telephone: all proofs begin anew', async () => {
    const { staffId, at: before } = await member()
    const { body } = await administrator.post<LinkGiven>(`/api/staff/${staffId}/link`)
    const at = visitor()
    await at.post('/api/sign-in/link/accept', { token: tokenOf(body.url), password: `${PASSWORD} mới` })
    expect(await me(before)).toBe(401)
    expect((await at.get('/api/me')).body).toMatchObject({ secondFactor: { needed: true } })
    await addApp(at)
    expect((await at.get('/api/directives')).status).toBe(200)
  })

  test('cannot withdraw their own access, and the last administrator stays', async () => {
    expect((await administrator.post(`/api/staff/${administratorId}/disable`)).body).toMatchObject({
      code: 'own_access',
    })
  })

  test('of a part has no power over somebody who acts on more than that part', async () => {
    const { staffId } = await member()
    const city = await web.database.db
      .insertInto('unit')
      .values({ code: 'vn', name: 'LĐLĐ thành phố', type_code: 'lien_doan_tp', path: 'vn', is_demo: true })
      .returning('id')
      .executeTakeFirstOrThrow()
    await web.database.db
      .insertInto('role_grant')
      .values({ staff_id: staffId, role: 'clerk', unit_id: city.id })
      .execute()
    expect((await administrator.post(`/api/staff/${staffId}/link`)).body).toMatchObject({
      code: 'staff_beyond_scope',
    })
    const policy = {
      kind: 'sign_in_policy',
      secondFactor: 'optional',
      graceDays: 7,
      passkeys: 'alone',
      sessionHours: 168,
      oidcSecondFactor: 'own',
    }
    expect((await administrator.post('/api/approvals', { act: policy })).body).toMatchObject({
      code: 'policy_beyond_scope',
    })
    await web.database.db.deleteFrom('role_grant').where('unit_id', '=', city.id).execute()
    await web.database.db.deleteFrom('unit').where('id', '=', city.id).execute()
  })
})

test('«loa staff reset» prints a link for somebody who is locked out, and refuses an address that is nobody’s', async () => {
  const { email, at: before } = await member()
  const env = {
    DATABASE_URL: web.database.url,
    LOA_SECRET: web.world.secret,
    LOA_PUBLIC_URL: web.world.publicUrl,
  }
  const run = async (address: string) => {
    const program = await startProgram(['staff', 'reset', address], env)
    return { code: await program.ended, said: program.output() }
  }
  const { code, said } = await run(email.toUpperCase())
  expect(code).toBe(0)
  const token = /sign-in\/link#([\w-]{22})/.exec(said)![1]!
  const accepted = await visitor().post('/api/sign-in/link/accept', { token, password: `${PASSWORD} mới` })
  expect(accepted.body).toEqual({ signedIn: true })
  expect(await me(before)).toBe(401)
  expect((await run('khong-co-ai@ldld.example')).code).toBe(1)
})

describe('one’s own account', () => {
  test('a new password needs the old one and signs the other devices out', async () => {
    const { email, secret, at } = await member()
    const other = visitor()
    await other.post('/api/sign-in/password', { email, password: PASSWORD })
    web.machineClock.advance({ seconds: 60 })
    await other.post('/api/sign-in/code', { code: codeAt(secret, web.machineClock.now()) })
    expect(await me(other)).toBe(200)
    const change = (current: string, next: string) => at.post('/api/account/password', { current, next })
    expect((await change('không phải', `${PASSWORD} mới`)).body).toMatchObject({
      faults: [{ field: 'current', code: 'password_wrong' }],
    })
    expect((await change(PASSWORD, email)).body).toMatchObject({
      faults: [{ field: 'next', code: 'password_own_name' }],
    })
    expect((await change(PASSWORD, `${PASSWORD} mới`)).body).toEqual({ ended: 1 })
    expect(await me(other)).toBe(401)
    expect(await me(at)).toBe(200)
  })

  test('accents typed in another form are the same password', async () => {
    const { email } = await member()
    const other = await visitor().post('/api/sign-in/password', {
      email,
      password: PASSWORD.normalize('NFD'),
    })
    expect(other.status).toBe(200)
  })

  test('a device is signed out from the list, and nobody else’s is', async () => {
    const one = await member()
    const two = await member()
    const idOf = async (who: Visitor) => (await who.get<Account>('/api/account')).body.devices[0]!.id
    const foreign = await one.at.ask('DELETE', `/api/account/devices/${await idOf(two.at)}`)
    expect(foreign.body).toMatchObject({ status: 404, code: 'device_not_found' })
    expect(await me(two.at)).toBe(200)
    expect((await two.at.ask('DELETE', `/api/account/devices/${await idOf(two.at)}`)).status).toBe(204)
    expect(await me(two.at)).toBe(401)
    expect((await one.at.post('/api/account/devices/end-others')).body).toEqual({ ended: 0 })
    expect((await administrator.post(`/api/staff/${one.staffId}/end-sessions`)).body).toEqual({ ended: 1 })
    expect(await me(one.at)).toBe(401)
  })
})
