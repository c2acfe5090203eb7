import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ApiKeyMade } from '../../src/contract/api-key.ts'
import { createSample } from '../harness/sample.ts'
import { grantRole, signInAs } from '../harness/sign-in.ts'
import { openTestWeb, type TestWeb } from '../harness/web.ts'

const run = promisify(execFile)
const GUIDE = readFileSync(join(import.meta.dirname, '../../docs/api.md'), 'utf8')

/** The examples of docs/api.md in one language, in their order. */
const examples = (language: string): readonly string[] =>
  [...GUIDE.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].flatMap(([, of, code]) =>
    of === language ? [code!] : [],
  )

let web: TestWeb
let env: { LOA_URL: string; LOA_KEY: string }

beforeAll(async () => {
  web = await openTestWeb({ database: await createSample(), now: '2021-09-06T08:00:00+07:00' })
  const { db } = web.database
  const leader = await db
    .selectFrom('role_grant')
    .innerJoin('staff', 'staff.id', 'role_grant.staff_id')
    .select(['staff.id', 'staff.unit_id as unitId'])
    .where('role', '=', 'leader')
    .orderBy('staff.id')
    .executeTakeFirstOrThrow()
  await grantRole(db, leader.id, 'administrator', leader.unitId)
  const cookie = await signInAs(web.app, web.world, leader.id)
  const made = await web.app.inject({
    method: 'POST',
    url: '/api/api-keys',
    headers: { cookie },
    payload: {
      name: 'docs/api.md',
      permissions: ['directive.read', 'directive.write', 'directive.issue', 'unit.read'],
      unitId: leader.unitId,
      expiresAt: '2021-10-06T08:00:00+07:00',
    },
  })
  await web.app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = web.app.server.address() as AddressInfo
  env = { LOA_URL: `http://127.0.0.1:${port}`, LOA_KEY: made.json<ApiKeyMade>().secret }
})
afterAll(() => web.close())

test('the examples of the guide do what the guide says, one after the other', async () => {
  const script = examples('js').join('\n')
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script], {
    env: { ...process.env, ...env },
    timeout: 15_000,
  })
  const said = stdout.trim().split('\n')
  expect(said.filter((line) => line.startsWith('must:'))).toEqual([])
  expect(said.filter((line) => !line.startsWith('note:'))).toEqual([
    expect.stringMatching(/^issued \d+\/\S+ to 1 unit$/),
    '0 of 1 have acknowledged',
    'asked again: 304',
    expect.stringContaining('Hoa Hồng'),
    '422 invalid #/revision #/change/urgency',
    'one draft: true',
  ])
  const entries = await web.database.db
    .selectFrom('audit_entry')
    .select('actor_kind')
    .where('action', '=', 'directive.issued')
    .execute()
  expect(entries).toEqual([{ actor_kind: 'api_key' }])
})

test('the first call, as it is typed into a terminal', async () => {
  const [command] = examples('sh')
  const [, header, address] = /^curl -H "([^"]+)" "([^"]+)"\s*$/.exec(filled(command!))!
  const [name, value] = header!.split(': ') as [string, string]
  const reply = await fetch(address!, { headers: { [name]: value } })
  expect(await reply.json()).toMatchObject({ permissions: expect.arrayContaining(['directive.issue']) })
})

const filled = (text: string): string =>
  text.replace(/\$(LOA_\w+)/g, (_, name: keyof typeof env) => env[name])
