import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { inScope } from '../../../../db/scope.ts'
import { createDatabase, type TestDatabase } from '../../../../test/harness/database.ts'
import { addMs } from '../../../kernel/clock.ts'
import { applyInbound } from '../../delivery/index.ts'
import { askLinkCode, decideLinkConflict, linkByCode, OWN_CODE_MS } from '../index.ts'

const NOON = new Date('2021-09-06T12:00:00+07:00')
const BOT = 20
const OTHER_BOT = 21
const minutes = (n: number) => addMs(NOON, n * 60_000)

let database: TestDatabase
let staff: number
let an: number
let ba: number
let beyond: number
let series = 0
let chat: string

beforeAll(async () => {
  database = await createDatabase()
  await sql`insert into unit (id, code, name, type_code, path) overriding system value values
    (1, 'Q', 'LĐLĐ quận', 'lien_doan_quan', 'q'), (2, 'K', 'LĐLĐ quận khác', 'lien_doan_quan', 'k')`.execute(
    database.db,
  )
  await sql`insert into channel_account (id, kind, channel, owner_unit_id, name, base_url) overriding system value values
    (${BOT}, 'telegram', 'telegram', 1, 'Bot', 'http://127.0.0.1:9'),
    (${OTHER_BOT}, 'telegram', 'telegram', 1, 'Bot khác', 'http://127.0.0.1:9')`.execute(database.db)
  const { rows } = await sql<{ id: number }>`
    with p as (insert into person (full_name, home_unit_id) values ('Đỗ Văn Thư', 1) returning id)
    insert into staff (person_id, unit_id, job_title, email) select id, 1, 'Chuyên viên', 'thu@ldld.example' from p returning id`.execute(
    database.db,
  )
  staff = rows[0]!.id
})
afterAll(() => database.drop())
beforeEach(async () => {
  chat = String(5_920_000 + ++series)
  const { rows } = await sql<{ id: number }>`
    insert into person (full_name, home_unit_id) values ('Lê Thị An', 1), ('Ngô Văn Ba', 1), ('Vũ Cảnh', 2) returning id`.execute(
    database.db,
  )
  ;[an = 0, ba = 0, beyond = 0] = rows.map((row) => row.id)
})

const codeFor = async (personId: number, at = NOON, accountId = BOT): Promise<string> => {
  const asked = await database.db
    .transaction()
    .execute((trx) => askLinkCode(trx, { kind: 'system' }, { personId, accountId, validMs: OWN_CODE_MS }, at))
  return asked.code
}
const press = (code: string, { by = chat, at = NOON, account = BOT } = {}) =>
  linkByCode(database.db, account, { code, address: by, at }, at)
async function chatsOf(personId: number): Promise<string[]> {
  const { rows } = await sql<{ text: string }>`
    select address || ' ' || state as text from contact_point where person_id = ${personId} and removed_at is null order by id`.execute(
    database.db,
  )
  return rows.map((row) => row.text)
}
async function conflicts(): Promise<{ id: number; holder: number; claimant: number }[]> {
  const { rows } = await sql<{ id: number; holder: number; claimant: number }>`
    select id, holder_id as holder, claimant_id as claimant from link_conflict
    where settled_at is null and address = ${chat} order by id`.execute(database.db)
  return rows
}

describe('a one-time code', () => {
  it('makes the chat an address of the person it was given to, verified, once', async () => {
    const code = await codeFor(an)
    expect(await press(code)).toBe('linked')
    expect(await chatsOf(an)).toEqual([`${chat} ok`])
    expect(await press(code)).toBe('again')
    expect(await press(code, { by: '77' })).toBe('spent')
    expect(await chatsOf(an)).toEqual([`${chat} ok`])
  })

  it('is of no use after its time, at another account, or when a newer one was made', async () => {
    const old = await codeFor(an)
    expect(await press(old, { account: OTHER_BOT })).toBe('unknown')
    expect(await press(old, { at: minutes(15) })).toBe('expired')
    const newer = await codeFor(an, minutes(1))
    expect(await press(old, { at: minutes(2) })).toBe('expired')
    expect(await press(newer, { at: minutes(2) })).toBe('linked')
    for (const nonsense of ['', 'x', 'A'.repeat(22), 'A'.repeat(64), "' or 1=1 --"])
      expect(await press(nonsense)).toBe('unknown')
  })

  it('is stored as a hash alone', async () => {
    const code = await codeFor(an)
    const { rows } = await sql<{
      all: string
    }>`select string_agg(l::text, ' ') as all from link_code l`.execute(database.db)
    expect(rows[0]!.all).not.toContain(code)
  })

  it('is not made without end', async () => {
    for (let n = 0; n < 20; n++) await codeFor(an, addMs(NOON, n))
    await expect(codeFor(an, addMs(NOON, 21))).rejects.toMatchObject({ code: 'link_codes_used_up' })
    await expect(codeFor(an, addMs(NOON, 86_400_000 + 100))).resolves.toHaveLength(22)
  })

  it('pressed by two chats at the same moment links one of them', async () => {
    const code = await codeFor(an)
    const both = await Promise.all([press(code), press(code, { by: `${chat}9` })])
    expect(both.toSorted()).toEqual(['linked', 'spent'])
    expect(await chatsOf(an)).toHaveLength(1)
  })
})

