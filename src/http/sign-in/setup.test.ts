import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { startProgram } from '../../../test/harness/program.ts'
import { cheapPasswords, codeAt, openToVisitors, type Visitor } from '../../../test/harness/visitor.ts'
import { openTestWeb, TEST_SECRET, TEST_URL, type TestWeb } from '../../../test/harness/web.ts'
import type { RecoveryCodes, TotpSetup } from '../../contract/account.ts'
import type { PrepareSetup, SetupOpened } from '../../contract/setup.ts'
import { makeSetupLink } from '../../domain/identity/index.ts'
import { letterheadAsOf } from '../../domain/organisation/index.ts'

let web: TestWeb
let visitor: () => Visitor

beforeAll(async () => {
  web = await openTestWeb({ change: { isDemo: false } })
  await cheapPasswords(web.app)
  visitor = await openToVisitors(web.app, TEST_URL)
})
afterAll(() => web.close())
// Empty again: nobody and nothing of anybody.
beforeEach(async () => {
  web.machineClock.set(new Date())
  for (const table of [
    'role_grant',
    'staff',
    'person',
    'unit',
    'setup_link',
    'sign_in_step',
    'sign_in_attempt',
  ] as const)
    await web.database.db.deleteFrom(table).execute()
  web.app.sessions.forget(null)
})

const at = () => ({ now: web.clock.now(), clock: web.machineClock.now() })
const newLink = async (): Promise<string> => {
  const link = await web.database.db.transaction().execute((trx) => makeSetupLink(trx, at()))
  if (!link) throw new Error('no link is made any more')
  return link.token
}
const filled = (token: string, change: Partial<PrepareSetup['federation']> = {}): PrepareSetup => ({
  token,
  federation: {
    name: 'Liên đoàn Lao động quận Thử',
    shortName: 'LĐLĐ quận Thử',
    typeCode: 'lien_doan_quan',
    symbol: 'LĐLĐ',
    placeName: 'Thử',
    address: '',
    letterheadUpper: 'LĐLĐ THÀNH PHỐ MẪU',
    letterheadOwn: '',
    ...change,
  },
  administrator: {
    name: 'Trần Thị Đầu',
    jobTitle: 'Quản trị viên',
    email: 'dau@ldld.example',
    password: 'con trâu đi trước cái cày',
  },
})
const prepare = async (who: Visitor, token: string): Promise<string> => {
  const { status, body } = await who.post<TotpSetup>('/api/setup/prepare', filled(token))
  expect(status).toBe(200)
  return body.secret
}
const codeOf = (secret: string): string => codeAt(secret, web.machineClock.now())
const count = async (table: 'unit' | 'staff' | 'person' | 'auth_account'): Promise<number> =>
  (await sql<{ n: number }>`select count(*)::int as n from ${sql.table(table)}`.execute(web.database.db))
    .rows[0]!.n

