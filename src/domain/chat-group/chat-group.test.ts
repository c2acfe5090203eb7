import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Db } from '../../../db/client.ts'
import { inScope } from '../../../db/scope.ts'
import { createDatabase, type TestDatabase } from '../../../test/harness/database.ts'
import { seedUnions } from '../../../test/harness/unions.ts'
import { Audience } from '../../contract/audience.ts'
import { GroupRule } from '../../contract/group.ts'
import { EventOrder } from '../../contract/organisation.ts'
import { localDay } from '../../kernel/dates.ts'
import { groupMoves, groupPeople, listGroups } from '../../views/groups/index.ts'
import { countAudience } from '../audience/index.ts'
import { addOfficer, appoint, endPost } from '../people/index.ts'
import { orderEvent, undoEvent } from '../reorganisation/index.ts'
import {
  addMembers,
  changeGroup,
  createGroup,
  endGroup,
  previewRule,
  refreshChangedGroups,
  removeMembers,
  tickSeats,
} from './index.ts'

const DISTRICT = 2
const staff = { kind: 'staff', id: 1 } as const
const rule = (given: object) => GroupRule.parse({ lines: [{}], ...given })
let database: TestDatabase
let db: Db
let now = new Date('2021-01-02T09:00:00+07:00')
const later = (minutes: number) => {
  now = new Date(now.getTime() + minutes * 60_000)
}

beforeAll(async () => {
  database = await createDatabase()
  db = database.db
  await seedUnions(database)
})
afterAll(() => database.drop())

const act = <T>(work: (trx: Db) => Promise<T>): Promise<T> =>
  db.transaction().execute(async (trx) => {
    const done = await work(trx)
    await refreshChangedGroups(trx, now)
    return done
  })
const inside = <T>(work: (trx: Db) => Promise<T>): Promise<T> => inScope(db, { path: 'u1' }, work)
const make = (given: { name: string; rule?: GroupRule | null; platform?: 'zalo' | 'list'; owner?: number }) =>
  inside((trx) =>
    createGroup(
      trx,
      staff,
      {
        name: given.name,
        url: null,
        rule: given.rule ?? null,
        ownerUnitId: given.owner ?? DISTRICT,
        platform: given.platform ?? 'zalo',
      },
      now,
    ),
  )
const listed = async (id: number, list: 'members' | 'invite' | 'remove' = 'members', q?: string) =>
  (
    await inside((trx) =>
      groupPeople(trx, id, { list, limit: 200, ...(q && { q }) }, { on: localDay(now), locale: 'vi' }),
    )
  ).items
const ids = async (id: number, list: 'members' | 'invite' | 'remove' = 'members') =>
  (await listed(id, list)).map((person) => person.personId).sort((a, b) => a - b)
const moves = async (id: number) => (await inside((trx) => groupMoves(trx, id, { limit: 200 }, now))).items
const postOf = async (personId: number, unitId: number): Promise<number> =>
  (
    await sql<{
      id: number
    }>`select id from post where person_id = ${personId} and unit_id = ${unitId} and ended_at is null`.execute(
      db,
    )
  ).rows[0]!.id

