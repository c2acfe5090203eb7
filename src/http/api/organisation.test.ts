import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SAMPLE_FEDERATION } from '../../../demo/federation.ts'
import { seedDemo } from '../../../demo/seed.ts'
import { sampleOptions } from '../../../test/harness/sample.ts'
import { signInAs } from '../../../test/harness/sign-in.ts'
import { openTestWeb, type TestWeb } from '../../../test/harness/web.ts'
import type { ChannelLoans } from '../../contract/channel-loan.ts'
import type { EventPage, EventPreview, Totals, Tree } from '../../contract/organisation.ts'

describe('the organisation through the API', () => {
  let web: TestWeb
  let federationId: number
  let leader: Record<string, string>
  let specialist: Record<string, string>
  beforeAll(async () => {
    web = await openTestWeb()
    await seedDemo(web.database.db, sampleOptions())
    const staff = await web.database.pool.query(
      `select s.id, g.role, s.unit_id from staff s join role_grant g on g.staff_id = s.id join unit u on u.id = s.unit_id
       where u.code = $1 order by s.id`,
      [SAMPLE_FEDERATION],
    )
    federationId = staff.rows[0].unit_id
    leader = {
      cookie: await signInAs(web.app, web.world, staff.rows.find((row) => row.role === 'leader').id),
    }
    specialist = {
      cookie: await signInAs(web.app, web.world, staff.rows.find((row) => row.role === 'specialist').id),
    }
  })
  afterAll(() => web.close())

  const get = async <T>(url: string, headers = leader): Promise<T> => {
    const reply = await web.app.inject({ url, headers })
    expect(reply.statusCode, reply.body).toBe(200)
    return reply.json() as T
  }
  const post = (url: string, payload?: object, headers = leader) =>
    web.app.inject({ method: 'POST', url, headers, ...(payload && { payload }) })
  const common = { decision: { number: '145/QĐ-LĐLĐ', date: '2021-09-01' }, effectiveOn: '2021-09-05' }

  it('shows the tree and the totals of any day', async () => {
    const tree = await get<Tree>('/api/organisation/tree')
    expect(tree).toMatchObject({ asOf: '2021-09-05' })
    expect(tree.units[0]).toMatchObject({ id: federationId, depth: 0 })
    expect(tree.units.length).toBe(169)
    const totals = await get<Totals>('/api/organisation/totals?asOf=2021-09-01')
    expect(totals.whole).toEqual({ units: 168, reported: 168, workers: 24_000, members: 18_950 })
    // Of the units that tell men and women apart; the others are missing, not zero.
    const { byGender } = totals
    expect(byGender.membersUnits).toBe(149)
    expect(byGender.workersMen + byGender.workersWomen).toBeLessThan(24_000)
    expect(byGender.membersWomen).toBeGreaterThan(byGender.membersMen)
    for (const list of [totals.bySector, totals.byArea, totals.byParent])
      expect(list.reduce((sum, one) => sum + one.workers, 0)).toBe(24_000)
    // Before it was founded there was nothing, and before the first headcount nothing was reported.
    expect((await get<Totals>('/api/organisation/totals?asOf=2010-01-01')).whole.units).toBe(0)
    expect((await get<Totals>('/api/organisation/totals?asOf=2016-01-01')).whole).toMatchObject({
      units: 168,
      reported: 0,
    })
  })

  it('previews, applies and undoes a decision; whoever may not is told so', async () => {
    const { units } = await get<Tree>('/api/organisation/tree')
    const [a, b] = units.filter((unit) => unit.depth === 1 && (unit.workers ?? 0) > 50)
    const order = { kind: 'merge', ...common, units: [a!.id], into: { unitId: b!.id } }
    expect((await post('/api/organisation/events/preview', order, specialist)).statusCode).toBe(403)
    const preview = await post('/api/organisation/events/preview', order)
    expect(preview.statusCode, preview.body).toBe(200)
    const { duplicates, units: changed } = preview.json() as EventPreview
    expect(changed).toEqual([{ id: a!.id, name: a!.name, change: 'ended', to: null }])
    const filed = await post('/api/organisation/events', {
      ...order,
      duplicates: duplicates.map(({ keepId, otherId }) => ({ keepId, otherId, same: false })),
    })
    expect(filed.statusCode, filed.body).toBe(200)
    // One unit less, and nobody of its people lost.
    expect((await get<Totals>('/api/organisation/totals')).whole).toMatchObject({
      units: 167,
      workers: 24_000,
      members: 18_950,
    })
    expect((await get<Totals>('/api/organisation/totals?asOf=2021-09-04')).whole.units).toBe(168)
    const { items } = await get<EventPage>(`/api/organisation/events?unitId=${a!.id}`)
    expect(items).toMatchObject([{ kind: 'merge', canUndo: true, predecessors: [{ name: a!.name }] }])
    expect(
      (await post(`/api/organisation/events/${items[0]!.id}/undo`, undefined, specialist)).statusCode,
    ).toBe(403)
    expect((await post(`/api/organisation/events/${items[0]!.id}/undo`)).statusCode).toBe(200)
    expect((await get<Totals>('/api/organisation/totals')).whole.units).toBe(168)
    const again = await post(`/api/organisation/events/${items[0]!.id}/undo`)
    expect(again.statusCode).toBe(409)
    expect(again.json()).toMatchObject({ code: 'event_not_applied' })
  })

  it('a decision for a later day waits, and may be cancelled', async () => {
    const { units } = await get<Tree>('/api/organisation/tree')
    const unitId = units[5]!.id
    const filed = await post('/api/organisation/events', {
      kind: 'rename',
      ...common,
      effectiveOn: '2021-10-01',
      unitId,
      name: 'Công đoàn Tên mới',
    })
    expect(filed.json()).toMatchObject({ state: 'planned' })
    expect((await post(`/api/organisation/events/${filed.json().id}/cancel`)).statusCode).toBe(200)
  })

  it('refuses with a sentence what cannot be', async () => {
    const { units } = await get<Tree>('/api/organisation/tree')
    const unitId = units[1]!.id
    const merge = (into: object) =>
      post('/api/organisation/events', { kind: 'merge', ...common, units: [unitId], into })
    expect((await merge({ unitId })).json()).toMatchObject({ code: 'unit_into_itself', status: 409 })
    expect((await merge({ unitId: 999_999 })).json()).toMatchObject({ code: 'unit_not_found', status: 404 })
    const move = await post('/api/organisation/events', {
      kind: 'move',
      ...common,
      units: [federationId],
      toId: unitId,
    })
    expect(move.json()).toMatchObject({ code: expect.stringMatching(/unit_cycle|unit_tier_not_allowed/) })
    expect(move.json().title.length).toBeGreaterThan(20)
    const faulty = await post('/api/organisation/events', {
      kind: 'merge',
      ...common,
      effectiveOn: '2021-02-30',
    })
    expect(faulty.statusCode).toBe(422)
  })

  it('offices in a ward that is gone wait for somebody who looks at each address', async () => {
    const { rows } = await web.database.pool.query(
      `with gone as (update area set valid_to = '2021-07-01' where code = 'NTL-PD' returning id, valid_to),
         new as (insert into area (code, name, valid_from) values ('PM', 'Phú Mỹ', '2021-07-01') returning id)
       insert into area_succession (from_area_id, to_area_id, effective_on, share) select gone.id, new.id, valid_to, 'most' from gone, new
       returning to_area_id as id`,
    )
    const { items } = await get<{ items: { id: number; into: object[] }[] }>('/api/organisation/seats')
    expect(items.length).toBe(11)
    expect(items[0]!.into).toEqual([{ id: rows[0].id, name: 'Phú Mỹ' }])
    const order = { units: [items[0]!.id], areaId: rows[0].id, effectiveOn: '2021-07-01' }
    expect((await post('/api/organisation/seats', order, specialist)).statusCode).toBe(403)
    const wrong = await post('/api/organisation/seats', { ...order, areaId: 999_999 })
    expect(wrong.json()).toMatchObject({ code: 'area_not_found' })
    expect((await post('/api/organisation/seats', order)).json()).toEqual({ units: 1 })
    expect((await get<{ items: object[] }>('/api/organisation/seats')).items.length).toBe(10)
  })

  it('a channel is lent downward by the tier above, and taken back by it', async () => {
    const { rows: staff } = await web.database.pool.query(
      `select s.id from staff s where s.job_title = 'Quản trị viên LĐLĐ thành phố'`,
    )
    const city = { cookie: await signInAs(web.app, web.world, staff[0].id) }
    const listed = await get<ChannelLoans>('/api/channel-loans', city)
    const own = listed.accounts.find((account) => account.name === 'SMS LDLD HN (mẫu)')!
    const order = { accountId: own.id, borrowerUnitId: federationId, from: '2021-09-05' }
    // The district's chair cannot lend what is not the district's.
    expect((await post('/api/channel-loans', order)).statusCode).toBe(403)
    const lent = await post('/api/channel-loans', order, city)
    expect(lent.statusCode, lent.body).toBe(200)
    // The borrower reads what is lent to it, and cannot end it.
    expect((await get<ChannelLoans>('/api/channel-loans')).items).toMatchObject([
      { accountName: own.name, borrowerUnitId: federationId, state: 'open', canEnd: false },
    ])
    expect((await post(`/api/channel-loans/${lent.json().id}/end`, undefined, city)).statusCode).toBe(200)
    expect((await post(`/api/channel-loans/${lent.json().id}/end`, undefined, city)).statusCode).toBe(404)
  })

  it('nothing of another tree: a neighbour’s unit is not found, whatever is ordered about it', async () => {
    const { rows } = await web.database.pool.query(
      `insert into unit (code, name, type_code, path) values ('KHAC', 'LĐLĐ khác', 'lien_doan_tp', 'khac') returning id`,
    )
    for (const order of [
      { kind: 'rename', ...common, unitId: rows[0].id, name: 'Của tôi' },
      { kind: 'move', ...common, units: [federationId], toId: rows[0].id },
    ])
      expect((await post('/api/organisation/events/preview', order)).statusCode).toBe(404)
    expect((await get<Tree>(`/api/organisation/tree?unitId=${rows[0].id}`)).units).toEqual([])
  })
})
