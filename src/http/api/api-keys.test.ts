import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addStaff, signInAs } from '../../../test/harness/sign-in.ts'
import { openTestWeb, type TestWeb } from '../../../test/harness/web.ts'
import type { ApiKey, ApiKeyMade } from '../../contract/api-key.ts'
import { type Me, Permission as PERMISSIONS, type Permission } from '../../contract/session.ts'
import { grantable } from '../../domain/identity/index.ts'
import { buildApp } from '../app.ts'

/** Two districts below one city; the administrator sits in the first. */
let web: TestWeb
let admin: { staffId: number; unitId: number; cookie: string }
let below: number
let elsewhere: number
const DAY = 86_400_000

beforeAll(async () => {
  web = await openTestWeb()
  const { db } = web.database
  const office = await addStaff(db, { unit: 'LĐLĐ quận một', path: 'tp.q1', role: 'administrator' })
  admin = { ...office, cookie: await signInAs(web.app, web.world, office.staffId) }
  below = (await addStaff(db, { unit: 'CĐCS trong quận', path: 'tp.q1.a' })).unitId
  elsewhere = (await addStaff(db, { unit: 'LĐLĐ quận hai', path: 'tp.q2' })).unitId
})
afterAll(() => web.close())

const inDays = (days: number) => new Date(web.clock.now().getTime() + days * DAY).toISOString()
const asAdmin = (method: 'GET' | 'POST' | 'DELETE', url: string, payload?: object) =>
  web.app.inject({ method, url, headers: { cookie: admin.cookie }, ...(payload ? { payload } : {}) })
const make = (change: object = {}) =>
  asAdmin('POST', '/api/api-keys', {
    name: 'Báo cáo tuần',
    permissions: ['directive.read', 'unit.read'],
    unitId: admin.unitId,
    expiresAt: inDays(30),
    ...change,
  })
const made = async (change: object = {}): Promise<ApiKeyMade> => {
  const reply = await make(change)
  expect(reply.statusCode, reply.body).toBe(201)
  return reply.json<ApiKeyMade>()
}
const withKey = (secret: string, url = '/api/me', more: object = {}) =>
  web.app.inject({ url, headers: { authorization: `Bearer ${secret}` }, ...more })
const listed = async (id: number): Promise<ApiKey | undefined> =>
  (await asAdmin('GET', '/api/api-keys')).json<{ items: ApiKey[] }>().items.find((key) => key.id === id)

describe('a key', () => {
  test('is shown once, kept only as its hash, and recognised by its first characters', async () => {
    const { secret, key } = await made()
    expect(secret).toMatch(/^loa_[\w-]{22}$/)
    expect(key).toMatchObject({ hint: secret.slice(0, 8), state: 'active', lastUsedAt: null })
    const { rows } = await sql<{ text: string }>`select k::text as text from api_key k`.execute(
      web.database.db,
    )
    expect(rows.map((row) => row.text).join()).not.toContain(secret.slice(4))
    expect((await asAdmin('GET', '/api/api-keys')).body).not.toContain(secret)
  })

  test('acts with the permissions it names and no others', async () => {
    const { secret, key } = await made()
    const me = (await withKey(secret)).json<Me>()
    expect(me.permissions.sort()).toEqual(['directive.read', 'unit.read'])
    expect((await withKey(secret, '/api/directives')).statusCode).toBe(200)
    const refused = await withKey(secret, '/api/directives', { method: 'POST', payload: {} })
    expect(refused.json()).toMatchObject({ status: 403, code: 'not_permitted' })
    expect((await listed(key.id))?.lastUsedAt).toBe(web.clock.now().toISOString())
  })

  test('is taken from the Authorization header alone', async () => {
    const { secret } = await made()
    for (const name of ['api_key', 'access_token', 'key', 'authorization'])
      expect((await web.app.inject(`/api/me?${name}=${secret}`)).statusCode).toBe(401)
    const twice = await web.app.inject({
      url: '/api/me',
      headers: { authorization: 'Bearer loa_wrong', cookie: admin.cookie },
    })
    expect(twice.json()).toMatchObject({ code: 'api_key_invalid' })
    expect(twice.headers['www-authenticate']).toBe('Bearer')
    const basic = { authorization: `Basic ${Buffer.from(`x:${secret}`).toString('base64')}` }
    expect((await web.app.inject({ url: '/api/me', headers: basic })).json()).toMatchObject({
      status: 401,
      code: 'sign_in_needed',
    })
    // The password of a proxy goes along with everything its people send.
    const behindProxy = { ...basic, cookie: admin.cookie }
    expect((await web.app.inject({ url: '/api/me', headers: behindProxy })).statusCode).toBe(200)
  })

  test('sees its own part of the tree: below its unit, never beside it', async () => {
    const owned = async (unitId: number, author: number) =>
      web.database.db
        .insertInto('directive')
        .values({
          kind_code: 'thong_bao',
          owner_unit_id: unitId,
          created_by: author,
          title: `của ${unitId}`,
          created_at: web.clock.now(),
          updated_at: web.clock.now(),
        })
        .returning('id')
        .executeTakeFirstOrThrow()
    const [own, sub, other] = [
      await owned(admin.unitId, admin.staffId),
      await owned(below, admin.staffId),
      await owned(elsewhere, admin.staffId),
    ]
    const answers = async (secret: string) =>
      Promise.all(
        [own, sub, other].map(async ({ id }) => (await withKey(secret, `/api/directives/${id}`)).statusCode),
      )
    expect(await answers((await made()).secret)).toEqual([200, 200, 404])
    expect(await answers((await made({ unitId: below })).secret)).toEqual([404, 200, 404])
  })
})