describe('a group kept by hand', () => {
  test('people join and leave by name; each move says when, why and who did it; nobody joins twice', async () => {
    const id = await make({ name: 'Nhóm tự chọn' })
    await inside((trx) => addMembers(trx, staff, { groupId: id, personIds: [1, 3, 5] }, now))
    later(1)
    await inside((trx) => addMembers(trx, staff, { groupId: id, personIds: [3, 7] }, now))
    await inside((trx) => removeMembers(trx, staff, { groupId: id, personIds: [5] }, now))
    expect(await ids(id)).toEqual([1, 3, 7])
    const told = (await moves(id)).map(({ personId, kind, reason, byName }) => [
      personId,
      kind,
      reason,
      byName,
    ])
    expect(told).toContainEqual([5, 'left', 'hand', 'Nguyễn Văn Số 24'])
    expect(told).toHaveLength(5)
    expect((await listed(id, 'members', 'nguyen so 3')).map((person) => person.personId)).toEqual([3])
  })

  test('the real chat group: invited and taken out are ticked by a person, and taken back', async () => {
    const id = await make({ name: 'Nhóm Zalo thật' })
    await inside((trx) => addMembers(trx, staff, { groupId: id, personIds: [1, 3] }, now))
    expect(await ids(id, 'invite')).toEqual([1, 3])
    const tick = (personIds: number[], inChat: boolean) =>
      inside((trx) => tickSeats(trx, staff, { groupId: id, personIds, inChat }, now))
    expect(await tick([1, 3], true)).toBe(2)
    expect(await tick([1, 3], true)).toBe(0)
    expect(await ids(id, 'invite')).toEqual([])
    await tick([3], false)
    expect(await ids(id, 'invite')).toEqual([3])
    await tick([3], true)
    // Nobody is ticked off who was never a member.
    expect(await tick([9], true)).toBe(0)

    // Who leaves their post is on the list of those to be taken out at once, with the reason.
    later(1)
    const postId = await postOf(3, 6)
    await act((trx) => endPost(trx, staff, { postId, reason: 'moved' }, now))
    expect(await ids(id)).toEqual([1])
    expect(await listed(id, 'remove')).toMatchObject([
      { personId: 3, reason: 'moved', phone: '0912 000 003' },
    ])
    await tick([3], false)
    expect(await ids(id, 'remove')).toEqual([])
    await act((trx) =>
      appoint(trx, staff, { personId: 3, unitId: 6, positionCode: 'CT', contactOrder: 1 }, now),
    )
    expect(await ids(id, 'remove')).toEqual([])
  })

  test('a list has no chat group to tick; an ended group is nobody’s and is offered no more', async () => {
    const id = await make({ name: 'Danh sách', platform: 'list' })
    await inside((trx) => addMembers(trx, staff, { groupId: id, personIds: [1] }, now))
    await expect(
      inside((trx) => tickSeats(trx, staff, { groupId: id, personIds: [1], inChat: true }, now)),
    ).rejects.toMatchObject({ code: 'group_without_chat' })
    expect(await ids(id, 'invite')).toEqual([])
    const audience = Audience.parse({ lines: [{ groups: [id] }] })
    const count = () =>
      inside((trx) => countAudience(trx, { federationId: DISTRICT, audience, on: localDay(now) }))
    expect(await count()).toMatchObject({ people: { chosen: 1 }, groupPosts: 0 })
    await inside((trx) => endGroup(trx, staff, id, now))
    expect(await count()).toMatchObject({ people: { chosen: 0 } })
    const shown = await inside((trx) =>
      listGroups(trx, { limit: 200, q: 'danh sach' }, { unitId: DISTRICT, now }),
    )
    expect(shown.items).toEqual([])
    await expect(inside((trx) => endGroup(trx, staff, id, now))).rejects.toMatchObject({
      code: 'group_not_found',
    })
  })
})

