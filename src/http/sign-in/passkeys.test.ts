import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Authenticator, type AuthenticatorHabits } from '../../../test/harness/authenticator.ts'
import { addStaff, signInAs } from '../../../test/harness/sign-in.ts'
import { cheapPasswords, openToVisitors, type Visitor } from '../../../test/harness/visitor.ts'
import { openTestWeb, TEST_URL, type TestWeb } from '../../../test/harness/web.ts'
import type { Account, RecoveryCodes } from '../../contract/account.ts'
import type { PasskeyAnswer, PasskeyOptions } from '../../contract/passkey.ts'
import { storePassword } from '../../domain/identity/index.ts'
import { Passkeys } from './passkeys.ts'
import { Passwords } from './passwords.ts'

let web: TestWeb
let visitor: () => Visitor
let count = 0
const PASSWORD = 'con trâu đi trước cái cày'

beforeAll(async () => {
  web = await openTestWeb()
  await cheapPasswords(web.app)
  visitor = await openToVisitors(web.app, TEST_URL)
})
afterAll(() => web.close())
beforeEach(async () => {
  web.machineClock.set(new Date())
  await web.database.db.deleteFrom('sign_in_attempt').execute()
  await policy('alone')
})

const policy = (passkeys: string) =>
  sql`update sign_in_policy set passkeys = ${passkeys}`.execute(web.database.db)

interface Owner {
  readonly staffId: number
  readonly email: string
  readonly at: Visitor
  readonly device: Authenticator
  readonly codes: readonly string[]
}

/** Somebody with a password and one passkey, signed in. */
async function owner(habits: Partial<AuthenticatorHabits> = {}): Promise<Owner> {
  const email = `khoa-${++count}@ldld.example`
  const { staffId } = await addStaff(web.database.db, {
    unit: `LĐLĐ số ${count}`,
    path: `vn.k${count}`,
    email,
  })
  const hash = await new Passwords(web.app.sessions.auth).hash(PASSWORD)
  await storePassword(web.database.db, staffId, hash, web.machineClock.now())
  const at = visitor().take(await signInAs(web.app, web.world, staffId))
  const device = new Authenticator(TEST_URL, habits)
  const added = await add(at, device)
  expect(added.status).toBe(200)
  return { staffId, email, at, device, codes: added.body.codes }
}

async function add(at: Visitor, device: Authenticator, name = 'Điện thoại') {
  const { body } = await at.post<PasskeyOptions>('/api/account/passkeys/options', {})
  return at.post<RecoveryCodes & { code: string }>('/api/account/passkeys', {
    name,
    answer: device.make(body),
  })
}

async function enter(at: Visitor, show: (options: PasskeyOptions) => PasskeyAnswer) {
  const { body } = await at.post<PasskeyOptions>('/api/sign-in/passkey/options')
  return at.post<{ next?: string; code?: string }>('/api/sign-in/passkey', { answer: show(body) })
}
const withPassword = async (email: string): Promise<Visitor> => {
  const at = visitor()
  const { body } = await at.post('/api/sign-in/password', { email, password: PASSWORD })
  expect(body).toMatchObject({ next: 'factor', passkey: true })
  return at
}

