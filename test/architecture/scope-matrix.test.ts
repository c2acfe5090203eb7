import type { RouteOptions } from 'fastify'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Db } from '../../db/client.ts'
import { inScope } from '../../db/scope.ts'
import { Role } from '../../src/contract/session.ts'
import { permissionsOf } from '../../src/domain/identity/index.ts'
import { buildApp } from '../../src/http/app.ts'
import { madeUpBodies } from '../harness/made-up-body.ts'
import { SAMPLE_NOW } from '../harness/sample.ts'
import { grantRole, signInAs } from '../harness/sign-in.ts'
import { buildTwoSubtrees, type TwoSubtrees } from '../harness/two-subtrees.ts'
import { openTestWeb, type TestWeb } from '../harness/web.ts'

/**
 * What an id in an address refers to, by the word before it. A route with another word fails below: whoever adds one says
 * here whose row it is, so that the matrix can aim at a row of somebody else.
 */
const OBJECTS: Readonly<Record<string, string>> = {
  directives: 'directive',
  attachments: 'attachment',
  targets: 'target',
  'directives/units': 'target',
  units: 'unit',
  questions: 'question',
  'group-posts': 'group_post',
  reports: 'leader_notice',
  persons: 'person',
  people: 'person',
  'privacy/people': 'person',
  'privacy/requests': 'data_request',
  'privacy/breaches': 'breach',
  staff: 'staff',
  approvals: 'approval',
  'api-keys': 'api_key',
  'channel-loans': 'channel_loan',
  channels: 'channel_account',
  groups: 'chat_group',
  areas: 'area',
  posts: 'post',
  recipients: 'recipient',
  contacts: 'contact_point',
  'link-conflicts': 'link_conflict',
  events: 'organisation_event',
  imports: 'import_session',
}
/** Words in addresses that refer to no row, and what stands for them. */
const PLAIN: Readonly<Record<string, string>> = {
  kind: 'phone_zero',
  sheet: '0',
  row: '1',
  code: 'x',
  format: 'csv',
}
/** Rows that a federation does not have in this world; a stranger's id is then one that nobody has. */
const NOBODYS = new Set([
  'area',
  'data_request',
  'breach',
  'organisation_event',
  'import_session',
  'leader_notice',
])
/** For those who reach the whole tree, whatever their role. */
const WHOLE_TREE = new Set(['/api/privacy/breaches'])
/** Own account, own session: no row of anybody else can be aimed at. */
const OWN = /^\/api\/account(\/|$)/
const OPEN = new Set(['public', 'link', 'webhook'])
/** Answers about something that is not there for the caller, or not theirs to ask. */
const CLOSED = [403, 404]

interface Caller {
  readonly headers: Readonly<Record<string, string>>
  readonly permissions: readonly string[]
}

interface Guarded {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  readonly url: string
  readonly permission: string
  readonly body: unknown
  readonly query: unknown
}

let web: TestWeb
let db: Db
let world: TwoSubtrees
let routes: Guarded[]
/** One member of staff a role, and a program with a key that reaches this subtree alone. */
const callers = new Map<string, Caller>()
const theirIds = new Map<string, number>()
const myIds = new Map<string, number>()

beforeAll(async () => {
  web = await openTestWeb({ now: SAMPLE_NOW })
  db = web.database.db
  world = await buildTwoSubtrees(db)
  for (const role of Role.options) callers.set(role, await callerWith(role))
  callers.set('API key', await program())
  routes = await guardedRoutes()
  for (const table of new Set(Object.values(OBJECTS))) {
    const theirs = await firstRow(table, world.there)
    if (theirs) theirIds.set(table, theirs)
    const mine = await firstRow(table, world.here)
    if (mine) myIds.set(table, mine)
  }
}, 60_000)
afterAll(async () => {
  // Not web.close(): most calls here are refused, and what leaves a line in the log is tried elsewhere.
  await web.app.close()
  await web.notices.close()
  await web.database.drop()
})

async function staffWith(role: Role, unitId: number): Promise<{ cookie: string }> {
  const { rows } = await sql<{ id: number }>`
    with p as (insert into person (full_name, is_demo) values (${role}, true) returning id)
    insert into staff (person_id, unit_id, job_title, email)
    select id, ${unitId}, ${role}, ${`${role}-${unitId}@ldld.example`} from p returning id`.execute(db)
  await grantRole(db, rows[0]!.id, role, unitId)
  return { cookie: await signInAs(web.app, web.world, rows[0]!.id) }
}

