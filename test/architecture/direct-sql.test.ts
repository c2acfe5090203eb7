import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Db } from '../../db/client.ts'
import { inScope, type Scope } from '../../db/scope.ts'
import { createDatabase, type TestDatabase } from '../harness/database.ts'
import { buildTwoSubtrees, type TwoSubtrees } from '../harness/two-subtrees.ts'

/** Somebody sits at the database itself as the console's role, or as its owner: what no code stands in the way of. */
let database: TestDatabase
let db: Db
let world: TwoSubtrees
let here: Scope

beforeAll(async () => {
  database = await createDatabase()
  db = database.db
  world = await buildTwoSubtrees(db)
  here = world.here
}, 60_000)
afterAll(() => database.drop())

/** The SQLSTATE of the refusal, deferred checks included; null when the statement goes through. Undone in any case. */
async function refusal(statement: string, scope: Scope | null = here): Promise<string | null> {
  const undone = new Error('undone')
  const work = async (trx: Db) => {
    await sql.raw(statement).execute(trx)
    await sql`set constraints all immediate`.execute(trx)
    throw undone
  }
  try {
    await (scope ? inScope(db, scope, work) : db.transaction().execute(work))
  } catch (error) {
    return error === undone ? null : String((error as { code?: string }).code)
  }
  return null
}

test('functions with the owner’s rights look for tables among somebody’s temporary ones last', async () => {
  const { rows } = await sql<{ name: string }>`
    select p.oid::regprocedure::text as name from pg_proc p where p.pronamespace = 'public'::regnamespace and p.prosecdef
      and not coalesce(p.proconfig, '{}') && array['search_path=public, pg_temp'] order by 1`.execute(db)
  expect(rows.map(({ name }) => name)).toEqual([])
})

test('the receipt of the day is frozen, for the owner of the tables too', async () => {
  const statements = [
    `update target set unit_name = 'khác'`,
    `update target set workers = 1`,
    `update target set parents = '[{"id": 1}]'`,
    `update acknowledgement set answer = 'not_applicable'`,
    `update acknowledgement set at = at - interval '1 hour'`,
    `update acknowledgement set note = 'thêm vào sau'`,
    `update acknowledgement set unverified = true`,
    `update directive set title = 'khác' where state <> 'draft'`,
    `update directive set number = 99 where state <> 'draft'`,
    `update directive set state = 'draft' where state <> 'draft'`,
  ]
  for (const statement of statements)
    for (const scope of [here, null])
      expect([statement, await refusal(statement, scope)]).toEqual([statement, 'LOA01'])
  // What a day does need: a number is counted again, an answer is withdrawn, words are forgotten.
  for (const statement of [
    'update target set acknowledged_at = null, acknowledgement_id = null',
    'update acknowledgement set withdrawn_at = at, note = null, spoke_with = null',
  ])
    expect([statement, await refusal(statement, null)]).toEqual([statement, null])
  expect(
    await refusal(
      `update acknowledgement set withdrawn_at = at; update acknowledgement set withdrawn_at = null`,
      null,
    ),
  ).toBe('LOA01')
})

test('nobody gives themselves more than the role has', async () => {
  for (const statement of [
    'delete from acknowledgement',
    'delete from target',
    'delete from directive',
    'truncate audit_entry',
    'alter table audit_entry disable trigger all',
    'alter table person disable row level security',
    'drop policy console on person',
    'set session_replication_role = replica',
    'alter role loa_console bypassrls',
    'grant select on auth_account to loa_console',
    `create or replace function loa_in_scope(unit bigint) returns boolean language sql as 'select true'`,
    'create table mine ()',
    `copy person to program 'cat'`,
    `insert into loa_migration values ('9999', '')`,
    'update loa_migration_lock set is_locked = 1',
    `update sector set name_vi = 'khác'`,
    `update unit_type set is_recipient = false`,
  ])
    expect([statement, await refusal(statement)]).toEqual([statement, '42501'])
})

test('functions with the owner’s rights answer about the own part of the tree only', async () => {
  const { mine, theirs } = world
  const holders = async (scope: Scope, unitId: number) =>
    inScope(
      db,
      scope,
      async (trx) =>
        (
          await sql`select * from loa_role_holders(${unitId}, array['specialist', 'administrator', 'viewer'], '2030-01-01')`.execute(
            trx,
          )
        ).rows.length,
    )
  expect(await holders(here, mine.federationId)).toBe(1)
  expect(await holders(here, theirs.federationId)).toBe(0)
  expect(await holders({ paths: [] }, theirs.federationId)).toBe(0)
  const { rows } = await sql<{ id: number }>`
    update post set valid_to = '2021-09-05', ended_at = '2021-09-05', end_reason = 'left'
    where person_id = ${theirs.units[0]!.officers[0]!.personId} returning id`.execute(db)
  expect(rows).toHaveLength(1)
  const leave = `select loa_leave_post(${rows[0]!.id}, '2021-09-06')`
  expect(await refusal(leave)).toBe('42501')
  expect(await refusal(leave, { paths: [] })).toBe('42501')
  expect(await refusal(leave, world.there)).toBeNull()
})

test('the tree and its posts cannot be made impossible', async () => {
  const { federationId, units } = world.mine
  const [first, second] = units.map(({ unitId }) => unitId) as [number, number]
  const officer = units[0]!.officers[0]!.personId
  const cases: readonly (readonly [string, string, RegExp])[] = [
    ['under itself', `update unit_parent set parent_id = unit_id where unit_id = ${first}`, /LOA1|23514/],
    ['in a circle', `update unit_parent set parent_id = ${first} where unit_id = ${federationId}`, /LOA1/],
    [
      'below two at a time',
      `insert into unit_parent (unit_id, parent_id, valid_from) values (${first}, ${second}, '2020-05-05')`,
      /LOA1|23P01/,
    ],
    ['ended before it began', `update unit set valid_to = '1800-01-01' where id = ${first}`, /LOA1|23514/],
    ['a path by hand', `update unit set path = path || 'x' where id = ${first}`, /42501|LOA/],
    [
      'one post twice',
      `insert into post (person_id, unit_id, position_code, valid_from)
        select person_id, unit_id, position_code, valid_from from post where unit_id = ${first} limit 1`,
      /23P01|LOA/,
    ],
    [
      'a post ended before it began',
      `update post set valid_to = '1800-01-01' where unit_id = ${first} and person_id = ${officer}`,
      /23514|LOA/,
    ],
    ['more members than workers', `update unit_headcount set members = -1 where unit_id = ${first}`, /23514/],
  ]
  for (const [what, statement, expected] of cases)
    expect([what, await refusal(statement, null)]).toEqual([what, expect.stringMatching(expected)])
})
