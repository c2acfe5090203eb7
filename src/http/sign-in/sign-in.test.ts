import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { TestDatabase } from '../../../test/harness/database.ts'
import { addStaff, grantRole, signInAs } from '../../../test/harness/sign-in.ts'
import { openTestWeb, type TestWeb } from '../../../test/harness/web.ts'
import { mintDemoLinks } from '../../domain/identity/index.ts'
import { buildApp } from '../app.ts'
import type { HttpWorld } from '../world.ts'
import { Passwords } from './passwords.ts'
import { Sessions } from './sessions.ts'

let web: TestWeb
let database: TestDatabase
let world: HttpWorld
let app: FastifyInstance
let staffId: number

beforeAll(async () => {
  web = await openTestWeb()
  ;({ database, world, app } = web)
  ;({ staffId } = await addStaff(database.db, {
    unit: 'LĐLĐ quận (mẫu)',
    path: 'vn.q',
    email: 'ly@ldld.example',
  }))
})
afterAll(async () => {
  await web.close()
})

const linkPath = async (): Promise<string> =>
  new URL((await mintDemoLinks(database.db, world))[0]!.url).pathname
const sessionCount = async (): Promise<number> =>
  (await database.db.selectFrom('auth_session').select('id').execute()).length

describe('sign-in of the sample cast', () => {
  test('opening a link signs nobody in; its form does, as often as one likes', async () => {
    const path = await linkPath()
    const before = await sessionCount()
    for (let i = 0; i < 3; i++) {
      const page = await app.inject({ url: path })
      expect(page.statusCode).toBe(200)
      expect(page.headers['set-cookie']).toBeUndefined()
      expect(page.body).toContain('Đinh Khánh Ly')
      expect(page.body).toContain('<form method="post">')
    }
    expect(await sessionCount()).toBe(before)
    for (let i = 0; i < 2; i++) {
      const entered = await app.inject({ method: 'POST', url: path })
      expect(entered.statusCode).toBe(303)
      expect(entered.headers.location).toBe('/')
      const cookie = entered.cookies.find((one) => one.name === '__Secure-loa.session_token')
      expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' })
    }
    expect(await sessionCount()).toBe(before + 2)
  })

  test('a browser posts the form as a form', async () => {
    const entered = await app.inject({
      method: 'POST',
      url: await linkPath(),
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' },
      payload: '',
    })
    expect(entered.statusCode).toBe(303)
  })

  test('a made-up link is nobody’s, and another site cannot press the button', async () => {
    expect((await app.inject({ url: '/demo/aaaaaaaaaaaaaaaaaaaaaa' })).statusCode).toBe(404)
    const foreign = await app.inject({
      method: 'POST',
      url: await linkPath(),
      headers: { origin: 'http://evil.example', 'sec-fetch-site': 'cross-site' },
    })
    expect(foreign.json()).toMatchObject({ status: 403, code: 'foreign_origin' })
  })

  test('outside a demo there is no such page', async () => {
    const real = await buildApp({ ...world, isDemo: false })
    expect((await real.inject({ url: await linkPath() })).statusCode).toBe(404)
    expect((await real.inject({ method: 'POST', url: await linkPath() })).statusCode).toBe(404)
    await real.close()
  })
})

