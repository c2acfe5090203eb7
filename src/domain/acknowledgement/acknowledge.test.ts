import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDatabase, type TestDatabase } from '../../../test/harness/database.ts'
import { type IssuedForTest, issueForTest } from '../../../test/harness/issued-directive.ts'
import { MovableClock } from '../../kernel/clock.ts'
import { acknowledge, recordByPhone, withdraw } from './index.ts'
import { settledBy } from './rules.ts'
import { standingOf } from './settle-store.ts'

let test: TestDatabase
beforeAll(async () => {
  test = await createDatabase()
})
afterAll(() => test.drop())

const ISSUED = '2026-11-23T14:00:00+07:00'
const MARK = new Date('2026-11-23T15:00:00+07:00')
const two = { name: 'CĐCS Công ty TNHH May Phước Lộc', officers: ['Trần Văn Ổn', 'Lê Thị Mỹ'] }

function issue(
  more: { acknowledgeBy?: 'unit' | 'person'; acknowledge?: boolean } = {},
): Promise<IssuedForTest> {
  return issueForTest(test.db, { units: [two], issuedAt: new Date(ISSUED), acknowledgeBefore: MARK, ...more })
}
const press = (recipientId: number) => ({ recipientId, answer: 'received', via: 'page' }) as const
const target = async (id: number) =>
  (
    await sql<{ at: Date | null; ack: number | null }>`
    select acknowledged_at as at, acknowledgement_id as ack from target where id = ${id}`.execute(test.db)
  ).rows[0]!
const recipient = async (id: number) =>
  (
    await sql<{ stage: number; opened: Date | null; acknowledged: Date | null }>`
    select stage, opened_at as opened, acknowledged_at as acknowledged from recipient where id = ${id}`.execute(
      test.db,
    )
  ).rows[0]!
const queue = (of: IssuedForTest, recipientId: number, purpose: string) =>
  sql`insert into delivery (directive_id, recipient_id, purpose, channel, account_id, address, urgency, due_at, valid_until, created_at)
    values (${of.directiveId}, ${recipientId}, ${purpose}, 'sms', ${of.accountId}, '+84900000000', 3, ${ISSUED}, ${MARK}, ${ISSUED})`.execute(
    test.db,
  )
const queued = async (of: IssuedForTest) =>
  (
    await sql<{ recipientId: number; purpose: string }>`
    select recipient_id as "recipientId", purpose from delivery where directive_id = ${of.directiveId} and state = 'queued' order by id`.execute(
      test.db,
    )
  ).rows

