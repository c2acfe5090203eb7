import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { addStaff, signInAs } from '../../../test/harness/sign-in.ts'
import { openTestWeb, type TestWeb } from '../../../test/harness/web.ts'
import { beginCall, forgetOldReplies } from '../../domain/identity/index.ts'

let web: TestWeb
let cookie: string
let other: string
let staffId: number
const HOUR = 3_600_000

beforeAll(async () => {
  web = await openTestWeb()
  const staff = await addStaff(web.database.db, { unit: 'LĐLĐ quận', path: 'q' })
  staffId = staff.staffId
  cookie = await signInAs(web.app, web.world, staffId)
  const second = await addStaff(web.database.db, { unit: 'LĐLĐ quận', path: 'q' })
  other = await signInAs(web.app, web.world, second.staffId)
})
afterAll(() => web.close())
beforeEach(() => web.database.db.deleteFrom('idempotent_reply').execute())

const draft = (key: string, payload: object = { kind: 'thong_bao' }, as = cookie) =>
  web.app.inject({
    method: 'POST',
    url: '/api/directives',
    headers: { cookie: as, 'idempotency-key': key },
    payload,
  })
const drafts = async (): Promise<number> =>
  (await web.database.db.selectFrom('directive').select('id').execute()).length
const later = async <T>(ms: number, work: () => Promise<T>): Promise<T> => {
  const before = web.clock.now()
  web.clock.set(new Date(before.getTime() + ms))
  try {
    return await work()
  } finally {
    web.clock.set(before)
  }
}

test('a write sent twice with one key is done once and answered twice with the same words', async () => {
  const before = await drafts()
  const first = await draft('one')
  const again = await draft('"one"')
  expect(first.statusCode).toBe(201)
  expect(again.statusCode).toBe(201)
  expect(again.body).toBe(first.body)
  expect(again.headers['content-type']).toBe(first.headers['content-type'])
  expect([first.headers['idempotency-replayed'], again.headers['idempotency-replayed']]).toEqual([
    undefined,
    'true',
  ])
  expect(await drafts()).toBe(before + 1)
})

test('ten at the same time are one act', async () => {
  const before = await drafts()
  const replies = await Promise.all(Array.from({ length: 10 }, () => draft('race')))
  expect(await drafts()).toBe(before + 1)
  for (const reply of replies) expect([201, 409], reply.body).toContain(reply.statusCode)
  expect(replies.filter((reply) => reply.statusCode === 201).length).toBeGreaterThan(0)
})

describe('a key stands for one request of one caller', () => {
  test('another body or address is refused', async () => {
    await draft('two')
    expect((await draft('two', { kind: 'cong_dien' })).json()).toMatchObject({
      status: 422,
      code: 'idempotency_key_reused',
    })
  })

  test('another caller may use the same word', async () => {
    const mine = (await draft('three')).json<{ id: number }>()
    const theirs = (await draft('three', undefined, other)).json<{ id: number }>()
    expect(theirs.id).not.toBe(mine.id)
  })

  test('a refusal is an answer, and is repeated as well', async () => {
    const first = await draft('four', { kind: 'no such kind' })
    expect(first.statusCode).toBe(422)
    const again = await draft('four', { kind: 'no such kind' })
    expect(again.body).toBe(first.body)
    expect(again.headers['content-type']).toContain('application/problem+json')
  })

  test('a key that is none is refused', async () => {
    for (const key of ['', 'ü', 'x'.repeat(256)])
      expect((await draft(key)).json()).toMatchObject({ status: 400, code: 'idempotency_key_malformed' })
  })
})

describe('a call that has not ended', () => {
  const begin = () =>
    beginCall(
      web.database.db,
      { kind: 'staff', id: staffId },
      'open',
      // The fingerprint of the request below is not known here: let it be found by asking for it.
      fingerprintOf,
      web.clock.now(),
    )
  let fingerprintOf: Buffer
  beforeEach(async () => {
    await draft('open')
    const row = await web.database.db.selectFrom('idempotent_reply').selectAll().executeTakeFirstOrThrow()
    fingerprintOf = row.fingerprint
    await web.database.db.deleteFrom('idempotent_reply').execute()
    expect(await begin()).toEqual({ is: 'started' })
  })

  test('is waited for, and after its time nobody pretends to know how it ended', async () => {
    expect((await draft('open')).json()).toMatchObject({ status: 409, code: 'idempotency_running' })
    const before = await drafts()
    await later(3 * 60_000, async () => {
      expect((await draft('open')).json()).toMatchObject({ status: 409, code: 'idempotency_unknown' })
    })
    expect(await drafts()).toBe(before)
  })
})

test('after a day the key is free again, and what was kept is gone', async () => {
  const first = (await draft('day')).json<{ id: number }>()
  await later(24 * HOUR, async () => {
    expect((await draft('day')).json<{ id: number }>().id).not.toBe(first.id)
  })
  await later(49 * HOUR, () => forgetOldReplies(web.database.db, web.clock.now()))
  expect(await web.database.db.selectFrom('idempotent_reply').select('key').execute()).toEqual([])
})

test('what may not be kept is not repeatable: secrets and files', async () => {
  const id = (await draft('file')).json<{ id: number }>().id
  const upload = await web.app.inject({
    method: 'POST',
    url: `/api/directives/${id}/attachments`,
    headers: { cookie, 'idempotency-key': 'x', 'content-type': 'multipart/form-data; boundary=b' },
    payload: '--b--',
  })
  expect(upload.json()).toMatchObject({ status: 400, code: 'idempotency_not_here' })
})

test('an issue keeps its own key for ever: the header is taken for it', async () => {
  const { id, revision } = (await draft('issue')).json<{ id: number; revision: number }>()
  const reply = await web.app.inject({
    method: 'POST',
    url: `/api/directives/${id}/issue`,
    headers: { cookie, 'idempotency-key': 'a-key-of-its-own' },
    payload: { revision },
  })
  // Refused for what its federation lacks, no longer for a missing requestKey.
  expect(reply.json()).toMatchObject({ status: 409, code: 'federation_without_symbol' })
  expect(await web.database.db.selectFrom('idempotent_reply').select('key').execute()).toEqual([
    { key: 'issue' },
  ])
})
