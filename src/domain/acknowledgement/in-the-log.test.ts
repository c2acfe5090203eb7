import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createDatabase, type TestDatabase } from '../../../test/harness/database.ts'
import { type IssuedForTest, issueForTest } from '../../../test/harness/issued-directive.ts'
import { MovableClock } from '../../kernel/clock.ts'
import { keyRing } from '../../kernel/key-ring.ts'
import { sealEntries, verifyChain } from '../audit/index.ts'
import { acknowledge, ask, askNewLink, delegate, disown, withdraw } from './index.ts'

let database: TestDatabase
let of: IssuedForTest
let first: number
let second: number
const clock = new MovableClock('2026-11-23T14:00:00+07:00')
const keys = keyRing('the key of this installation, long enough')

beforeAll(async () => {
  database = await createDatabase()
})
afterAll(() => database.drop())
beforeEach(async () => {
  of = await issueForTest(database.db, {
    units: [
      { name: 'CĐCS Công ty TNHH May Phước Lộc', officers: ['Trần Văn Ổn', 'Lê Thị Mỹ'] },
      { name: 'CĐCS Trường Mầm non Cây Bàng', officers: ['Phạm Thị Lan'] },
    ],
    issuedAt: clock.now(),
    acknowledgeBefore: new Date(clock.now().getTime() + 3_600_000),
  })
  first = of.units[0]!.officers[0]!.recipientId
  second = of.units[1]!.officers[0]!.recipientId
})

interface Line {
  readonly action: string
  readonly by: number
  readonly unit: string
  readonly ack: number | null
}
const lines = async (): Promise<Line[]> =>
  (
    await sql<Line>`
      select e.action, e.actor_id as by, u.name as unit, (e.data ->> 'acknowledgementId')::bigint as ack
      from audit_entry e join unit u on u.id = e.unit_id
      where e.actor_kind = 'officer' and e.entity = 'directive' and e.entity_id = ${of.directiveId} order by e.id`.execute(
      database.db,
    )
  ).rows

test('what officers do on their phones stands in the log of their unit, one line an act and none for a repetition', async () => {
  const { db } = database
  const now = clock.now()
  const press = { recipientId: first, answer: 'received', via: 'page' } as const
  const [receipt] = await acknowledge(
    db,
    [press, press, { recipientId: second, answer: 'not_applicable', via: 'button' }],
    now,
  )
  await acknowledge(db, [press], now)
  await withdraw(db, first, now)
  const question = { recipientId: first, text: 'Mấy giờ ạ?', formKey: 'k' }
  await ask(db, question, now)
  await ask(db, question, now)
  await disown(db, second, now)
  await disown(db, second, now)
  const found = await lines()
  expect(found.map(({ action, by }) => [action, by])).toEqual([
    ['acknowledgement.received', first],
    ['acknowledgement.not_applicable', second],
    ['acknowledgement.withdrawn', first],
    ['question.asked', first],
    ['link.disowned', second],
  ])
  expect(found[0]).toMatchObject({
    unit: 'CĐCS Công ty TNHH May Phước Lộc',
    ack: (receipt as { acknowledgementId: number }).acknowledgementId,
  })
  expect(found[1]!.unit).toBe('CĐCS Trường Mầm non Cây Bàng')
})

test('a hand-over that is refused leaves no line, one that happens leaves one, sent twice too', async () => {
  const { db } = database
  const now = clock.now()
  const to = { recipientId: first, name: 'Vũ Thị Hà', phone: '0913 000 111' }
  expect(() => delegate(db, { ...to, phone: '12' }, now)).toThrow()
  expect(await lines()).toEqual([])
  await delegate(db, to, now)
  await delegate(db, to, now)
  await askNewLink(db, first, now)
  expect((await lines()).map((line) => line.action)).toEqual(['delegation.made', 'link.asked_again'])
})

test('the lines of a crowd cannot be changed before they are sealed nor after, and the chain covers them', async () => {
  const { db } = database
  await acknowledge(
    db,
    [first, second].map((recipientId) => ({ recipientId, answer: 'received', via: 'page' }) as const),
    clock.now(),
  )
  const tampers = [
    sql`update audit_entry set action = 'acknowledgement.withdrawn' where actor_kind = 'officer'`,
    sql`delete from audit_entry where actor_kind = 'officer'`,
  ]
  for (const tamper of tampers) await expect(tamper.execute(db)).rejects.toThrow(/append-only/)
  await sealEntries(db, keys, clock.now())
  for (const tamper of tampers) await expect(tamper.execute(db)).rejects.toThrow(/append-only/)
  expect(await verifyChain(db, keys, null)).toMatchObject({ misfits: [], unsealed: 0 })
})