describe('an acknowledgement', () => {
  it('gives a receipt, opens what was not reported opened, and settles the unit', async () => {
    const clock = new MovableClock(ISSUED)
    const { units } = await issue()
    const [first] = units[0]!.officers
    clock.advance({ minutes: 20, seconds: 31 })
    const [receipt] = await acknowledge(test.db, [press(first!.recipientId)], clock.now())
    expect(receipt).toMatchObject({ kind: 'receipt', at: clock.now(), isLate: false, repeated: false })
    expect(receipt).toHaveProperty('code', expect.stringMatching(/^XN-[2-9A-HJ-NP-Z]{6}$/))
    expect(await recipient(first!.recipientId)).toEqual({
      stage: 4,
      opened: clock.now(),
      acknowledged: clock.now(),
    })
    expect(await target(units[0]!.targetId)).toMatchObject({ at: clock.now() })
  })

  it('pressed twice is one, in one batch and in two', async () => {
    const { directiveId, units } = await issue()
    const id = units[0]!.officers[0]!.recipientId
    const [a, b] = await acknowledge(test.db, [press(id), press(id)], new Date(ISSUED))
    const [c] = await acknowledge(test.db, [press(id)], MARK)
    expect(a).toMatchObject({ repeated: false })
    expect(b).toEqual({ ...a, repeated: true })
    expect(c).toEqual({ ...a, repeated: true })
    const { rows } = await sql<{
      n: number
    }>`select count(*) as n from acknowledgement where directive_id = ${directiveId}`.execute(test.db)
    expect(rows[0]!.n).toBe(1)
  })

  it('is one when two phones press at the same moment', async () => {
    const { directiveId, units } = await issue()
    const id = units[0]!.officers[0]!.recipientId
    const receipts = (
      await Promise.all(Array.from({ length: 8 }, () => acknowledge(test.db, [press(id)], MARK)))
    ).flat()
    expect(new Set(receipts.map((one) => one.kind === 'receipt' && one.code)).size).toBe(1)
    expect(receipts.filter((one) => one.kind === 'receipt' && !one.repeated)).toHaveLength(1)
    const { rows } = await sql<{
      n: number
    }>`select count(*) as n from acknowledgement where directive_id = ${directiveId}`.execute(test.db)
    expect(rows[0]!.n).toBe(1)
  })

  it('is accepted late, and marked', async () => {
    const { units } = await issue()
    const [receipt] = await acknowledge(
      test.db,
      [press(units[0]!.officers[0]!.recipientId)],
      new Date(MARK.getTime() + 1),
    )
    expect(receipt).toMatchObject({ kind: 'receipt', isLate: true })
  })

  it('is not taken for a directive that asks for none, nor for a recipient that does not exist', async () => {
    const { units } = await issue({ acknowledge: false })
    const id = units[0]!.officers[0]!.recipientId
    const answers = await acknowledge(test.db, [press(id), press(999_999_999)], MARK)
    expect(answers.map((one) => one.kind)).toEqual(['not_asked', 'unknown'])
    expect(await target(units[0]!.targetId)).toEqual({ at: null, ack: null })
  })

  it('of each officer is needed when the sender asked so', async () => {
    const { units } = await issue({ acknowledgeBy: 'person' })
    const [a, b] = units[0]!.officers
    await acknowledge(test.db, [press(a!.recipientId)], new Date(ISSUED))
    expect(await target(units[0]!.targetId)).toEqual({ at: null, ack: null })
    await acknowledge(test.db, [press(b!.recipientId)], MARK)
    expect(await target(units[0]!.targetId)).toMatchObject({ at: MARK })
  })

  it('stops the reminders of the unit and everything still meant for the officer who answered, not the colleague’s copy', async () => {
    const of = await issue()
    const [a, b] = of.units[0]!.officers
    await queue(of, a!.recipientId, 'issue')
    await queue(of, a!.recipientId, 'nudge')
    await queue(of, b!.recipientId, 'issue')
    await queue(of, b!.recipientId, 'escalation')
    await acknowledge(test.db, [press(a!.recipientId)], MARK)
    expect(await queued(of)).toEqual([{ recipientId: b!.recipientId, purpose: 'issue' }])
  })

  it('tells the boards of its directive, once a batch', async () => {
    const { directiveId, units } = await issue()
    const client = await test.pool.connect()
    const heard: (string | undefined)[] = []
    client.on('notification', (notice) => heard.push(notice.payload))
    await client.query('listen loa_board')
    await acknowledge(
      test.db,
      units[0]!.officers.map((one) => press(one.recipientId)),
      MARK,
    )
    await expect.poll(() => heard).toEqual([String(directiveId)])
    await client.query('unlisten *')
    client.release()
  })
})

describe('a withdrawal', () => {
  it('within five minutes opens the unit again and lets the officer press anew', async () => {
    const clock = new MovableClock(ISSUED)
    const { units } = await issue()
    const id = units[0]!.officers[0]!.recipientId
    const [before] = await acknowledge(test.db, [press(id)], clock.now())
    clock.advance({ minutes: 4, seconds: 59 })
    expect(await withdraw(test.db, id, clock.now())).toBe('withdrawn')
    expect(await target(units[0]!.targetId)).toEqual({ at: null, ack: null })
    expect(await recipient(id)).toMatchObject({ stage: 3, acknowledged: null })
    expect(await withdraw(test.db, id, clock.now())).toBe('nothing')
    const [after] = await acknowledge(test.db, [press(id)], clock.now())
    expect(after).toMatchObject({ kind: 'receipt', repeated: false })
    expect(after).not.toHaveProperty('code', (before as { code: string }).code)
  })

  it('after five minutes is refused', async () => {
    const clock = new MovableClock(ISSUED)
    const { units } = await issue()
    const id = units[0]!.officers[0]!.recipientId
    await acknowledge(test.db, [press(id)], clock.now())
    clock.advance({ minutes: 5 })
    expect(await withdraw(test.db, id, clock.now())).toBe('too_late')
    expect(await target(units[0]!.targetId)).toMatchObject({ at: new Date(ISSUED) })
  })

  it('leaves the unit settled when a colleague’s acknowledgement stands', async () => {
    const { units } = await issue()
    const [a, b] = units[0]!.officers
    await acknowledge(test.db, [press(a!.recipientId)], new Date(ISSUED))
    const later = new Date(new Date(ISSUED).getTime() + 60_000)
    await acknowledge(test.db, [press(b!.recipientId)], later)
    await withdraw(test.db, a!.recipientId, later)
    expect(await target(units[0]!.targetId)).toMatchObject({ at: later })
  })
})