describe('the first run', () => {
  test('founds the federation and its administrator, who is in and comes in again with password and app', async () => {
    const who = visitor()
    expect((await who.get<{ firstRun: boolean }>('/api/sign-in/ways')).body.firstRun).toBe(true)
    const token = await newLink()
    const opened = await who.post<SetupOpened>('/api/setup/link', { token })
    expect(opened.body.tiers.map((tier) => tier.code)).toContain('lien_doan_quan')
    expect(opened.body.tiers.map((tier) => tier.code)).not.toContain('cdcs')
    const secret = await prepare(who, token)
    const done = await who.post<RecoveryCodes>('/api/setup/finish', { token, code: codeOf(secret) })
    expect(done.body.codes).toHaveLength(10)
    const me = await who.get<{ role: string; federation: { id: number; name: string } }>('/api/me')
    expect(me.body).toMatchObject({
      role: 'administrator',
      federation: { name: 'Liên đoàn Lao động quận Thử' },
      secondFactor: { needed: false },
    })
    const { db } = web.database
    const { rows } = await sql`select code, path::text, type_code, is_demo from unit`.execute(db)
    const { id } = me.body.federation
    expect(rows).toEqual([{ code: 'LDLD-QT', path: `u${id}`, type_code: 'lien_doan_quan', is_demo: false }])
    expect(await letterheadAsOf(db, { unitId: id, on: '2021-09-05' })).toEqual({
      upper: 'LĐLĐ THÀNH PHỐ MẪU',
      own: 'LĐLĐ QUẬN THỬ',
      symbol: 'LĐLĐ',
      placeName: 'Thử',
    })

    web.machineClock.advance({ minutes: 1 })
    const later = visitor()
    const first = await later.post('/api/sign-in/password', {
      email: 'dau@ldld.example',
      password: 'con trâu đi trước cái cày',
    })
    expect(first.body).toMatchObject({ next: 'factor', app: true, recovery: true })
    expect((await later.post('/api/sign-in/code', { code: codeOf(secret) })).body).toEqual({ next: 'done' })
    expect((await later.get<{ firstRun: boolean }>('/api/sign-in/ways')).body.firstRun).toBe(false)
  })

  test('an empty installation answers every screen of its administrator', async () => {
    const who = visitor()
    const token = await newLink()
    const secret = await prepare(who, token)
    await who.post('/api/setup/finish', { token, code: codeOf(secret) })
    for (const path of ['/api/home', '/api/directives', '/api/staff', '/api/audit', '/api/imports'])
      expect([path, (await who.get(path)).status]).toEqual([path, 200])
  })

  test('writes nothing before its confirmation, and all that was filled in outlives a reload', async () => {
    const who = visitor()
    const token = await newLink()
    const secret = await prepare(who, token)
    const wrong = await who.post<{ faults: unknown }>('/api/setup/finish', { token, code: '000000' })
    expect(wrong.body).toMatchObject({ status: 422, faults: [{ field: 'code', code: 'code_wrong' }] })
    for (const table of ['unit', 'staff', 'person', 'auth_account'] as const)
      expect(await count(table)).toBe(0)
    const again = await who.post<SetupOpened>('/api/setup/link', { token })
    expect(again.body.prepared?.totp.secret).toBe(secret)
    expect(again.body.prepared?.administrator.email).toBe('dau@ldld.example')
    // Another browser with the same link sees nothing of it.
    expect((await visitor().post<SetupOpened>('/api/setup/link', { token })).body.prepared).toBeNull()
  })

  test('what is filled in waits sealed: the database alone gives neither the password nor the app away', async () => {
    const token = await newLink()
    const secret = await prepare(visitor(), token)
    const { rows } = await sql<{ data: unknown }>`select data from sign_in_step`.execute(web.database.db)
    const kept = JSON.stringify(rows)
    for (const text of [secret.replaceAll(' ', ''), 'dau@ldld.example', 'cheap:'])
      expect(kept).not.toContain(text)
  })

  test('of two people who confirm at once one wins, the other is told', async () => {
    const token = await newLink()
    const both = await Promise.all(
      [visitor(), visitor()].map(async (who) => ({ who, secret: await prepare(who, token) })),
    )
    const replies = await Promise.all(
      both.map(({ who, secret }) =>
        who.post<{ code: string }>('/api/setup/finish', { token, code: codeOf(secret) }),
      ),
    )
    expect(replies.map((reply) => reply.status).toSorted()).toEqual([200, 410])
    expect(replies.find((reply) => reply.status === 410)?.body.code).toBe('setup.over')
    expect([await count('unit'), await count('staff')]).toEqual([1, 1])
  })

  test('its link is worth nothing once there is an administrator, whichever link it is', async () => {
    const token = await newLink()
    const late = visitor()
    const lateSecret = await prepare(late, token)
    const who = visitor()
    const secret = await prepare(who, token)
    await who.post('/api/setup/finish', { token, code: codeOf(secret) })
    expect(await web.database.db.transaction().execute((trx) => makeSetupLink(trx, at()))).toBeNull()
    for (const reply of [
      await late.post('/api/setup/link', { token }),
      await late.post('/api/setup/prepare', filled(token)),
      await late.post('/api/setup/finish', { token, code: codeOf(lateSecret) }),
    ])
      expect(reply.body).toMatchObject({ status: 410, code: 'setup.over' })
    // Nor when nobody is left who could sign in: that is a case for «loa staff reset».
    await sql`update staff set disabled_at = ${web.clock.now()}`.execute(web.database.db)
    expect((await late.post('/api/setup/prepare', filled(token))).status).toBe(410)
  })

  test('the newest link alone works, for a day', async () => {
    const old = await newLink()
    const token = await newLink()
    const who = visitor()
    expect((await who.post('/api/setup/link', { token: old })).body).toMatchObject({
      code: 'setup.link_replaced',
    })
    expect((await who.post('/api/setup/link', { token: 'a'.repeat(22) })).body).toMatchObject({
      status: 404,
      code: 'setup.link_unknown',
    })
    web.machineClock.advance({ hours: 24 })
    expect((await who.post('/api/setup/link', { token })).body).toMatchObject({ code: 'setup.link_expired' })
  })

  test('says which field is wrong, and refuses forms of other sites', async () => {
    const token = await newLink()
    const who = visitor()
    const tier = await who.post('/api/setup/prepare', filled(token, { typeCode: 'cdcs' }))
    expect(tier.body).toMatchObject({
      faults: [{ field: 'federation.typeCode', code: 'setup.tier_unknown' }],
    })
    const order = filled(token)
    const weak = { ...order, administrator: { ...order.administrator, password: 'tranthidau' } }
    expect((await who.post('/api/setup/prepare', weak)).body).toMatchObject({
      faults: [{ field: 'administrator.password', code: 'password_own_name' }],
    })
    const foreign = await who.ask('POST', '/api/setup/prepare', order, { 'sec-fetch-site': 'cross-site' })
    expect(foreign.status).toBe(403)
  })
})