describe('a group by rule', () => {
  test('who fits is a member when it is saved, and the preview said so before', async () => {
    const wanted = rule({ lines: [{ subsectors: ['may'] }], positions: ['CT'] })
    const preview = await inside((trx) =>
      previewRule(trx, { rule: wanted, ownerUnitId: DISTRICT, groupId: null, on: localDay(now) }),
    )
    const id = await make({ name: 'Chủ tịch ngành may', rule: wanted })
    const members = await ids(id)
    expect(preview).toMatchObject({ people: members.length, joining: members.length, leaving: 0 })
    expect(preview.withoutPhone).toBe(members.includes(1) ? 1 : 0)
    expect(members.length).toBeGreaterThan(2)
    await expect(
      inside((trx) => addMembers(trx, staff, { groupId: id, personIds: [2] }, now)),
    ).rejects.toMatchObject({ code: 'group_by_rule' })
    // It loses its rule: the same people, by hand from now on.
    await inside((trx) =>
      changeGroup(trx, staff, { groupId: id, name: 'Ngành may', url: null, rule: null }, now),
    )
    expect(await ids(id)).toEqual(members)
  })

  test('a rule that chooses nothing, and a name of one letter, are refused', async () => {
    await expect(make({ name: 'Rỗng', rule: rule({ lines: [{ sectors: [] }] }) })).rejects.toMatchObject({
      faults: [{ field: 'rule', code: 'group_rule_empty' }],
    })
    await expect(make({ name: ' A ' })).rejects.toMatchObject({ faults: [{ field: 'name' }] })
  })

  test('leaving one post and staying through another is no move at all', async () => {
    const id = await make({
      name: 'Mọi cán bộ',
      rule: rule({ lines: [{ all: true }], positions: ['CT', 'UV_BCH'] }),
    })
    later(2)
    await act((trx) =>
      appoint(trx, staff, { personId: 1, unitId: 8, positionCode: 'UV_BCH', contactOrder: null }, now),
    )
    const told = async () => (await moves(id)).map(({ personId, kind, at }) => [personId, kind, at])
    const before = await told()
    later(2)
    const postId = await postOf(1, 4)
    await act((trx) => endPost(trx, staff, { postId }, now))
    expect(await ids(id)).toContain(1)
    expect(await told()).toEqual(before)
    const other = await postOf(1, 8)
    await act((trx) => endPost(trx, staff, { postId: other }, now))
    expect(await ids(id)).not.toContain(1)
    expect((await moves(id))[0]).toMatchObject({ personId: 1, kind: 'left', reason: 'left' })
    await act((trx) =>
      appoint(trx, staff, { personId: 1, unitId: 4, positionCode: 'CT', contactOrder: 1 }, now),
    )
  })

  test('a merger carries the rule to the successor; taking the decision back carries it back', async () => {
    const id = await make({ name: 'Hai đơn vị', rule: rule({ lines: [{ units: [10, 12] }] }) })
    const before = await ids(id)
    const ruleNow = async () =>
      (await sql<{ rule: GroupRule }>`select rule from chat_group where id = ${id}`.execute(db)).rows[0]!.rule
    later(1)
    const event = await act((trx) =>
      orderEvent(
        trx,
        staff,
        EventOrder.parse({
          kind: 'merge',
          decision: { number: '1/QĐ', date: localDay(now) },
          effectiveOn: localDay(now),
          units: [10],
          into: { unitId: 12 },
        }),
        now,
      ),
    )
    expect((await ruleNow()).lines).toEqual([{ units: [12] }])
    // The chair of the unit that ended is a contact of the one that goes on.
    expect(await ids(id)).toEqual(before)
    later(1)
    await act((trx) => undoEvent(trx, staff, event.id, now))
    expect((await ruleNow()).lines).toEqual([{ units: [10, 12] }])
    expect(await ids(id)).toEqual(before)
  })

  test('a seat by rule never keeps a person who was entered by mistake; a seat by hand does', async () => {
    const id = await make({
      name: 'Mọi người liên hệ',
      rule: rule({ lines: [{ all: true }], positions: ['UV_BCH'] }),
    })
    const { personId } = await act((trx) =>
      addOfficer(
        trx,
        staff,
        {
          who: { person: { fullName: 'Nhập Nhầm' } },
          unitId: 4,
          positionCode: 'UV_BCH',
          contactOrder: null,
          addresses: [],
        },
        now,
      ),
    )
    expect(await ids(id)).toContain(personId)
    const other = await make({ name: 'Bằng tay' })
    const undo = () =>
      act(async (trx) => {
        await sql`delete from post where person_id = ${personId}`.execute(trx)
        await sql`delete from person where id = ${personId}`.execute(trx)
      })
    await inside((trx) => addMembers(trx, staff, { groupId: other, personIds: [personId] }, now))
    await expect(undo()).rejects.toMatchObject({ code: '23503' })
    await sql`delete from chat_group_member where group_id = ${other}`.execute(db)
    await undo()
    expect(await ids(id)).not.toContain(personId)
  })
})