describe('never more than its maker', () => {
  test('a permission or a unit that the maker has not is refused', async () => {
    const clerk = await addStaff(web.database.db, { unit: 'LĐLĐ quận một', path: 'tp.q1', role: 'clerk' })
    const cookie = await signInAs(web.app, web.world, clerk.staffId)
    const byClerk = await web.app.inject({
      method: 'POST',
      url: '/api/api-keys',
      headers: { cookie },
      payload: {
        name: 'x',
        permissions: ['directive.read'],
        unitId: admin.unitId,
        expiresAt: inDays(1),
      },
    })
    expect(byClerk.statusCode).toBe(403)
    for (const permission of [
      'staff.write',
      'api_key.write',
      'approval.use',
      'privacy.write',
    ] satisfies Permission[])
      expect((await make({ permissions: [permission] })).json()).toMatchObject({
        status: 403,
        code: 'api_key_beyond_maker',
      })
    expect((await make({ unitId: elsewhere })).json()).toMatchObject({ status: 404, code: 'unit_not_found' })
    for (const days of [-1, 0, 367])
      expect((await make({ expiresAt: inDays(days) })).json()).toMatchObject({
        status: 422,
        faults: [{ field: 'expiresAt', code: 'api_key_life' }],
      })
  })

  test('what the maker loses, the key loses at once', async () => {
    const other = await addStaff(web.database.db, {
      unit: 'LĐLĐ quận một',
      path: 'tp.q1',
      role: 'administrator',
    })
    const cookie = await signInAs(web.app, web.world, other.staffId)
    const reply = await web.app.inject({
      method: 'POST',
      url: '/api/api-keys',
      headers: { cookie },
      payload: { name: 'x', permissions: ['audit.read'], unitId: admin.unitId, expiresAt: inDays(1) },
    })
    const { secret } = reply.json<ApiKeyMade>()
    const allowed = async () => (await withKey(secret, '/api/directive-kinds')).statusCode
    expect((await withKey(secret, '/api/directives')).statusCode).toBe(403)
    await web.database.db
      .updateTable('staff')
      .set({ disabled_at: web.clock.now() })
      .where('id', '=', other.staffId)
      .execute()
    await expect.poll(allowed).toBe(401)
  })
})

test.each(['vi', 'en'] as const)('whoever makes a key reads what it will do in words (%s)', (locale) => {
  const t = web.world.translate(locale)
  const untold = grantable(new Set(PERMISSIONS.options))
    .map((one) => `api_keys.permission.${one}`)
    .filter((key) => t(key) === key)
  expect(untold).toEqual([])
})

describe('the end of a key', () => {
  test('comes by the clock', async () => {
    const { secret, key } = await made({ expiresAt: inDays(1) })
    expect((await withKey(secret)).statusCode).toBe(200)
    const before = web.clock.now()
    web.clock.set(new Date(before.getTime() + DAY))
    expect((await withKey(secret)).json()).toMatchObject({ status: 401, code: 'api_key_invalid' })
    web.clock.set(before)
    expect(await listed(key.id)).toMatchObject({ state: 'active' })
  })

  test('comes at once when it is revoked, and stays', async () => {
    const { secret, key } = await made()
    expect((await withKey(secret)).statusCode).toBe(200)
    expect((await asAdmin('DELETE', `/api/api-keys/${key.id}`)).statusCode).toBe(204)
    await expect.poll(async () => (await withKey(secret)).statusCode).toBe(401)
    expect(await listed(key.id)).toMatchObject({ state: 'revoked' })
    expect((await asAdmin('DELETE', `/api/api-keys/${key.id}`)).statusCode).toBe(409)
    await expect(
      web.database.db.updateTable('api_key').set({ revoked_at: null, revoked_by: null }).execute(),
    ).rejects.toMatchObject({ code: 'LOA17' })
  })

  test('a new key takes its place, and both work for as long as was said', async () => {
    const old = await made()
    const rotated = await asAdmin('POST', `/api/api-keys/${old.key.id}/rotate`, { overlapHours: 2 })
    const fresh = rotated.json<ApiKeyMade>()
    expect(fresh.key).toMatchObject({ name: old.key.name, permissions: old.key.permissions, state: 'active' })
    expect(await listed(old.key.id)).toMatchObject({ state: 'replaced' })
    for (const secret of [old.secret, fresh.secret]) expect((await withKey(secret)).statusCode).toBe(200)
    const before = web.clock.now()
    web.clock.set(new Date(before.getTime() + 2 * 3_600_000))
    await expect.poll(async () => (await withKey(old.secret)).statusCode).toBe(401)
    expect((await withKey(fresh.secret)).statusCode).toBe(200)
    web.clock.set(before)
    expect((await asAdmin('POST', `/api/api-keys/${old.key.id}/rotate`, {})).json()).toMatchObject({
      status: 409,
      code: 'api_key_replaced',
    })
  })
})

