import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SAMPLE_FEDERATION } from '../../../demo/federation.ts'
import { seedDemo } from '../../../demo/seed.ts'
import { sampleOptions } from '../../../test/harness/sample.ts'
import { signInAs } from '../../../test/harness/sign-in.ts'
import { openTestWeb, type TestWeb } from '../../../test/harness/web.ts'
import type { DirectiveList } from '../../contract/directive.ts'
import type { SearchReply } from '../../contract/search.ts'

let web: TestWeb
let leader: Record<string, string>
let federation: number
beforeAll(async () => {
  web = await openTestWeb()
  const { db } = web.database
  await seedDemo(db, sampleOptions())
  const { rows } = await sql<{ id: number; unit: number }>`
    select s.id, u.id as unit from staff s join role_grant g on g.staff_id = s.id join unit u on u.id = s.unit_id
    where u.code = ${SAMPLE_FEDERATION} and g.role = 'leader' order by s.id`.execute(db)
  federation = rows[0]!.unit
  leader = { cookie: await signInAs(web.app, web.world, rows[0]!.id) }
  const issued = (number: number, kind: string, title: string, minute: number, owner = federation) => sql`
    insert into directive (owner_unit_id, state, kind_code, title, number, symbol, issued_at, valid_until, created_at, updated_at)
    values (${owner}, 'sent', ${kind}, ${title}, ${number}, 'CĐ-LĐLĐ', ${`2021-09-05T0${minute}:00:00Z`}, '2021-12-01', '2021-09-01', '2021-09-01')`
  const { rows: city } = await sql<{
    id: number
  }>`select id from unit where code <> ${SAMPLE_FEDERATION} and id in (
    select parent_id from unit_parent where unit_id = ${federation})`.execute(db)
  for (const row of [
    issued(12, 'cong_dien', 'Về việc rà soát nhà trọ công nhân', 1),
    issued(13, 'cong_dien', 'Về việc hoả tốc phòng chống dịch tại Mỹ Đình', 2),
    issued(112, 'thong_bao', 'Rà soát nhà trọ: đôn đốc', 3),
    issued(12, 'cong_dien', 'Văn bản của Thành phố về nhà trọ', 4, city[0]!.id),
  ])
    await row.execute(db)
})
afterAll(() => web.close())

const search = async (q: string): Promise<SearchReply> => {
  const reply = await web.app.inject({ url: `/api/search?q=${encodeURIComponent(q)}`, headers: leader })
  expect(reply.statusCode, reply.body).toBe(200)
  return reply.json()
}
const found = async (q: string) => (await search(q)).directives.map((one) => one.reference ?? one.title)

describe('one search for everything', () => {
  test.each([
    ['12/CĐ-LĐLĐ', '12/CĐ-LĐLĐ'],
    ['12/cd-ldld', '12/CĐ-LĐLĐ'],
    ['cd 12', '12/CĐ-LĐLĐ'],
    ['12cd', '12/CĐ-LĐLĐ'],
    ['công điện 12', '12/CĐ-LĐLĐ'],
    ['hỏa tốc', '13/CĐ-LĐLĐ'],
    ['hoa toc', '13/CĐ-LĐLĐ'],
    ['mĩ đình', '13/CĐ-LĐLĐ'],
    ['phong chong d', '13/CĐ-LĐLĐ'],
    ['ra soat nha', '112/CĐ-LĐLĐ'],
  ])('directives: «%s» finds %s first', async (q, first) => {
    expect((await found(q))[0]).toBe(first)
  })

  test('only those of the reader’s part of the tree, and not what was discarded or is a template', async () => {
    expect(await found('nha tro')).toEqual(['112/CĐ-LĐLĐ', '12/CĐ-LĐLĐ'])
    await sql`update directive set state = 'discarded' where state = 'draft' and owner_unit_id = ${federation}`.execute(
      web.database.db,
    )
    for (const { state } of (await search('cong dien')).directives) expect(state).toBe('sent')
    expect(await found('')).toEqual([])
    expect(await found('%_\\')).toEqual([])
  })

  test('the list of directives finds the same', async () => {
    for (const q of ['12cd', 'hoả tốc', 'mĩ đình', 'công điện 13']) {
      const reply = await web.app.inject({
        url: `/api/directives?q=${encodeURIComponent(q)}`,
        headers: leader,
      })
      const { items } = reply.json<DirectiveList>()
      expect(new Set(items.map((one) => one.id))).toEqual(
        new Set((await search(q)).directives.map((one) => one.id)),
      )
    }
  })

  test('groups, units and people in the same breath', async () => {
    const all = await search('doanh nghiep')
    expect(all.groups.length).toBeGreaterThan(0)
    expect(all.groups[0]!.members).toBeGreaterThan(10)
    expect((await search('mn hoa hong')).units.length).toBeGreaterThanOrEqual(2)
    expect((await search('nguyen')).people).toHaveLength(8)
  })
})