describe('a passkey', () => {
  test('signs in alone, and after the password as the second step', async () => {
    const { staffId, email, device } = await owner()
    const alone = visitor()
    expect((await enter(alone, (options) => device.use(options))).body).toEqual({ next: 'done' })
    expect((await alone.get('/api/me')).body).toMatchObject({ staffId })
    const second = await withPassword(email)
    expect((await second.get('/api/me')).status).toBe(401)
    expect((await enter(second, (options) => device.use(options))).body).toEqual({ next: 'done' })
    expect((await second.get('/api/me')).status).toBe(200)
  })

  test('brings recovery codes, is listed with its last use, is renamed and removed', async () => {
    const { at, device, codes } = await owner()
    expect(codes).toHaveLength(10)
    await enter(visitor(), (options) => device.use(options))
    const { body } = await at.get<Account>('/api/account')
    expect(body.passkeys).toMatchObject([{ name: 'Điện thoại', lastUsedAt: expect.any(String) }])
    const { id } = body.passkeys[0]!
    expect((await at.ask('PATCH', `/api/account/passkeys/${id}`, { name: 'Máy phòng 203' })).status).toBe(204)
    expect((await at.get<Account>('/api/account')).body.passkeys[0]!.name).toBe('Máy phòng 203')
    expect((await at.post(`/api/account/passkeys/${id}/remove`, {})).status).toBe(204)
    expect((await at.get<Account>('/api/account')).body).toMatchObject({ passkeys: [], recoveryCodesLeft: 0 })
    expect((await enter(visitor(), (options) => device.use(options))).body.code).toBe('passkey_unknown')
  })

  test('of somebody else is neither renamed nor removed, nor is it a second step here', async () => {
    const mine = await owner()
    const theirs = await owner()
    const { body } = await theirs.at.get<Account>('/api/account')
    const { id } = body.passkeys[0]!
    expect((await mine.at.ask('PATCH', `/api/account/passkeys/${id}`, { name: 'Của tôi' })).status).toBe(404)
    expect((await mine.at.post(`/api/account/passkeys/${id}/remove`, {})).status).toBe(404)
    const at = await withPassword(mine.email)
    expect((await enter(at, (options) => theirs.device.use(options))).body.code).toBe('passkey_unknown')
    // Nor is it added to a second account.
    expect((await add(mine.at, theirs.device)).body.code).toBe('passkey_known')
  })

  test('shown to a forged page, or made for another host, opens nothing', async () => {
    const { device } = await owner()
    device.habits.origin = 'https://loa.test.evil.example'
    expect((await enter(visitor(), (options) => device.use(options))).body.code).toBe('passkey_refused')
    device.habits.origin = TEST_URL
    device.habits.host = 'evil.example'
    expect((await enter(visitor(), (options) => device.use(options))).body.code).toBe('passkey_refused')
    const forged = new Authenticator(TEST_URL, { origin: 'https://evil.example' })
    const { at } = await owner()
    expect((await add(at, forged)).body.code).toBe('passkey_refused')
  })

  test('with a counter that does not grow is a copy', async () => {
    const { device } = await owner()
    expect((await enter(visitor(), (options) => device.use(options))).status).toBe(200)
    device.counter -= 1
    expect((await enter(visitor(), (options) => device.use(options))).body.code).toBe('passkey_refused')
    // Most do not count at all: they say 0 for ever, and that is no copy.
    const silent = await owner({ step: 0 })
    for (let i = 0; i < 2; i++)
      expect((await enter(visitor(), (options) => silent.device.use(options))).status).toBe(200)
  })

  test('is good for one sign-in a challenge', async () => {
    const { device } = await owner()
    const at = visitor()
    const { body } = await at.post<PasskeyOptions>('/api/sign-in/passkey/options')
    const answer = device.use(body)
    const cookie = at.cookie
    expect((await at.post('/api/sign-in/passkey', { answer })).status).toBe(200)
    const again = await visitor().take(cookie).post('/api/sign-in/passkey', { answer })
    expect(again.body).toMatchObject({ status: 401, code: 'passkey_step_over' })
    const late = visitor()
    const { body: old } = await late.post<PasskeyOptions>('/api/sign-in/passkey/options')
    web.machineClock.advance({ minutes: 10 })
    const over = await late.post('/api/sign-in/passkey', { answer: device.use(old) })
    expect(over.body).toMatchObject({ code: 'passkey_step_over' })
  })

  test('that asked for no finger, face or PIN is a second step, and never enough alone', async () => {
    const { email, device } = await owner({ verifies: false })
    expect((await enter(visitor(), (options) => device.use(options))).body.code).toBe('passkey_refused')
    const at = await withPassword(email)
    expect((await enter(at, (options) => device.use(options))).body).toEqual({ next: 'done' })
  })

  test('obeys the rules of the installation', async () => {
    const { at, email, device } = await owner()
    await policy('second')
    const alone = await visitor().post('/api/sign-in/passkey/options')
    expect(alone.body).toMatchObject({ status: 403, code: 'passkey_not_alone' })
    expect((await visitor().get('/api/sign-in/ways')).body).toMatchObject({ passkey: false })
    await policy('none')
    const more = await at.post('/api/account/passkeys/options', {})
    expect(more.body).toMatchObject({ status: 403, code: 'passkey_not_allowed' })
    // Those that are there go on as a second step: nobody is shut out, and no account loses its second step by a setting.
    const second = await withPassword(email)
    expect((await enter(second, (options) => device.use(options))).body).toEqual({ next: 'done' })
  })

  test('of a withdrawn access opens nothing', async () => {
    const { staffId, device } = await owner()
    await sql`update staff set disabled_at = now() where id = ${staffId}`.execute(web.database.db)
    expect((await enter(visitor(), (options) => device.use(options))).body.code).toBe('passkey_unknown')
  })

  test('proves for a quarter of an hour that it is still oneself, in this session alone', async () => {
    const { at, device } = await owner()
    web.machineClock.advance({ minutes: 16 })
    const remove = async (who: Visitor) => {
      const { body } = await at.get<Account>('/api/account')
      return who.post<{ code?: string }>(`/api/account/passkeys/${body.passkeys[0]!.id}/remove`, {})
    }
    expect((await remove(at)).body.code).toBe('proof_needed')
    const { body } = await at.post<PasskeyOptions>('/api/account/proof/options')
    expect((await at.post('/api/account/proof', { answer: device.use(body) })).status).toBe(204)
    expect((await remove(at)).status).toBe(204)
  })

  test('belongs to a name: an installation reached by its IP address has none and says so', () => {
    const secret = web.world.secret
    expect(new Passkeys({ publicUrl: 'https://10.0.0.5', secret }).possible).toBe(false)
    expect(new Passkeys({ publicUrl: 'http://[::1]:8080', secret }).possible).toBe(false)
    expect(new Passkeys({ publicUrl: 'http://localhost:8080', secret }).possible).toBe(true)
  })
})

test('a session ends after the hours that the rules give it, however busy it was', async () => {
  const { at } = await owner()
  await sql`update sign_in_policy set session_hours = 2`.execute(web.database.db)
  web.machineClock.advance({ hours: 1 })
  expect((await at.get('/api/me')).status).toBe(200)
  web.machineClock.advance({ hours: 1, minutes: 1 })
  expect((await at.get('/api/me')).status).toBe(401)
  await sql`update sign_in_policy set session_hours = 168`.execute(web.database.db)
  expect((await at.get('/api/me')).status).toBe(401)
})