describe('a session', () => {
  test('tells who is signed in and with which rights; without one the answer says how to mend it', async () => {
    const refused = await app.inject({ url: '/api/me' })
    expect(refused.json()).toMatchObject({ status: 401, code: 'sign_in_needed' })
    expect(refused.json().title).toContain('Đăng nhập lại')
    const cookie = await signInAs(app, world, staffId)
    const me = (await app.inject({ url: '/api/me', headers: { cookie } })).json()
    expect(me).toMatchObject({
      staffId,
      name: 'Đinh Khánh Ly',
      role: 'specialist',
      locale: 'vi',
      isDemo: true,
    })
    expect(me.permissions).toContain('directive.follow')
    expect(me.permissions).not.toContain('channel.write')
    expect(me.now).toBe(world.clock.now().toISOString())
  })

  test('a forged or altered cookie is nobody', async () => {
    const cookie = await signInAs(app, world, staffId)
    const altered = cookie.replace(
      /loa\.session_token=(.)/,
      (_, first: string) => `loa.session_token=${first === 'a' ? 'b' : 'a'}`,
    )
    expect((await app.inject({ url: '/api/me', headers: { cookie: altered } })).statusCode).toBe(401)
  })

  test('ends at sign-out at once, although it was remembered', async () => {
    const cookie = await signInAs(app, world, staffId)
    expect((await app.inject({ url: '/api/me', headers: { cookie } })).statusCode).toBe(200)
    const out = await app.inject({ method: 'POST', url: '/api/session/sign-out', headers: { cookie } })
    expect(out.statusCode).toBe(204)
    expect((await app.inject({ url: '/api/me', headers: { cookie } })).statusCode).toBe(401)
  })

  test('a withdrawn access is noticed at once, or within thirty seconds when the notice is lost', async () => {
    const deaf = new Sessions({ ...world, notices: { ...web.notices, subscribe: () => () => {} } })
    const sessions = new Sessions(world)
    const cookie = await signInAs(app, world, staffId)
    const request = { headers: { cookie }, cookies: cookiesOf(cookie), ip: '127.0.0.1' } as never
    for (const one of [deaf, sessions])
      expect(await one.recognise(request)).toMatchObject({ staff: { staffId } })
    await database.db
      .updateTable('staff')
      .set({ disabled_at: new Date() })
      .where('id', '=', staffId)
      .execute()
    await vi.waitFor(async () => expect(await sessions.recognise(request)).toBeNull())
    web.machineClock.advance({ seconds: 5 })
    expect(await deaf.recognise(request)).toMatchObject({ staff: { staffId } })
    web.machineClock.advance({ seconds: 25 })
    expect(await deaf.recognise(request)).toBeNull()
    await database.db.updateTable('staff').set({ disabled_at: null }).where('id', '=', staffId).execute()
    sessions.stop()
  })

  test('who has lost the last role is no staff any more; another role on another unit opens that unit only', async () => {
    const cookie = await signInAs(app, world, staffId)
    const me = () => app.inject({ url: '/api/me', headers: { cookie } })
    expect((await me()).json()).toMatchObject({ role: 'specialist', grants: [{ role: 'specialist' }] })
    const { unitId } = await addStaff(database.db, { unit: 'LĐLĐ khác (mẫu)', path: 'vn.other' })
    await grantRole(database.db, staffId, 'viewer', unitId)
    await sql`update role_grant set valid_to = ${world.clock.now()} where staff_id = ${staffId} and role = 'specialist'`.execute(
      database.db,
    )
    await vi.waitFor(async () =>
      expect((await me()).json()).toMatchObject({ role: 'viewer', federation: { id: unitId } }),
    )
    const write = await app.inject({
      method: 'POST',
      url: '/api/directives',
      headers: { cookie },
      payload: {},
    })
    expect(write.statusCode).toBe(403)
    await sql`update role_grant set valid_to = ${world.clock.now()} where staff_id = ${staffId} and valid_to is null`.execute(
      database.db,
    )
    await vi.waitFor(async () => expect((await me()).statusCode).toBe(401))
    await grantRole(database.db, staffId, 'leader', unitId)
  })
})

const cookiesOf = (header: string): Record<string, string> =>
  Object.fromEntries(
    header.split('; ').map((part) => {
      const at = part.indexOf('=')
      return [part.slice(0, at), part.slice(at + 1)]
    }),
  )

test('a state-changing call from another site is refused before anything is looked up', async () => {
  const cookie = await signInAs(app, world, staffId)
  const out = (headers: Record<string, string>) =>
    app.inject({ method: 'POST', url: '/api/session/sign-out', headers: { cookie, ...headers } })
  expect((await out({ origin: 'http://evil.example' })).statusCode).toBe(403)
  expect((await out({ 'sec-fetch-site': 'cross-site' })).statusCode).toBe(403)
  expect((await app.inject({ url: '/api/me', headers: { cookie } })).statusCode).toBe(200)
  expect((await out({ origin: 'https://loa.test' })).statusCode).toBe(204)
})

test('a password is kept as a hash that takes its time, and checked against it', async () => {
  const passwords = new Passwords(app.sessions.auth)
  const hash = await passwords.hash('con trâu đi trước')
  expect(hash).toMatch(/^[0-9a-f]{32}:[0-9a-f]{128}$/)
  expect(await passwords.fits(hash, 'con trâu đi trước'.normalize('NFD'))).toBe(true)
  expect(await passwords.fits(hash, 'con trâu đi sau')).toBe(false)
  expect(await passwords.fits(null, 'nobody has this password')).toBe(false)
})
