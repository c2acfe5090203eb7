import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { BoardSnapshot } from '../../src/contract/board.ts'
import type { EventPreview } from '../../src/contract/organisation.ts'
import { settleReplacements } from '../../src/domain/succession/index.ts'
import { type FollowedDirective, openFollowedDirective } from '../harness/followed-directive.ts'
import { signInAs } from '../harness/sign-in.ts'

/**
 * Every kind of decision in the middle of a công điện that a third of the units have not answered, by hand-written calls of
 * the API: the board adds up after it, nobody is asked twice, nobody is lost; and after the undo everything is as it was.
 */
let of: FollowedDirective
let cookie: string
/** Units by what they have answered, and the officers of each who were asked. */
let silent: readonly Asked[]
let answered: readonly Asked[]
let district: number
let otherDistrict: number

interface Asked {
  readonly id: number
  readonly people: readonly number[]
}

beforeAll(async () => {
  of = await openFollowedDirective()
  const { db } = of.web.database
  const { rows: staff } = await sql<{ id: number; district: number; other: number }>`
    select s.id, d.owner_unit_id as district, (select u.id from unit u join unit_type k on k.code = u.type_code
      where not k.is_recipient and nlevel(u.path) = 2 and u.id <> d.owner_unit_id order by u.id limit 1) as other
    from directive d, unit c join role_grant g on g.unit_id = c.id and g.role = 'administrator' join staff s on s.id = g.staff_id
    where nlevel(c.path) = 1 and d.id = ${of.directiveId} order by s.id limit 1`.execute(db)
  ;({ district, other: otherDistrict } = staff[0]!)
  cookie = await signInAs(of.web.app, of.web.world, staff[0]!.id)
  // A second one is held back still: nothing of it has left.
  await of.issueHeld()
  const { rows } = await sql<Asked & { done: boolean }>`
    select t.unit_id as id, t.acknowledged_at is not null as done, array_agg(r.person_id order by r.id) as people
    from target t join recipient r on r.target_id = t.id where t.directive_id = ${of.directiveId} and r.problem is null
    group by t.id having count(*) > 1 order by t.id`.execute(db)
  silent = rows.filter((unit) => !unit.done)
  answered = rows.filter((unit) => unit.done)
  await sql`insert into access_link (token_hash, recipient_id, generation, created_at, expires_at)
    select sha256(convert_to(id::text, 'UTF8')), id, 0, ${of.web.clock.now()}, ${new Date('2021-10-01')} from recipient`.execute(
    db,
  )
}, 30_000)
afterAll(() => of.web.close())

const call = (method: 'GET' | 'POST', url: string, payload?: object) =>
  of.web.app.inject({ method, url, headers: { cookie }, ...(payload && { payload }) })
async function get<T>(url: string): Promise<T> {
  const reply = await call('GET', url)
  expect(reply.statusCode, `${url} ${reply.body}`).toBe(200)
  return reply.json()
}
const order = (given: object) => ({
  decision: { number: '145/QĐ-LĐLĐ', date: '2021-09-05' },
  effectiveOn: '2021-09-05',
  ...given,
})

/** Rows that must be as they were after an undo, of every directive there is. */
const ROWS = {
  recipients: 'select id, target_id, person_id, stage, problem, left_at, disowned_at from recipient',
  deliveries: 'select id, recipient_id, state from delivery',
  targets: 'select id, unit_id, excluded_at, acknowledged_at, to_call_since from target',
  links: 'select recipient_id as id, revoked_at from access_link',
  posts: 'select id, person_id, unit_id, contact_order, valid_to, ended_at from post',
  seats: 'select group_id as id, person_id, post_id, valid_to from chat_group_member',
  rights: 'select id, valid_to from role_grant',
  replacements: 'select id, target_id, settled_at from replacement',
  headcounts: 'select unit_id, as_of, workers, members from unit_headcount',
  places: 'select id, path::text, valid_to, name from unit',
}

