import { sql } from 'kysely'
import type { Db } from '../../db/client.ts'
import { acknowledge, ask } from '../../src/domain/acknowledgement/index.ts'
import { record } from '../../src/domain/audit/index.ts'
import { type IssuedForTest, issueForTest } from './issued-directive.ts'
import { SAMPLE_NOW } from './sample.ts'

export interface TwoSubtrees {
  readonly mine: IssuedForTest
  readonly theirs: IssuedForTest
  readonly here: { readonly path: string }
  readonly there: { readonly path: string }
}

/** Two federations below one root `goc`, and a third one beside them that no path of the first reaches. */
export async function buildTwoSubtrees(db: Db): Promise<TwoSubtrees> {
  await sql`insert into unit (code, name, type_code, path) values ('GOC', 'LĐLĐ thành phố', 'lien_doan_tp', 'goc'),
    ('NGOAI', 'LĐLĐ nơi khác', 'lien_doan_tp', 'ngoai')`.execute(db)
  const mine = await day(db, 0)
  const theirs = await day(db, 1)
  return { mine, theirs, here: { path: await pathOf(db, mine) }, there: { path: await pathOf(db, theirs) } }
}

const pathOf = async (db: Db, { federationId }: IssuedForTest): Promise<string> =>
  (await sql<{ path: string }>`select path::text as path from unit where id = ${federationId}`.execute(db))
    .rows[0]!.path

/** A federation below the root with all that a day brings: a row of nearly every table. */
async function day(db: Db, n: number): Promise<IssuedForTest> {
  const issued = await issueForTest(db, {
    issuedAt: SAMPLE_NOW,
    units: [
      { name: 'CĐCS A', officers: ['Tạ Thúy', 'Lưu Văn Ưng'] },
      { name: 'CĐCS B', officers: ['Phạm Văn Ba'] },
    ],
    attachments: [{ name: 'a.txt', mime: 'text/plain', content: Buffer.from(`tệp ${n}`) }],
    links: { secret: 's', expiresAt: new Date(SAMPLE_NOW.getTime() + 86_400_000) },
  })
  const [first, second] = issued.units[0]!.officers
  const { targetId } = issued.units[0]!
  const run = (query: ReturnType<typeof sql>) => query.execute(db)
  await acknowledge(db, [{ recipientId: first!.recipientId, answer: 'received', via: 'page' }], SAMPLE_NOW)
  await ask(db, { recipientId: first!.recipientId, text: 'Hỏi', formKey: `k${n}` }, SAMPLE_NOW)
  await run(sql`insert into delivery (directive_id, recipient_id, purpose, channel, account_id, address, urgency, due_at, valid_until, created_at)
    values (${issued.directiveId}, ${first!.recipientId}, 'issue', 'sms', ${issued.accountId}, '+84900000000', 3, ${SAMPLE_NOW}, ${SAMPLE_NOW}, ${SAMPLE_NOW})`)
  await run(
    sql`insert into call_result (target_id, outcome, at, recorded_by) values (${targetId}, 'no_answer', ${SAMPLE_NOW}, ${issued.staffId})`,
  )
  await run(
    sql`insert into nudge (target_id, by, at, leaves_at) values (${targetId}, ${issued.staffId}, ${SAMPLE_NOW}, ${SAMPLE_NOW})`,
  )
  await run(
    sql`insert into link_event (recipient_id, kind, at) values (${first!.recipientId}, 'opened', ${SAMPLE_NOW})`,
  )
  await run(
    sql`insert into leader_notice (directive_id, staff_id, step, at, units) values (${issued.directiveId}, ${issued.staffId}, 1, ${SAMPLE_NOW}, 1)`,
  )
  await run(sql`insert into delegation (from_recipient_id, to_recipient_id, at, named)
    values (${first!.recipientId}, ${second!.recipientId}, ${SAMPLE_NOW}, 'Lưu Văn Ưng')`)
  await run(sql`insert into link_code (code_hash, person_id, account_id, created_at, expires_at)
    values (${Buffer.from(`code ${n}`)}, ${first!.personId}, ${issued.accountId}, ${SAMPLE_NOW}, ${new Date(SAMPLE_NOW.getTime() + 60_000)})`)
  await run(sql`insert into link_conflict (account_id, channel, address, holder_id, claimant_id, at)
    values (${issued.accountId}, 'telegram', ${`59204${n}`}, ${first!.personId}, ${second!.personId}, ${SAMPLE_NOW})`)
  await run(
    sql`insert into number_register (unit_id, year, register) values (${issued.federationId}, 2021, 'congvan')`,
  )
  await run(
    sql`insert into unit_headcount (unit_id, as_of, workers, members) values (${issued.units[0]!.unitId}, '2021-01-01', 10, 9)`,
  )
  await run(sql`with g as (insert into chat_group (code, owner_unit_id, name, platform) values (${`g${n}`}, ${issued.federationId}, 'Nhóm', 'zalo') returning id),
      p as (insert into group_post (directive_id, group_id, group_name, platform, code) select ${issued.directiveId}, id, 'Nhóm', 'zalo', ${`p${n}`} from g),
      m as (insert into chat_group_member (group_id, person_id) select id, ${first!.personId}::bigint from g)
    insert into chat_group_unit (group_id, unit_id) select id, ${issued.units[0]!.unitId}::bigint from g`)
  await run(
    sql`insert into unit_parent (unit_id, parent_id) select ${issued.federationId}, id from unit where code = 'GOC'`,
  )
  for (const { unitId } of issued.units)
    await run(sql`insert into unit_parent (unit_id, parent_id) values (${unitId}, ${issued.federationId})`)
  await record(db, {
    at: SAMPLE_NOW,
    actor: { kind: 'staff', id: issued.staffId },
    action: 'test.done',
    entity: 'directive',
    entityId: issued.directiveId,
  })
  const { rows: draft } = await sql<{ id: number }>`
    insert into directive (owner_unit_id, state, kind_code, title, created_by, created_at, updated_by, updated_at)
    values (${issued.federationId}, 'draft', 'thong_bao', 'Bản nháp', ${issued.staffId}, ${SAMPLE_NOW}, ${issued.staffId}, ${SAMPLE_NOW}) returning id`.execute(
    db,
  )
  await run(sql`insert into approval (kind, unit_id, act, directive_id, requested_by, requested_at, expires_at)
    values ('directive_issue', ${issued.federationId}, ${JSON.stringify({ kind: 'directive_issue', directiveId: draft[0]!.id, revision: 1 })}::jsonb,
      ${draft[0]!.id}, ${issued.staffId}, ${SAMPLE_NOW}, ${new Date(SAMPLE_NOW.getTime() + 900_000)})`)
  await run(sql`insert into api_key (name, hint, hash, staff_id, unit_id, permissions, created_at, expires_at)
    values ('Khóa', 'loa_abcd', sha256(${Buffer.from(`khóa ${n}`)}), ${issued.staffId}, ${issued.federationId}, '{directive.read}',
      ${SAMPLE_NOW}, ${new Date(SAMPLE_NOW.getTime() + 86_400_000)})`)
  await run(sql`insert into channel_loan (account_id, borrower_unit_id, valid_from, state, created_at)
    values (${issued.accountId}, ${issued.units[0]!.unitId}, '2021-01-01', 'open', ${SAMPLE_NOW})`)
  return issued
}