describe('a chat that is somebody else’s', () => {
  it('stays theirs until a person decides; the same claim twice is one', async () => {
    await press(await codeFor(an))
    expect(await press(await codeFor(ba))).toBe('conflict')
    expect(await press(await codeFor(ba))).toBe('conflict')
    expect([await chatsOf(an), await chatsOf(ba)]).toEqual([[`${chat} ok`], []])
    expect(await conflicts()).toMatchObject([{ holder: an, claimant: ba }])
  })

  it('pressed for two people at the same moment goes to one of them, and the other is asked about', async () => {
    const codes = [await codeFor(an), await codeFor(ba)]
    const both = await Promise.all(codes.map((code) => press(code)))
    expect(both.toSorted()).toEqual(['conflict', 'linked'])
    expect(await conflicts()).toHaveLength(1)
  })

  it.each([
    ['claimant', [[], 1]],
    ['holder', [1, []]],
  ] as const)('is given to the %s when somebody says so, once', async (outcome, expected) => {
    await press(await codeFor(an))
    await press(await codeFor(ba))
    const id = (await conflicts())[0]!.id
    const decide = () =>
      inScope(database.db, { path: 'q' }, (trx) =>
        decideLinkConflict(trx, { id, outcome, by: staff }, minutes(5)),
      )
    await decide()
    expect([await chatsOf(an), await chatsOf(ba)]).toEqual(
      expected.map((count) => (count === 1 ? [`${chat} ok`] : [])),
    )
    await expect(decide()).rejects.toMatchObject({ code: 'link_conflict_settled' })
    expect(await conflicts()).toEqual([])
  })

  it('is not decided by those who see only one of the two people', async () => {
    await press(await codeFor(beyond))
    await press(await codeFor(ba))
    const id = (await conflicts())[0]!.id
    const decide = (path: string) =>
      inScope(database.db, { path }, (trx) =>
        decideLinkConflict(trx, { id, outcome: 'claimant', by: staff }, NOON),
      )
    await expect(decide('q')).rejects.toMatchObject({ code: 'link_conflict_beyond' })
    await expect(decide('k')).rejects.toMatchObject({ code: 'link_conflict_beyond' })
    expect(await chatsOf(beyond)).toEqual([`${chat} ok`])
  })
})

describe('what a provider tells about a chat, in any order', () => {
  const blocked = (at: Date) =>
    ({ kind: 'unreachable', address: chat, reason: 'blocked_by_user', at }) as const
  const wrote = (at: Date) => ({ kind: 'interaction', address: chat, at }) as const
  const apply = (...events: Parameters<typeof applyInbound>[2]) =>
    applyInbound(database.db, BOT, events, minutes(60))

  it('the last thing that happened counts, not the last thing that came', async () => {
    await press(await codeFor(an))
    await apply(blocked(minutes(10)))
    expect(await chatsOf(an)).toEqual([`${chat} blocked`])
    // Written before the block, delivered after it.
    await apply(wrote(minutes(9)))
    expect(await chatsOf(an)).toEqual([`${chat} blocked`])
    await apply(wrote(minutes(11)))
    expect(await chatsOf(an)).toEqual([`${chat} ok`])
    await apply(blocked(minutes(10)))
    expect(await chatsOf(an)).toEqual([`${chat} ok`])
    await apply(blocked(minutes(20)), wrote(minutes(30)))
    expect(await chatsOf(an)).toEqual([`${chat} ok`])
    await apply(wrote(minutes(40)), blocked(minutes(50)))
    expect(await chatsOf(an)).toEqual([`${chat} blocked`])
  })

  it('opens no window where there is none, and means nothing at another account', async () => {
    await press(await codeFor(an))
    await apply(wrote(minutes(1)))
    const { rows } = await sql`select window_until from contact_point where person_id = ${an}`.execute(
      database.db,
    )
    expect(rows).toEqual([{ window_until: null }])
    await applyInbound(database.db, OTHER_BOT, [blocked(minutes(2))], minutes(3))
    expect(await chatsOf(an)).toEqual([`${chat} ok`])
  })
})
