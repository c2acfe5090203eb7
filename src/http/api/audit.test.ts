import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type FollowedDirective, openFollowedDirective } from '../../../test/harness/followed-directive.ts'
import { addStaff, signInAs } from '../../../test/harness/sign-in.ts'
import type { AuditChoices, AuditPage } from '../../contract/audit.ts'
import { record, sealEntries } from '../../domain/audit/index.ts'
import { keyRing } from '../../kernel/key-ring.ts'

let of: FollowedDirective
let cookie: string
beforeAll(async () => {
  of = await openFollowedDirective()
  cookie = of.cookie
})
afterAll(() => of.web.close())

const get = async <T>(url: string, as = cookie): Promise<T> => {
  const reply = await of.web.app.inject({ url, headers: { cookie: as } })
  expect(reply.statusCode, reply.body).toBe(200)
  return reply.json<T>()
}
const act = (action: string, entity: string, entityId: number | null, data = {}) =>
  record(of.web.database.db, {
    at: of.web.clock.now(),
    actor: { kind: 'system' },
    action,
    entity,
    entityId,
    data,
  })

test('an issue reads as a sentence: who, what, to how many units, over which channels', async () => {
  const { items } = await get<AuditPage>(`/api/audit?directive=${of.directiveId}&kind=directive`)
  const issued = items.find((item) => item.action === 'directive.issued')!
  expect(issued.sentence).toMatch(
    /^\S.+ gửi \d+\/\S+ «.+» cho \d+ đơn vị, \d+ người qua Zalo, SMS, thư điện tử\.$/,
  )
  expect(issued.directiveId).toBe(of.directiveId)
  expect(issued.sentence.startsWith(issued.actor.name)).toBe(true)
})

test('the history of a directive holds what happened to its units, and nothing of others', async () => {
  const { rows } = await sql<{ id: number; unitId: number; name: string }>`
    select id, unit_id as "unitId", unit_name as name from target where directive_id = ${of.directiveId} limit 1`.execute(
    of.web.database.db,
  )
  const target = rows[0]!
  await of.web.app.inject({
    method: 'POST',
    url: `/api/targets/${target.id}/exclude`,
    headers: { cookie },
    payload: { reason: 'Đã kết thúc hoạt động từ tháng trước' },
  })
  const history = await get<AuditPage>(`/api/audit?directive=${of.directiveId}`)
  expect(history.items[0]).toMatchObject({ action: 'target.excluded', unit: { id: target.unitId } })
  expect(history.items[0]!.sentence).toContain(target.name)
  expect(history.about).toBeTruthy()
  const other = await of.issueHeld()
  expect(
    (await get<AuditPage>(`/api/audit?directive=${other}`)).items.map((item) => item.directiveId),
  ).not.toContain(of.directiveId)
  const ofUnit = async (by: string) =>
    (await get<AuditPage>(`/api/audit?unit=${target.unitId}&by=${by}`)).items.map((item) => item.action)
  expect(await ofUnit('office')).toEqual(['target.excluded'])
  expect(await ofUnit('officers')).toEqual(['acknowledgement.received'])
})

test('whoever is shown numbers leaves one line an hour, however often the screen asks', async () => {
  const { rows } = await sql<{ id: number }>`
    select id from target where directive_id = ${of.directiveId} order by id desc limit 1`.execute(
    of.web.database.db,
  )
  const reads = async () =>
    (await get<AuditPage>('/api/audit?limit=200')).items.filter((item) => item.action.endsWith('_read'))
  const look = async () => {
    await get(`/api/directives/${of.directiveId}/units/${rows[0]!.id}`)
    await get('/api/people')
  }
  const before = (await reads()).length
  await look()
  await look()
  const after = await reads()
  expect(
    after
      .slice(0, after.length - before)
      .map((item) => item.action)
      .sort(),
  ).toEqual(['person.list_read', 'target.contacts_read'])
  of.web.clock.advance({ minutes: 61 })
  await look()
  expect((await reads()).length).toBe(before + 4)
})

