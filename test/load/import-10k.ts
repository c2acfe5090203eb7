import { parseCsv } from 'hucre/csv'
import { ImportClient } from '../harness/import-client.ts'
import { wardSheet, xlsx } from '../harness/lists.ts'
import { signInAs } from '../harness/sign-in.ts'
import { openTestWeb } from '../harness/web.ts'
import { type Measure, measure } from './harness/measure.ts'
import { openBenchSample } from './harness/server.ts'

export const name = 'import-10k'

const ROWS = 10_000

/**
 * A list of 10,000 units with their chairs as .xlsx, through the API: uploaded, understood and shown; confirmed and
 * written; taken back. Its baseline: the same rows as CSV, split into cells and nothing else.
 */
export async function run(): Promise<readonly Measure[]> {
  const rows = Array.from({ length: ROWS }, (_, index) => [
    index + 1,
    `CĐ Cty TNHH Mẫu Đo Số ${index}`,
    `Số ${index} đường Mễ Trì`,
    index % 3 === 0 ? 'Ngoài nước' : 'Trong nước',
    100 + (index % 900),
    90 + (index % 800),
    40,
    5,
    3,
    'Bà Nguyễn Thị Đo',
    // Every second number has lost its zero.
    index % 2 === 0 ? 900_000_000 + index : `09${String(10_000_000 + index)}`,
  ])
  const bytes = await xlsx(wardSheet('Mễ Trì', rows))
  const text = rows.map((row) => row.join(';')).join('\n')
  const { sample, stop } = await openBenchSample()
  const web = await openTestWeb({ database: sample })
  try {
    const staff = await sample.db
      .selectFrom('role_grant')
      .select('staff_id')
      .where('role', '=', 'clerk')
      .executeTakeFirstOrThrow()
    const client = new ImportClient(web.app, await signInAs(web.app, web.world, staff.staff_id))
    const seconds = async <T>(work: () => Promise<T>): Promise<[T, number]> => {
      const started = performance.now()
      const done = await work()
      return [done, (performance.now() - started) / 1000]
    }
    const [, baseline] = await seconds(async () => parseCsv(text, { delimiter: ';' }))
    const [session, preview] = await seconds(() => client.upload('do.xlsx', bytes))
    if (session.summary?.counts.new !== ROWS) throw new Error(`${JSON.stringify(session.summary?.counts)}`)
    const [done, written] = await seconds(() => client.write(session))
    if (done.written?.units !== ROWS) throw new Error(`${done.state} ${done.refusal}`)
    const [undo, undone] = await seconds(() => client.undo(session.id))
    if (undo.undo?.rows !== ROWS) throw new Error(`${undo.state} ${undo.refusal}`)
    return [
      measure('import-10k', preview + written, 's', { baseline, bar: '< 20 s' }),
      measure('import-10k preview', preview, 's'),
      measure('import-10k write', written, 's'),
      measure('import-10k undo', undone, 's', { bar: '≤ 10 s' }),
    ]
  } finally {
    await web.close()
    await stop()
  }
}