/** The program in a process of its own, beside this database. */
const settings = () => ({
  DATABASE_URL: web.database.url,
  LOA_SECRET: TEST_SECRET,
  LOA_PUBLIC_URL: 'http://localhost:8080',
})
const linkIn = (said: string): string => /http:\/\/localhost:8080\/setup#([\w-]{22})/.exec(said)?.[1] ?? ''

test('«loa serve» prints a link that works on an empty database; «loa setup-link» gives none once there is somebody', async () => {
  const serve = await startProgram(['serve', '--role', 'web'], settings())
  const token = await vi.waitFor(() => {
    const printed = linkIn(serve.output())
    if (!printed) throw new Error(serve.output())
    return printed
  }, 20_000)
  await serve.interrupt()
  const who = visitor()
  expect((await who.post('/api/setup/link', { token })).status).toBe(200)
  const secret = await prepare(who, token)
  expect((await who.post('/api/setup/finish', { token, code: codeOf(secret) })).status).toBe(200)
  const late = await startProgram(['setup-link'], settings())
  expect(await late.ended).toBe(1)
  expect(late.output()).toContain('loa staff reset')

  // What comes next on the machine: a first channel, its credentials from standard input.
  const add = (config: object) =>
    spawnSync(
      process.execPath,
      [
        join(import.meta.dirname, '../../bin/loa.ts'),
        ...['account', 'add', 'email-smtp', '--name', 'Thư', '--base-url', 'smtp://127.0.0.1:2525'],
        ...['--config', JSON.stringify(config), '--secrets'],
      ],
      {
        input: '{"user":"loa","password":"bí mật"}',
        env: { ...process.env, ...settings() },
        encoding: 'utf8',
      },
    )
  const done = add({ fromName: 'LĐLĐ', fromAddress: 'loa@ldld.example' })
  expect({ code: done.status, said: done.stdout }).toEqual({
    code: 0,
    said: expect.stringContaining('email-smtp  Thư'),
  })
  expect(done.stdout).not.toContain('bí mật')
  const home = await who.get<{ lanes: unknown[] }>('/api/home')
  expect(home.body.lanes).toHaveLength(1)
}, 60_000)
