import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openDatabase } from '../../../../db/client.ts'
import { migrate } from '../../../../db/migrate.ts'
import { inScope } from '../../../../db/scope.ts'
import { createDatabase, type TestDatabase } from '../../../../test/harness/database.ts'
import { MovableClock } from '../../../kernel/clock.ts'
import { keyRing } from '../../../kernel/key-ring.ts'
import { parseHead, record, sealEntries, verifyChain } from '../index.ts'
import { blockHash, sealOf } from './rules.ts'

const keys = keyRing('the key of this installation, long enough')
let database: TestDatabase
const clock = new MovableClock('2026-11-23T08:00:00+07:00')

beforeAll(async () => {
  database = await createDatabase()
})
afterAll(() => database.drop())

/** What only a superuser can do, and only on purpose. */
async function tamper(work: string): Promise<void> {
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  try {
    await client.query(`begin;
      alter table audit_entry disable trigger all; alter table audit_block disable trigger all;
      ${work};
      alter table audit_entry enable always trigger audit_append_only; alter table audit_entry enable always trigger audit_no_truncate;
      alter table audit_block enable always trigger audit_block_append_only; alter table audit_block enable always trigger audit_block_no_truncate;
      commit`)
  } finally {
    await client.end()
  }
}

async function write(count: number, action = 'directive.closed'): Promise<void> {
  await record(
    database.db,
    ...Array.from({ length: count }, (_, index) => ({
      at: clock.now(),
      actor: { kind: 'system' as const },
      action,
      entity: 'directive',
      entityId: index,
      data: { index },
    })),
  )
}
const seal = () => sealEntries(database.db, keys, clock.now())
const verify = (head?: string) => verifyChain(database.db, keys, head ? parseHead(head) : null)
const ids = async (): Promise<number[]> =>
  (await sql<{ id: number }>`select id from audit_entry order by id`.execute(database.db)).rows.map(
    (row) => row.id,
  )

beforeEach(async () => {
  await tamper('delete from audit_block; delete from audit_entry')
  for (let block = 0; block < 3; block++) {
    await write(4)
    await seal()
    clock.advance({ seconds: 5 })
  }
})

test('a log that nobody touched is whole, however many blocks it has', async () => {
  await write(2)
  expect(await verify()).toMatchObject({ misfits: [], blocks: 3, entries: 12, unsealed: 2, unproven: 0 })
})

test('who alters a line with the guards switched off is found, down to the line, whichever column it was', async () => {
  const [, , third, , , sixth] = await ids()
  for (const change of [
    `at = at + interval '1 microsecond'`,
    `actor_kind = 'officer'`,
    'actor_id = 7',
    `action = 'directive.stopped'`,
    `entity = 'unit'`,
    'entity_id = coalesce(entity_id, 0) + 1',
    'unit_id = 5',
    `data = data || '{"by": 1}'`,
  ]) {
    await tamper(
      `create table kept as select * from audit_entry where id = ${sixth}; update audit_entry set ${change} where id = ${sixth}`,
    )
    expect((await verify()).misfits, change).toEqual([{ kind: 'altered', id: sixth }])
    await tamper(`update audit_entry e set at = k.at, actor_kind = k.actor_kind, actor_id = k.actor_id, action = k.action, entity = k.entity,
      entity_id = k.entity_id, unit_id = k.unit_id, data = k.data from kept k where k.id = e.id; drop table kept`)
    expect((await verify()).misfits).toEqual([])
  }
  await tamper(`update audit_entry set action = 'x.y' where id in (${third}, ${sixth})`)
  expect((await verify()).misfits).toEqual([
    { kind: 'altered', id: third },
    { kind: 'altered', id: sixth },
  ])
})

test('two lines that changed places are both named', async () => {
  const [first, second] = await ids()
  await tamper(`update audit_entry e set entity_id = o.entity_id, data = o.data from audit_entry o
    where e.id in (${first}, ${second}) and o.id in (${first}, ${second}) and o.id <> e.id`)
  expect((await verify()).misfits.map((misfit) => misfit.id)).toEqual([first, second])
})

test('a line that was removed is named, also when it was the last one', async () => {
  const all = await ids()
  await tamper(`delete from audit_entry where id in (${all[4]}, ${all.at(-1)})`)
  expect((await verify()).misfits).toEqual([
    { kind: 'missing', id: all[4] },
    { kind: 'missing', id: all.at(-1) },
  ])
})