const callerWith = async (role: Role): Promise<Caller> => ({
  headers: await staffWith(role, world.mine.federationId),
  permissions: permissionsOf(role),
})

/** A key made by somebody who reaches everything, for this subtree alone. */
async function program(): Promise<Caller> {
  const { rows } = await sql<{ id: number }>`select id from unit where code = 'GOC'`.execute(db)
  const headers = await staffWith('administrator', rows[0]!.id)
  const choices = await web.app.inject({ url: '/api/api-keys/choices', headers })
  const { permissions } = choices.json<{ permissions: string[] }>()
  const made = await web.app.inject({
    method: 'POST',
    url: '/api/api-keys',
    headers,
    payload: {
      name: 'Chương trình',
      permissions,
      unitId: world.mine.federationId,
      expiresAt: new Date(SAMPLE_NOW.getTime() + 7 * 86_400_000).toISOString(),
    },
  })
  return { headers: { authorization: `Bearer ${made.json<{ secret: string }>().secret}` }, permissions }
}

async function guardedRoutes(): Promise<Guarded[]> {
  const found: Guarded[] = []
  const app = await buildApp(web.world, (route: RouteOptions) => {
    const permission = String(route.config?.permission)
    if (OPEN.has(permission)) return
    const schema = route.schema as { body?: unknown; querystring?: unknown } | undefined
    for (const method of [route.method].flat())
      if (method !== 'HEAD')
        found.push({
          method: method as 'GET',
          url: route.url,
          permission,
          body: schema?.body,
          query: schema?.querystring,
        })
  })
  await app.close()
  return found
}

/** A row of a table as somebody sees it who sees nothing but that subtree. */
async function firstRow(table: string, scope: { path: string }): Promise<number | null> {
  const { rows } = await sql<{
    there: string | null
  }>`select to_regclass(${`public.${table}`})::text as there`.execute(db)
  if (!rows[0]!.there) return null
  return inScope(db, scope, async (trx) => {
    const found = await sql<{ id: number }>`select id from ${sql.table(table)} order by id limit 1`.execute(
      trx,
    )
    return found.rows[0]?.id ?? null
  })
}

/** The table that a parameter of an address refers to; null for a plain word, undefined when nobody has said. */
function tableOf(url: string, parameter: string): string | null | undefined {
  if (parameter in PLAIN) return null
  const words = url.split('/').slice(2)
  const at = words.indexOf(`:${parameter}`)
  const before = words.slice(0, at).filter((word) => !word.startsWith(':'))
  const [last, earlier] = [before.at(-1), before.at(-2)]
  return OBJECTS[`${earlier}/${last}`] ?? OBJECTS[last ?? '']
}
const parametersOf = (url: string): string[] => [...url.matchAll(/:(\w+)/g)].map((match) => match[1]!)
const NOWHERE = 999_999_999
const addressOf = (url: string, ids: ReadonlyMap<string, number>): string =>
  url.replaceAll(/:(\w+)/g, (_all, parameter: string) => {
    const table = tableOf(url, parameter)
    return table ? String(ids.get(table) ?? NOWHERE) : (PLAIN[parameter] ?? 'x')
  })

/** `unitId` in a body: the id of a unit of theirs. */
const foreign = (property: string): number | undefined => {
  const word = property.replace(/Ids?$/, '').replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
  const table: Record<string, string> = {
    account: 'channel_account',
    grant: 'role_grant',
    borrower_unit: 'unit',
    template: 'directive',
    correction_of: 'directive',
  }
  return theirIds.get(table[word] ?? word) ?? theirIds.get(OBJECTS[word] ?? '')
}

const call = (route: Guarded, url: string, caller: Caller | null, payload: unknown) =>
  web.app.inject({
    method: route.method,
    url: route.query && route.method === 'GET' ? `${url}?q=a` : url,
    headers: { ...caller?.headers, ...(isUpload(route) ? { 'content-type': FORM_TYPE } : {}) },
    ...(isUpload(route)
      ? { payload: FORM }
      : payload === undefined || payload === null
        ? {}
        : { payload: payload as object }),
  })

/** Files come as a form, without a schema of the body. */
const isUpload = ({ method, url }: Guarded): boolean =>
  method === 'POST' && /\/(attachments|imports)$/.test(url)
const FORM_TYPE = 'multipart/form-data; boundary=ranh-gioi'
const FORM =
  '--ranh-gioi\r\ncontent-disposition: form-data; name="file"; filename="a.txt"\r\ncontent-type: text/plain\r\n\r\nx\r\n--ranh-gioi--\r\n'