test('what a key does is written down as done by the key', async () => {
  const { secret, key } = await made({ permissions: ['directive.read', 'directive.write'] })
  const kinds = (await withKey(secret, '/api/directive-kinds')).json<{ items: { code: string }[] }>()
  const draft = await withKey(secret, '/api/directives', {
    method: 'POST',
    payload: { kind: kinds.items[0]!.code },
  })
  expect(draft.statusCode).toBe(201)
  const id = draft.json<{ id: number }>().id
  await withKey(secret, `/api/directives/${id}`, { method: 'DELETE' })
  const entries = await web.database.db
    .selectFrom('audit_entry')
    .select(['action', 'actor_kind', 'actor_id', 'unit_id'])
    .where('entity', '=', 'directive')
    .where('entity_id', '=', id)
    .execute()
  expect(entries.length).toBeGreaterThan(0)
  for (const entry of entries)
    expect(entry).toMatchObject({ actor_kind: 'api_key', actor_id: key.id, unit_id: admin.unitId })
  const byHand = await web.database.db
    .selectFrom('audit_entry')
    .select(['action', 'actor_kind', 'actor_id'])
    .where('entity', '=', 'api_key')
    .where('entity_id', '=', key.id)
    .executeTakeFirstOrThrow()
  expect(byHand).toEqual({ action: 'api_key.made', actor_kind: 'staff', actor_id: admin.staffId })
})

test('a key that calls too often is told how long to wait; others go on', async () => {
  const app = await buildApp({ ...web.world, apiCallsPerMinute: 3 })
  const [busy, calm] = [await made(), await made()]
  const call = (secret: string) =>
    app.inject({ url: '/api/directive-kinds', headers: { authorization: `Bearer ${secret}` } })
  const replies = [await call(busy.secret), await call(busy.secret), await call(busy.secret)]
  expect(replies.map((reply) => reply.statusCode)).toEqual([200, 200, 200])
  expect(replies[0]!.headers['ratelimit-policy']).toBe('"key";q=3;w=60')
  expect(replies[2]!.headers['ratelimit']).toMatch(/^"key";r=0;t=\d+$/)
  const refused = await call(busy.secret)
  expect(refused.json()).toMatchObject({ status: 429, code: 'too_many_calls' })
  const wait = Number(refused.headers['retry-after'])
  expect(wait).toBeGreaterThan(0)
  expect((await call(calm.secret)).statusCode).toBe(200)
  const before = web.clock.now()
  web.clock.set(new Date(before.getTime() + wait * 1000))
  expect((await call(busy.secret)).statusCode).toBe(200)
  web.clock.set(before)
  await app.close()
})

test('the limit of a key is one over all web processes, however many calls come at once', async () => {
  const limit = 50
  const apps = [
    await buildApp({ ...web.world, apiCallsPerMinute: limit }),
    await buildApp({ ...web.world, apiCallsPerMinute: limit }),
  ]
  const { secret } = await made()
  const call = (n: number) =>
    apps[n % 2]!.inject({ url: '/api/directive-kinds', headers: { authorization: `Bearer ${secret}` } })
  const replies = await Promise.all(Array.from({ length: 2 * limit }, (_, n) => call(n)))
  const answered = replies.filter((reply) => reply.statusCode === 200).length
  // A process may hold a few calls that the other one asks for: never more than the limit, hardly less.
  expect(answered).toBeLessThanOrEqual(limit)
  expect(answered).toBeGreaterThan(limit * 0.9)
  for (const app of apps) await app.close()
})

test('a list of keys goes on where the last page ended', async () => {
  const all = (await asAdmin('GET', '/api/api-keys?limit=200')).json<{ items: ApiKey[] }>().items
  const seen: number[] = []
  let after = ''
  do {
    const reply = await asAdmin('GET', `/api/api-keys?limit=3${after && `&after=${after}`}`)
    const part = reply.json<{ items: ApiKey[]; next: string | null }>()
    seen.push(...part.items.map((key) => key.id))
    after = part.next ?? ''
  } while (after)
  expect(seen).toEqual(all.map((key) => key.id))
  for (const bad of ['x', 'e30', Buffer.from('[1,2]').toString('base64url')])
    expect((await asAdmin('GET', `/api/api-keys?after=${bad}`)).json()).toMatchObject({
      status: 422,
      faults: [{ field: 'after' }],
    })
})
