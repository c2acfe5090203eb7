import { spawn } from 'node:child_process'
import { rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { derivedToken, tokenHash } from '../../../src/kernel/ids.ts'
import { issueForTest } from '../../harness/issued-directive.ts'
import { openTestWeb, TEST_SECRET, type TestWeb } from '../../harness/web.ts'
import { openBenchDatabase } from './server.ts'

/** A web server on a durable database with one directive and the links of this many officers, two a unit. */
export async function openOfficers(
  officers: number,
): Promise<{ web: TestWeb; tokens: string[]; close(): Promise<void> }> {
  const database = await openBenchDatabase()
  const web = await openTestWeb({ now: '2026-11-23T14:42:00+07:00', database })
  const { db } = database
  const { directiveId, accountId } = await issueForTest(db, {
    units: [{ name: 'CĐCS Công ty TNHH May Phước Lộc', officers: ['Trần Văn Ổn'] }],
    issuedAt: new Date('2026-11-23T14:02:00+07:00'),
    acknowledgeBefore: new Date('2026-11-23T15:00:00+07:00'),
    actions: [
      'Kiểm tra nhà trọ của đoàn viên tại phường 5, 6, 7.',
      'Báo cáo số hộ bị ngập trước 17:00 hôm nay.',
      'Trường hợp khẩn cấp, gọi 0901 234 567.',
    ],
    body: 'Ban Thường vụ đề nghị các công đoàn cơ sở rà soát và báo cáo kịp thời. '.repeat(12),
    attachments: [{ name: 'Công văn 118.pdf', mime: 'application/pdf', content: Buffer.alloc(217_000) }],
  })
  await sql`
    with units as (
      insert into unit (code, name, type_code, path)
      select 'B' || n, 'CĐCS Công ty số ' || n, 'cdcs', ('b' || n)::ltree from generate_series(1, ${Math.ceil(officers / 2)}::int) n
      returning id, name
    )
    insert into target (directive_id, unit_id, unit_name, parents) select ${directiveId}, id, name, '[]' from units order by id`.execute(
    db,
  )
  await sql`
    with people as (
      insert into person (full_name, salutation) select 'Nguyễn Văn ' || n, 'ông' from generate_series(1, ${officers}::int) n
      returning id, full_name
    ), numbered as (
      select id, full_name, row_number() over (order by id) as n from people
    ), targets as (
      select id, row_number() over (order by id) as n from target where directive_id = ${directiveId} and unit_name like 'CĐCS Công ty số%'
    )
    insert into recipient (directive_id, person_id, target_id, person_name, stage, channel, accepted_at)
    select ${directiveId}, p.id, t.id, p.full_name, 1, 'sms', ${web.clock.now()}
    from numbered p join targets t on t.n = (p.n + 1) / 2 order by p.n`.execute(db)
  const { rows } = await sql<{ id: number }>`
    select id from recipient where directive_id = ${directiveId} and person_name like 'Nguyễn Văn %' order by id`.execute(
    db,
  )
  // Every officer got the directive by a message: an acknowledgement looks for what is still queued among them.
  await sql`
    insert into delivery (directive_id, recipient_id, purpose, channel, account_id, address, urgency, state, due_at, valid_until,
      accepted_at, created_at)
    select directive_id, id, 'issue', 'sms', ${accountId}, '+84900000000', 3, 'accepted', ${web.clock.now()},
      ${new Date(web.clock.now().getTime() + 86_400_000)}, ${web.clock.now()}, ${web.clock.now()}
    from recipient where directive_id = ${directiveId}`.execute(db)
  const tokens = rows.map(({ id }) => derivedToken(TEST_SECRET, `link:${id}:0`))
  await sql`
    insert into access_link (token_hash, recipient_id, generation, created_at, expires_at)
    select hash, recipient, 0, ${web.clock.now()}, ${new Date(web.clock.now().getTime() + 86_400_000)}
    from unnest(${tokens.map(tokenHash)}::bytea[], ${rows.map(({ id }) => id)}::bigint[]) l (hash, recipient)`.execute(
    db,
  )
  await sql`analyze`.execute(db)
  return { web, tokens, close: () => web.close() }
}

/** Runs one of the load programs beside this process and gives its figures. */
export async function runLoad<T>(
  program: 'get-load' | 'post-load',
  load: Record<string, unknown>,
): Promise<T> {
  const file = join(tmpdir(), `loa-load-${process.pid}-${Date.now()}.json`)
  await writeFile(file, JSON.stringify(load))
  try {
    return await new Promise<T>((resolve, reject) => {
      const child = spawn(process.execPath, [join(import.meta.dirname, `${program}.ts`), file], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      let text = ''
      child.stdout.on('data', (part: Buffer) => {
        text += part.toString()
      })
      child.on('error', reject)
      child.on('exit', (code) =>
        code === 0 ? resolve(JSON.parse(text) as T) : reject(new Error(`${program} ended with ${code}`)),
      )
    })
  } finally {
    await rm(file, { force: true })
  }
}