describe('«Không thuộc đối tượng»', () => {
  it('counts as an answer, distinct from «received», and «received» may follow it at any time', async () => {
    const { units } = await issue()
    const id = units[0]!.officers[0]!.recipientId
    const [no] = await acknowledge(
      test.db,
      [{ recipientId: id, answer: 'not_applicable', via: 'page', note: 'Đã nghỉ hưu' }],
      new Date(ISSUED),
    )
    expect(no).toMatchObject({ kind: 'receipt', answer: 'not_applicable' })
    expect(await target(units[0]!.targetId)).toMatchObject({ at: new Date(ISSUED) })
    const [yes] = await acknowledge(test.db, [press(id)], MARK)
    expect(yes).toMatchObject({ kind: 'receipt', answer: 'received', repeated: false })
    expect(await target(units[0]!.targetId)).toMatchObject({
      at: MARK,
      ack: (yes as { acknowledgementId: number }).acknowledgementId,
    })
    const [again] = await acknowledge(
      test.db,
      [{ recipientId: id, answer: 'not_applicable', via: 'page' }],
      MARK,
    )
    expect(again).toMatchObject({ answer: 'received', repeated: true })
  })
})

describe('a result of the telephone', () => {
  it('settles the unit in the name of the staff member who recorded it, once', async () => {
    const { units, staffId } = await issue({ acknowledgeBy: 'person' })
    const result = {
      targetId: units[0]!.targetId,
      recipientId: null,
      staffId,
      spokeWith: 'Bà Mỹ',
      note: null,
    }
    const receipt = await test.db.transaction().execute((trx) => recordByPhone(trx, result, MARK))
    const again = await test.db.transaction().execute((trx) => recordByPhone(trx, result, MARK))
    expect(receipt).toMatchObject({ kind: 'receipt', at: MARK, repeated: false })
    expect(again).toEqual({ ...receipt, repeated: true })
    expect(await target(units[0]!.targetId)).toMatchObject({ at: MARK })
  })
})

describe('in any order of presses, withdrawals and telephone results', () => {
  it('a unit is settled exactly when the standing acknowledgements settle it', async () => {
    const act = fc.record({
      what: fc.constantFrom('received', 'not_applicable', 'withdraw', 'phone', 'phone for the unit', 'wait'),
      who: fc.integer({ min: 0, max: 1 }),
    })
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('unit' as const, 'person' as const),
        fc.array(act, { maxLength: 9 }),
        async (acknowledgeBy, acts) => {
          const clock = new MovableClock(ISSUED)
          const { units, staffId } = await issue({ acknowledgeBy })
          const { targetId, officers } = units[0]!
          for (const { what, who } of acts) {
            clock.advance({ minutes: what === 'wait' ? 4 : 0, seconds: 40 })
            const recipientId = officers[who]!.recipientId
            if (what === 'withdraw') await withdraw(test.db, recipientId, clock.now())
            else if (what === 'received' || what === 'not_applicable')
              await acknowledge(test.db, [{ recipientId, answer: what, via: 'page' }], clock.now())
            else if (what !== 'wait') {
              const named = what === 'phone' ? recipientId : null
              const result = { targetId, recipientId: named, staffId, spokeWith: 'ông Ổn', note: null }
              await test.db.transaction().execute((trx) => recordByPhone(trx, result, clock.now()))
            }
            const [state] = await standingOf(test.db, [targetId])
            const settled = settledBy(acknowledgeBy, state!.assigned, state!.standing)
            expect(await target(targetId)).toEqual({ at: settled?.at ?? null, ack: settled?.id ?? null })
            for (const officer of officers) {
              const { stage } = await recipient(officer.recipientId)
              const own =
                await sql`select from acknowledgement where recipient_id = ${officer.recipientId} and withdrawn_at is null and via <> 'phone'`.execute(
                  test.db,
                )
              expect(stage === 4).toBe(own.rows.length === 1)
            }
          }
        },
      ),
      { numRuns: 25 },
    )
  })
})