async function standing() {
  const { funnel, cells } = await get<BoardSnapshot>(`/api/directives/${of.directiveId}/board`)
  const rows: Record<string, string> = {}
  for (const [name, text] of Object.entries(ROWS))
    rows[name] = (
      await sql<{ all: string }>`select md5(coalesce(string_agg(x::text, '|' order by x), '')) as all
        from (${sql.raw(text)}) x`.execute(of.web.database.db)
    ).rows[0]!.all
  return { funnel, states: cells.map(({ unitId, state }) => `${unitId} ${state}`).sort(), rows }
}

/** Every number is the length of its list; everybody once; whoever is due is somebody's to answer or to call. */
async function addsUp(): Promise<BoardSnapshot['funnel']> {
  const { funnel, cells } = await get<BoardSnapshot>(`/api/directives/${of.directiveId}/board`)
  expect(funnel.due + funnel.excluded).toBe(cells.length)
  expect(Object.values(funnel.states).reduce((a, b) => a + b, 0)).toBe(cells.length)
  for (const list of ['due', 'opened', 'acknowledged'] as const) {
    const { items } = await get<{ items: unknown[] }>(
      `/api/directives/${of.directiveId}/list?list=${list}&limit=200`,
    )
    expect([list, items.length]).toEqual([list, funnel[list]])
  }
  const { rows } = await sql<{ twice: number; lost: number; open: number }>`
    select (select count(*) from (select person_id from recipient where directive_id = ${of.directiveId} group by 1 having count(*) > 1) x) as twice,
      -- Somebody who still holds a contact's post in a unit that is due, and neither has the directive nor gets it.
      (select count(*) from target t join post p on p.unit_id = t.unit_id and p.ended_at is null and p.contact_order is not null
        where t.directive_id = ${of.directiveId} and t.excluded_at is null and t.acknowledged_at is null
        and not exists (select from recipient r where r.directive_id = t.directive_id and r.person_id = p.person_id and r.left_at is null)) as lost,
      -- A link of somebody who stands for none of the units that are due.
      (select count(*) from recipient r join target t on t.id = r.target_id join access_link l on l.recipient_id = r.id
        where r.directive_id = ${of.directiveId} and l.revoked_at is null and t.acknowledged_at is null
        and not exists (select from post p where p.person_id = r.person_id and p.unit_id = t.unit_id and p.ended_at is null)) as open`.execute(
    of.web.database.db,
  )
  expect(rows[0]).toEqual({ twice: 0, lost: 0, open: 0 })
  return funnel
}

async function tried(name: string, given: object, after: (before: BoardSnapshot['funnel']) => Promise<void>) {
  const before = await standing()
  const body = order(given)
  const preview = await call('POST', '/api/organisation/events/preview', body)
  expect(preview.statusCode, `${name} ${preview.body}`).toBe(200)
  const duplicates = preview
    .json<EventPreview>()
    .duplicates.map(({ keepId, otherId }) => ({ keepId, otherId, same: false }))
  const filed = await call('POST', '/api/organisation/events', {
    ...body,
    ...(duplicates.length > 0 && { duplicates }),
  })
  expect(filed.statusCode, `${name} ${filed.body}`).toBe(200)
  const { db } = of.web.database
  await settleReplacements(db, of.web.clock.now())
  const undo = () => call('POST', `/api/organisation/events/${filed.json<{ id: number }>().id}/undo`)
  try {
    await after(before.funnel)
  } catch (error) {
    await undo()
    throw error
  }
  const undone = await undo()
  expect(undone.statusCode, `${name} ${undone.body}`).toBeLessThan(300)
  expect(await standing()).toEqual(before)
}

const part = (name: string) => ({ found: { name, typeCode: 'cdcs', parentId: district } })
const personOf = async (personId: number) =>
  (
    await sql<{ unit: string; excluded: boolean; left: boolean }>`
      select t.unit_name as unit, t.excluded_at is not null as excluded, r.left_at is not null as left
      from recipient r join target t on t.id = r.target_id
      where r.directive_id = ${of.directiveId} and r.person_id = ${personId}`.execute(of.web.database.db)
  ).rows[0]!

it('merge into a unit that is silent as well', async () => {
  const [a, b] = silent
  await tried('merge', { kind: 'merge', units: [a!.id], into: { unitId: b!.id } }, async (before) => {
    expect(await addsUp()).toMatchObject({ due: before.due - 1, acknowledged: before.acknowledged })
  })
})