test('a line put in afterwards is named', async () => {
  const [first] = await ids()
  clock.advance({ minutes: 61 })
  await write(1)
  await seal()
  await tamper(`insert into audit_entry (id, at, actor_kind, action, entity) overriding system value
    values (${first! - 1}, '2021-01-01', 'system', 'unit.moved', 'unit')`)
  expect((await verify()).misfits).toEqual([{ kind: 'added', id: first! - 1 }])
})

test('a block that was altered, taken out or made by others is named', async () => {
  await tamper(`update audit_block set sealed_at = sealed_at + interval '1 day' where number = 2`)
  expect((await verify()).misfits).toContainEqual({ kind: 'block', id: 2 })
  await tamper(`delete from audit_block where number = 2`)
  expect((await verify()).misfits[0]).toEqual({ kind: 'block', id: 3 })
})

test('who has the database but not the keys cannot write a chain of their own', async () => {
  const [first] = await ids()
  // The thief alters a line and recomputes digest and hash as the code here does; the seal needs the key.
  await tamper(`update audit_entry set action = 'directive.issued' where id = ${first}`)
  const { rows } = await sql<{
    number: number
    digests: Buffer
    micros: number
    entries: string
    open: string
    reach: number
    previous: Buffer
  }>`
    select number, (select string_agg(sha256(convert_to(jsonb_build_array(e.id, (extract(epoch from e.at) * 1000000)::bigint, e.actor_kind,
      e.actor_id, e.action, e.entity, e.entity_id, e.unit_id, e.data)::text, 'UTF8')), ''::bytea order by e.id) from audit_entry e where e.id <@ b.entries) as digests,
      (extract(epoch from sealed_at) * 1000000)::bigint as micros, entries::text as entries, still_open::text as open, reach, previous
    from audit_block b order by number`.execute(database.db)
  let previous = rows[0]!.previous
  const thief = keyRing('another key, of no worth to anybody here').current
  for (const row of rows) {
    const hash = blockHash({ ...row, sealedAtMicros: row.micros, stillOpen: row.open, previous })
    const hex = (bytes: Buffer) => `'\\x${bytes.toString('hex')}'`
    await tamper(`update audit_block set digests = ${hex(row.digests)}, previous = ${hex(previous)}, hash = ${hex(hash)},
      seal = ${hex(sealOf(thief, hash))} where number = ${row.number}`)
    previous = hash
  }
  expect((await verify()).misfits).toEqual([1, 2, 3].map((id) => ({ kind: 'forged', id })))
})

test('a cut end is found by whoever noted the head down', async () => {
  const { head } = await verify()
  const all = await ids()
  await tamper(`delete from audit_block where number = 3; delete from audit_entry where id > ${all[7]}`)
  expect((await verify()).misfits).toEqual([])
  expect((await verify(head!)).misfits).toEqual([{ kind: 'cut', id: 3 }])
})

test('an entry committed late, under a lower id, is sealed by a later block; one that was rolled back is no gap', async () => {
  const late = new pg.Client({ connectionString: database.url })
  const dropped = new pg.Client({ connectionString: database.url })
  await Promise.all([late.connect(), dropped.connect()])
  const insert = `insert into audit_entry (at, actor_kind, action, entity) values ('2026-11-23', 'system', 'late.one', 'unit')`
  await late.query(`begin; ${insert}`)
  await dropped.query(`begin; ${insert}; rollback`)
  await write(3)
  expect(await seal()).toMatchObject({ sealed: 3 })
  expect(await verify()).toMatchObject({ misfits: [], unsealed: 0 })
  await late.query('commit')
  expect(await verify()).toMatchObject({ misfits: [], unsealed: 1 })
  clock.advance({ seconds: 5 })
  expect(await seal()).toMatchObject({ sealed: 1 })
  expect(await verify()).toMatchObject({ misfits: [], unsealed: 0, entries: 16 })
  // An hour later nobody waits for the rolled back id any more: who fills it now is found.
  clock.advance({ minutes: 61 })
  await write(1)
  await seal()
  const { rows } = await sql<{ id: number }>`
    select g.id from generate_series((select min(id) from audit_entry), (select max(id) from audit_entry)) g(id)
    where not exists (select from audit_entry e where e.id = g.id)`.execute(database.db)
  await tamper(`insert into audit_entry (id, at, actor_kind, action, entity) overriding system value
    values (${rows[0]!.id}, '2026-11-23', 'system', 'unit.moved', 'unit')`)
  expect((await verify()).misfits).toEqual([{ kind: 'added', id: rows[0]!.id }])
  await Promise.all([late.end(), dropped.end()])
})