test('pages follow by key: no line twice, none left out, whatever is written meanwhile', async () => {
  for (let n = 0; n < 12; n++) await act('directive.closed', 'directive', of.directiveId)
  const first = await get<AuditPage>('/api/audit?limit=5')
  await act('directive.closed', 'directive', of.directiveId)
  const second = await get<AuditPage>(`/api/audit?limit=5&after=${first.next}`)
  const ids = [...first.items, ...second.items].map((item) => item.id)
  expect(ids).toEqual([...ids].sort((a, b) => b - a))
  expect(new Set(ids).size).toBe(10)
  expect(second.items[0]!.id).toBe(first.items.at(-1)!.id - 1)
})

test('filters by who, what and when', async () => {
  const { staff, kinds } = await get<AuditChoices>('/api/audit/choices')
  expect(kinds.map((kind) => kind.code)).toContain('directive')
  const { items } = await get<AuditPage>('/api/audit?limit=200')
  const who = items.find((item) => item.actor.kind === 'staff')!.actor.name
  const id = staff.find((one) => one.name === who)!.id
  const theirs = await get<AuditPage>(`/api/audit?staff=${id}&limit=200`)
  expect(theirs.items.length).toBe(items.filter((item) => item.actor.name === who).length)
  expect((await get<AuditPage>('/api/audit?from=2021-09-06')).items).toEqual([])
  expect((await get<AuditPage>('/api/audit?to=2021-09-04')).items).toEqual([])
  expect((await get<AuditPage>('/api/audit?from=2021-09-05&to=2021-09-05')).items.length).toBeGreaterThan(0)
})

test('a colleague of another part of the tree sees nothing of it; what concerns the installation is seen from the root', async () => {
  await act('audit.exported', 'audit_entry', null, { format: 'csv' })
  const { db } = of.web.database
  const { rows: tree } = await sql<{ path: string; name: string }>`
    (select path, name from unit order by nlevel(path), id limit 1) union all
    (select path, name from unit order by nlevel(path) desc, id limit 1)`.execute(db)
  const asAdministratorOf = async ({ path, name }: { path: string; name: string }) =>
    signInAs(
      of.web.app,
      of.web.world,
      (await addStaff(db, { unit: name, path, role: 'administrator' })).staffId,
    )
  const root = await asAdministratorOf(tree[0]!)
  const { items } = await get<AuditPage>('/api/audit?limit=200', await asAdministratorOf(tree[1]!))
  expect(items.filter((item) => item.unit === null)).toEqual([])
  expect(items.map((item) => item.action)).not.toContain('directive.issued')
  expect((await get<AuditPage>('/api/audit?limit=200', root)).items.map((item) => item.action)).toContain(
    'audit.exported',
  )
})

test('an export holds every line of the filter and is itself a line', async () => {
  const { db } = of.web.database
  const reply = await of.web.app.inject({
    url: '/api/audit/export?format=csv&kind=directive',
    headers: { cookie },
  })
  expect(reply.headers['content-disposition']).toContain('nhat-ky-2021-09-05.csv')
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from audit_entry where action like 'directive.%'`.execute(db)
  expect(reply.body.trim().split('\r\n').length).toBe(rows[0]!.n + 1)
  expect(reply.body.match(/\ufeff/g)).toHaveLength(1)
  const json = await of.web.app.inject({ url: '/api/audit/export?format=json', headers: { cookie } })
  const lines = json.json<{ action: string; sentence: string }[]>()
  expect(lines[0]).toMatchObject({ action: 'audit.exported', sentence: expect.stringContaining('JSON') })
})

test('the head of the chain is shown to be noted down', async () => {
  expect((await get<AuditChoices>('/api/audit/choices')).head).toBeNull()
  await sealEntries(of.web.database.db, keyRing('x'.repeat(32)), of.web.clock.now())
  expect((await get<AuditChoices>('/api/audit/choices')).head?.text).toMatch(/^1:[0-9a-f]{64}$/)
})