it('merge into a unit that has answered: nothing more is due of either', async () => {
  const [a] = silent
  await tried(
    'merge',
    { kind: 'merge', units: [a!.id], into: { unitId: answered[0]!.id } },
    async (before) => {
      expect(await addsUp()).toMatchObject({ due: before.due - 1, acknowledged: before.acknowledged })
    },
  )
})

it('merge of two into a new one: it is asked in their place', async () => {
  const [a, b] = silent
  await tried(
    'merge',
    { kind: 'merge', units: [a!.id, b!.id], into: part('Công đoàn hợp nhất') },
    async (before) => {
      expect(await addsUp()).toMatchObject({ due: before.due - 1, acknowledged: before.acknowledged })
      expect(await personOf(a!.people[0]!)).toMatchObject({ unit: 'Công đoàn hợp nhất', left: false })
    },
  )
})

it('merge that ends the posts of those who come: their links close', async () => {
  const [a, b] = silent
  await tried(
    'merge',
    { kind: 'merge', units: [a!.id], into: { unitId: b!.id }, officers: 'end' },
    async () => {
      await addsUp()
      expect(await personOf(a!.people[0]!)).toMatchObject({ left: true })
    },
  )
})

it('split in two: each part is asked, everybody goes with theirs, whoever is placed nowhere leaves', async () => {
  const [a] = silent
  const [one, two] = a!.people
  await tried(
    'split',
    {
      kind: 'split',
      unitId: a!.id,
      into: [part('Phần một'), part('Phần hai')],
      keepsGoing: false,
      officers: [{ personId: one, into: 1 }],
    },
    async (before) => {
      expect(await addsUp()).toMatchObject({ due: before.due + 1 })
      expect(await personOf(one!)).toMatchObject({ unit: 'Phần hai', left: false })
      expect(await personOf(two!)).toMatchObject({ left: true })
    },
  )
})

it('split off a part: the unit goes on with who stays; the link of who goes closes, and everything else with their post', async () => {
  const [a] = silent
  const [one, two] = a!.people
  await tried(
    'split',
    {
      kind: 'split',
      unitId: a!.id,
      into: [part('Phần tách')],
      keepsGoing: true,
      officers: [{ personId: one, into: 0 }],
    },
    async (before) => {
      expect(await addsUp()).toMatchObject({ due: before.due })
      expect(await personOf(one!)).toMatchObject({ left: true })
      expect(await personOf(two!)).toMatchObject({ left: false })
    },
  )
})

it('split off a part with every officer: the unit goes on, has nobody, and stands among those to be called', async () => {
  const [a] = silent
  await tried(
    'split',
    {
      kind: 'split',
      unitId: a!.id,
      into: [part('Phần tách')],
      keepsGoing: true,
      officers: a!.people.map((personId) => ({ personId, into: 0 })),
    },
    async (before) => {
      const funnel = await addsUp()
      expect(funnel.due).toBe(before.due)
      const board = await get<BoardSnapshot>(`/api/directives/${of.directiveId}/board`)
      expect(board.cells.find((cell) => cell.unitId === a!.id)).toMatchObject({ acknowledgedAt: null })
    },
  )
})

it('move below another federation, rename, hand over: what is asked stays asked', async () => {
  const [a] = silent
  for (const given of [
    { kind: 'move', units: [a!.id], toId: otherDistrict },
    { kind: 'rename', unitId: a!.id, name: 'Công đoàn tên mới' },
    { kind: 'hand_over', fromId: district, toId: otherDistrict },
  ])
    await tried(given.kind, given, async (before) => {
      expect(await addsUp()).toEqual(before)
    })
})

it('dissolve and end of activity: out of what is due, with the decision as the reason; links close', async () => {
  const [a, b] = silent
  for (const kind of ['dissolve', 'end_activity'])
    await tried(kind, { kind, units: [a!.id, b!.id] }, async (before) => {
      expect(await addsUp()).toMatchObject({ due: before.due - 2, excluded: before.excluded + 2 })
      for (const person of [...a!.people, ...b!.people])
        expect(await personOf(person)).toMatchObject({ excluded: true, left: true })
    })
})