test('writers in parallel, sealed all the while: every entry is sealed once', async () => {
  const writers = Array.from({ length: 6 }, async (_, n) => {
    for (let round = 0; round < 8; round++)
      await database.db.transaction().execute((trx) =>
        record(trx, {
          at: clock.now(),
          actor: { kind: 'system' },
          action: 'nudge.sent',
          entity: 'directive',
          entityId: n,
        }),
      )
  })
  let sealed = 0
  const sealing = (async () => {
    for (let round = 0; round < 10; round++) sealed += (await seal()).sealed
  })()
  await Promise.all([...writers, sealing])
  sealed += (await seal()).sealed
  expect(sealed).toBe(48)
  expect(await verify()).toMatchObject({ misfits: [], entries: 60, unsealed: 0 })
})

test('the head is noted once a day of the people here', async () => {
  clock.set('2026-11-24T16:59:00Z')
  await write(1)
  expect((await seal()).headOfDay).not.toBeNull()
  clock.set('2026-11-24T17:01:00Z')
  await write(1)
  expect((await seal()).headOfDay).toMatch(/^\d+:[0-9a-f]{64}$/)
  await write(1)
  expect((await seal()).headOfDay).toBeNull()
})

test('a console request may add to the log and not touch what stands there', async () => {
  const forbidden = (statement: string) =>
    inScope(database.db, { path: 'ldld' }, (trx) => sql.raw(statement).execute(trx))
  for (const table of ['audit_entry', 'audit_block'])
    for (const statement of [`update ${table} set hash = hash`, `delete from ${table}`, `truncate ${table}`])
      await expect(
        forbidden(statement.replace('hash = hash', table === 'audit_entry' ? 'at = at' : 'hash = hash')),
      ).rejects.toThrow(/permission denied/)
  await expect(forbidden('insert into audit_block select * from audit_block')).rejects.toThrow(
    /permission denied/,
  )
})

test('the role that owns the database, as Loa runs, has given up changing and emptying the log', async () => {
  const admin = new pg.Client({ connectionString: database.url })
  await admin.connect()
  const name = `loa_guest_${process.pid}`
  await admin.query(`create role ${name} login createrole password 'guest'`)
  await admin.query(`create database ${name} owner ${name}`)
  const url = new URL(database.url)
  url.pathname = `/${name}`
  url.username = name
  url.password = 'guest'
  const guest = openDatabase(url.href, { max: 1 })
  try {
    await migrate(guest.db)
    await record(guest.db, {
      at: clock.now(),
      actor: { kind: 'system' },
      action: 'unit.moved',
      entity: 'unit',
      entityId: 1,
    })
    await sealEntries(guest.db, keys, clock.now())
    for (const table of ['audit_entry', 'audit_block'])
      for (const statement of [
        `update ${table} set ${table === 'audit_entry' ? 'at = at' : 'hash = hash'}`,
        `delete from ${table}`,
        `truncate ${table}`,
      ])
        await expect(sql.raw(statement).execute(guest.db), statement).rejects.toThrow(/permission denied/)
    expect((await verifyChain(guest.db, keys, null)).misfits).toEqual([])
  } finally {
    await guest.close()
    await admin.query(`drop database ${name} with (force)`)
    await admin.query(`drop owned by ${name}`)
    await admin.query(`drop role ${name}`)
    await admin.end()
  }
})

test('the guards hold against the superuser who did not switch them off, also as a replica', async () => {
  await expect(sql`update audit_entry set at = at`.execute(database.db)).rejects.toThrow(/append-only/)
  await expect(
    database.db.transaction().execute(async (trx) => {
      await sql`set local session_replication_role = replica`.execute(trx)
      await sql`delete from audit_block`.execute(trx)
    }),
  ).rejects.toThrow(/append-only/)
})