/** A fingerprint of every row that the other subtree has: what it should still have when the strangers are through. */
async function theirRows(): Promise<Map<string, string>> {
  const { rows: tables } = await sql<{ name: string }>`
    select c.relname as name from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relrowsecurity
      and has_table_privilege('loa_console', c.oid, 'select') and c.relname not in ('audit_entry', 'audit_block') order by 1`.execute(
    db,
  )
  const prints = new Map<string, string>()
  for (const { name } of tables)
    await inScope(db, world.there, async (trx) => {
      const { rows } = await sql<{ print: string }>`
        select count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as print from ${sql.table(name)} t`.execute(
        trx,
      )
      prints.set(name, rows[0]!.print)
    })
  return prints
}

describe('every route × every role × own and other subtree', () => {
  test('the matrix knows what each id in an address refers to', () => {
    const unknown = routes.flatMap(({ method, url }) =>
      OWN.test(url)
        ? []
        : parametersOf(url)
            .filter((parameter) => tableOf(url, parameter) === undefined)
            .map((parameter) => `${method} ${url}: «${parameter}»`),
    )
    expect(unknown).toEqual([])
    expect(routes.length).toBeGreaterThan(40)
    const empty = [
      ...new Set(routes.flatMap(({ url }) => parametersOf(url).map((one) => tableOf(url, one)))),
    ].filter((table) => table && !theirIds.has(table) && !NOBODYS.has(table))
    expect(empty).toEqual([])
  })

  test('nobody gets in without signing in, and no role does what it may not', async () => {
    const entered: string[] = []
    for (const route of routes) {
      const url = addressOf(route.url, myIds)
      const [body] = madeUpBodies(route.body, foreign)
      const stranger = await call(route, url, null, body)
      if (stranger.statusCode !== 401) entered.push(`nobody: ${route.method} ${url} → ${stranger.statusCode}`)
      for (const [role, caller] of callers) {
        if (caller.permissions.includes(route.permission)) continue
        const reply = await call(route, url, caller, body)
        if (reply.statusCode !== 403) entered.push(`${role}: ${route.method} ${url} → ${reply.statusCode}`)
      }
    }
    expect(entered).toEqual([])
  }, 60_000)

  test('whatever the role, nothing of another subtree is read or changed', async () => {
    const before = await theirRows()
    const leaks: string[] = []
    let tried = 0
    for (const route of routes) {
      const aims = parametersOf(route.url).some((parameter) => tableOf(route.url, parameter))
      const url = addressOf(route.url, theirIds)
      // Roles with the same right differ in nothing else here: the first, the last and the key of a program are enough.
      const able = [...callers].filter(([, { permissions }]) => permissions.includes(route.permission))
      for (const [role, caller] of [
        able[0],
        able.length > 2 ? able.at(-2) : undefined,
        able.length > 1 ? able.at(-1) : undefined,
      ].filter((one) => one !== undefined))
        for (const body of madeUpBodies(route.body, foreign)) {
          tried++
          const reply = await call(route, url, caller, body)
          const said = `${role}: ${route.method} ${url} → ${reply.statusCode}`
          if (aims && !CLOSED.includes(reply.statusCode)) leaks.push(`${said} ${reply.body.slice(0, 160)}`)
          if (reply.statusCode >= 500) leaks.push(`${said} an accident`)
          if (!aims && route.method === 'GET' && /CĐCS [AB] 1|LD2\b/.test(reply.body))
            leaks.push(`${said} names them`)
        }
    }
    expect(leaks).toEqual([])
    expect(tried).toBeGreaterThan(80)
    const after = await theirRows()
    expect([...after].filter(([table, print]) => before.get(table) !== print)).toEqual([])
  }, 60_000)

  test('in the own subtree a role reads what it may', async () => {
    const shut: string[] = []
    for (const route of routes) {
      if (route.method !== 'GET' || /events$/.test(route.url) || WHOLE_TREE.has(route.url)) continue
      const tables = parametersOf(route.url).map((parameter) => tableOf(route.url, parameter))
      if (tables.some((table) => table && !myIds.has(table))) continue
      for (const [role, caller] of callers) {
        if (!caller.permissions.includes(route.permission)) continue
        const url = addressOf(route.url, myIds)
        const reply = await call(route, url, caller, undefined)
        if ([401, 403].includes(reply.statusCode) || reply.statusCode >= 500)
          shut.push(`${role}: ${route.method} ${url} → ${reply.statusCode} ${reply.body.slice(0, 160)}`)
      }
    }
    expect(shut).toEqual([])
  }, 60_000)
})
