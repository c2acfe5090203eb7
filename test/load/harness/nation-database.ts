import { sql } from 'kysely'
import { type Db, type OpenDatabase, openDatabase } from '../../../db/client.ts'
import { inScope } from '../../../db/scope.ts'
import { issueDirective } from '../../../src/domain/delivery/index.ts'
import { translator } from '../../../src/runtime/i18n.ts'
import { HEADS, NATION, type Nation, seedNation } from './nation.ts'
import { draftForBench } from './sending.ts'
import { openBenchDatabase } from './server.ts'

/** Tells the benches of one run where the nation is that `test/load/run.ts` has seeded for all of them. */
const SHARED = 'LOA_BENCH_NATION'
const LISTED = 2_000
const ELSEWHERE = 18_000
const SUBJECTS = [
  'rà soát nhà trọ công nhân',
  'phòng chống dịch tại Mỹ Đình',
  'chăm lo Tết cho đoàn viên',
  'khảo sát tiền lương doanh nghiệp',
  'ứng phó mưa bão',
  'đại hội công đoàn cơ sở',
  'an toàn vệ sinh lao động',
]
const ISSUED_AT = new Date()

export interface OpenNation extends OpenDatabase {
  readonly url: string
  readonly nation: Nation
  /** A Hỏa tốc to every unit of the first province. */
  readonly directiveId: number
}

/** The nation with what an office has of it after some years; benches only read it. */
export async function openNation(): Promise<OpenNation> {
  const shared = process.env[SHARED]
  if (shared) return openSeeded(shared, async () => {})
  const { url, drop } = await startNation()
  return openSeeded(url, drop)
}

async function openSeeded(url: string, after: () => Promise<void>): Promise<OpenNation> {
  const open = openDatabase(url)
  const { rows } = await sql<{ directiveId: number; units: number }>`
    select (select min(id) from directive where urgency = 3) as "directiveId", (select count(*) from unit) as units`.execute(
    open.db,
  )
  return {
    ...open,
    url,
    nation: { ...HEADS, units: rows[0]!.units },
    directiveId: rows[0]!.directiveId,
    close: async () => {
      await open.close()
      await after()
    },
  }
}

/** Seeds the nation on a server of its own and tells it to the benches that this process starts. */
export async function shareNation(): Promise<() => Promise<void>> {
  const { url, drop } = await startNation()
  process.env[SHARED] = url
  return async () => {
    delete process.env[SHARED]
    await drop()
  }
}

async function startNation(): Promise<{ url: string; drop(): Promise<void> }> {
  const database = await openBenchDatabase()
  const nation = await seedNation(database.db, NATION)
  await issuedToProvince(database.db, nation)
  await olderDirectives(database.db, nation)
  await directivesElsewhere(database.db, nation)
  await sql`vacuum (analyze)`.execute(database.db)
  return { url: database.url, drop: database.drop }
}

async function issuedToProvince(db: Db, nation: Nation): Promise<void> {
  await sql`insert into channel_account (kind, channel, owner_unit_id, name, base_url)
    values ('sms-http', 'sms', ${nation.provinceId}, 'SMS', 'http://127.0.0.1:9')`.execute(db)
  const staff = await db
    .insertInto('staff')
    .values({ person_id: 1, unit_id: nation.provinceId, job_title: 'Chủ tịch', email: 'chair@loa.example' })
    .returning('id')
    .executeTakeFirstOrThrow()
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from unit where path <@ ${nation.provincePath}::ltree and type_code = 'cdcs'`.execute(
    db,
  )
  const id = await draftForBench(db, nation.provinceId, { urgency: 3 })
  await inScope(db, { path: nation.provincePath }, (trx) =>
    issueDirective(
      trx,
      { staffId: staff.id },
      id,
      { revision: 1, typedNumber: rows[0]!.n, acceptWarnings: true, requestKey: `bench-${id}-rls` },
      { now: ISSUED_AT, publicUrl: 'https://loa.example', words: translator('vi') },
    ),
  )
}

/** What a list of some years holds, of the province and of the nation. */
async function olderDirectives(db: Db, nation: Nation): Promise<void> {
  await sql`insert into directive (owner_unit_id, state, kind_code, title, number, symbol, issued_at, issuer_name, released_at, valid_until, created_at, updated_at)
    select case when g % 2 = 0 then ${nation.provinceId}::bigint else ${nation.rootId}::bigint end, 'sent', 'thong_bao', 'Thông báo số ' || g, g, 'TB-LĐLĐ',
      ${ISSUED_AT}::timestamptz - g * interval '1 hour', 'LĐLĐ', ${ISSUED_AT}::timestamptz - g * interval '1 hour', ${ISSUED_AT}::timestamptz, ${ISSUED_AT}, ${ISSUED_AT}
    from generate_series(1, ${LISTED}::int) g`.execute(db)
}

/** What the other federations of the nation have issued: the search looks through all of it. */
async function directivesElsewhere(db: Db, nation: Nation): Promise<void> {
  await sql`insert into directive (owner_unit_id, state, kind_code, title, number, symbol, issued_at, issuer_name, released_at, valid_until, created_at, updated_at)
    select f.ids[1 + g % cardinality(f.ids)], 'sent', (array['cong_dien', 'thong_bao', 'huong_dan'])[1 + g % 3],
      'Về việc ' || (${SUBJECTS}::text[])[1 + g % ${SUBJECTS.length}] || ' đợt ' || g / 100, g, 'CĐ-LĐLĐ',
      ${ISSUED_AT}::timestamptz - g * interval '1 hour', 'LĐLĐ', ${ISSUED_AT}::timestamptz, ${ISSUED_AT}::timestamptz, ${ISSUED_AT}, ${ISSUED_AT}
    from generate_series(1, ${ELSEWHERE}::int) g, (select array(select id from unit where type_code = 'lien_doan_quan'
      or type_code = 'lien_doan_tp' and id <> all(${[nation.rootId, nation.provinceId]}::bigint[]) order by id) as ids) f`.execute(
    db,
  )
}
