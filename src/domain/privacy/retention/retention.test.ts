import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createDatabase, type TestDatabase } from '../../../../test/harness/database.ts'
import { type IssuedForTest, issueForTest } from '../../../../test/harness/issued-directive.ts'
import { acknowledge } from '../../acknowledgement/index.ts'
import { applyRetention, erasePerson, heldAbout } from '../index.ts'
import { monthsBefore } from './service.ts'

let database: TestDatabase
let issued: IssuedForTest
const ISSUED = new Date('2024-11-20T08:00:00+07:00')

beforeAll(async () => {
  database = await createDatabase()
  issued = await issueForTest(database.db, {
    issuedAt: ISSUED,
    units: [{ name: 'CĐCS A', officers: ['Tạ Thúy', 'Lưu Văn Ưng'] }],
    links: { secret: 'a secret of this test, long enough', expiresAt: new Date('2024-12-20T00:00:00Z') },
  })
  const officer = issued.units[0]!.officers[0]!
  await sql`
    insert into delivery (directive_id, recipient_id, purpose, channel, account_id, address, urgency, state, due_at, valid_until, created_at, accepted_at)
    values (${issued.directiveId}, ${officer.recipientId}, 'issue', 'sms', ${issued.accountId}, ${officer.phone}, 3, 'accepted',
      ${ISSUED}, ${ISSUED}, ${ISSUED}, ${ISSUED})`.execute(database.db)
  await acknowledge(
    database.db,
    [{ recipientId: officer.recipientId, answer: 'not_applicable', note: 'không thuộc diện', via: 'page' }],
    ISSUED,
  )
})
afterAll(() => database.drop())

const one = async <T>(query: ReturnType<typeof sql<T>>): Promise<T> =>
  (await query.execute(database.db)).rows[0]!
const traces = () =>
  one(sql<{ addresses: number; notes: number; deliveries: number }>`
    select (select count(*) from delivery where address <> '') as addresses,
      (select count(*) from acknowledgement where note is not null) as notes, (select count(*) from delivery) as deliveries`)

test('months are counted back to a day that exists', () => {
  expect(monthsBefore(new Date('2026-11-24T01:00:00Z'), 24).toISOString()).toBe('2024-11-24T01:00:00.000Z')
  expect(monthsBefore(new Date('2026-03-31T01:00:00Z'), 1).toISOString()).toBe('2026-02-28T01:00:00.000Z')
})

test('addresses and texts of a directive go 24 months after its issue, counts stay, and the run is written down', async () => {
  await applyRetention(database.db, new Date('2026-11-19T08:00:00+07:00'))
  expect(await traces()).toEqual({ addresses: 1, notes: 1, deliveries: 1 })
  const due = new Date('2026-11-21T08:00:00+07:00')
  await applyRetention(database.db, due)
  expect(await traces()).toEqual({ addresses: 0, notes: 0, deliveries: 1 })
  const runs = await sql<{
    kind: string
    removed: number
  }>`select kind, removed from retention_run order by id`.execute(database.db)
  expect(runs.rows).toEqual([
    { kind: 'deliveries', removed: 1 },
    { kind: 'texts', removed: 1 },
  ])
  await applyRetention(database.db, due)
  expect((await sql`select from retention_run`.execute(database.db)).rows).toHaveLength(2)
})

test('contacts go 90 days after the last post ended, not of who still holds one', async () => {
  const [leaver, stayer] = issued.units[0]!.officers
  await sql`update post set valid_to = '2026-08-01', ended_at = '2026-08-01', end_reason = 'left' where person_id = ${leaver!.personId}`.execute(
    database.db,
  )
  const addressOf = (personId: number) =>
    one(sql<{ address: string }>`select address from contact_point where person_id = ${personId}`)
  await applyRetention(database.db, new Date('2026-10-29T08:00:00+07:00'))
  expect((await addressOf(leaver!.personId)).address).toBe(leaver!.phone)
  await applyRetention(database.db, new Date('2026-10-31T08:00:00+07:00'))
  expect((await addressOf(leaver!.personId)).address).toMatch(/^erased-\d+$/)
  expect((await addressOf(stayer!.personId)).address).toBe(stayer!.phone)
})

test('a list that was read in is forgotten 30 days after the last work on it; that it was read in stays', async () => {
  const worked = new Date('2026-11-01T08:00:00+07:00')
  await sql`
    with i as (insert into list_import (unit_id, file_name, state, worked_at, created_by, created_at)
      values (${issued.federationId}, 'ds.xlsx', 'open', ${worked}, ${issued.staffId}, ${worked}) returning id)
    insert into list_import_sheet (import_id, index, name, hidden, row_count, rows, merges)
    select id, 0, 'Sheet1', false, 1, '[["Tạ Thúy"]]', '[]' from i`.execute(database.db)
  const left = () =>
    one(
      sql<{
        sheets: number
        state: string
      }>`select (select count(*) from list_import_sheet) as sheets, state from list_import`,
    )
  await applyRetention(database.db, new Date('2026-11-30T08:00:00+07:00'))
  expect(await left()).toEqual({ sheets: 1, state: 'open' })
  await applyRetention(database.db, new Date('2026-12-02T08:00:00+07:00'))
  expect(await left()).toEqual({ sheets: 0, state: 'discarded' })
})

test('an erased person has no name and no address anywhere, and the documents of record still add up', async () => {
  const [leaver, stayer] = issued.units[0]!.officers
  const now = new Date('2026-11-22T08:00:00+07:00')
  const erase = (personId: number) =>
    database.db
      .transaction()
      .execute((trx) =>
        erasePerson(trx, { kind: 'system' }, { personId, name: `Người dùng đã xóa #${personId}` }, now),
      )
  await expect(erase(stayer!.personId)).rejects.toMatchObject({ code: 'privacy.still_in_post' })
  const recipients = await one(sql<{ n: number }>`select count(*) as n from recipient`)
  await erase(leaver!.personId)
  const held = (await heldAbout(database.db, leaver!.personId))!
  expect(JSON.stringify(held)).not.toContain('Tạ')
  expect(JSON.stringify(held)).not.toContain(leaver!.phone)
  expect(held['person']).toEqual([
    { name: `Người dùng đã xóa #${leaver!.personId}`, salutation: null, note: null },
  ])
  expect(held['directives']).toHaveLength(1)
  expect(await one(sql<{ n: number }>`select count(*) as n from recipient`)).toEqual(recipients)
  const everywhere = await sql<{ found: string }>`
    select t.table_name as found from information_schema.tables t
    where t.table_schema = 'public' and t.table_type = 'BASE TABLE'
      and xpath_exists('//text()[contains(., "Tạ Thúy")]', table_to_xml(quote_ident(t.table_name)::regclass, false, false, ''))`.execute(
    database.db,
  )
  expect(everywhere.rows).toEqual([])
})
