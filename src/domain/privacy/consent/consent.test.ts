import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createSample, type Sample } from '../../../../test/harness/sample.ts'
import { firstFeasibleContactOf } from '../../channel/index.ts'
import { giveConsent, setObjection, withdrawConsent } from '../index.ts'

let sample: Sample
let personId: number
const now = new Date('2021-09-05T08:00:00+07:00')
const staff = { kind: 'staff', id: 1 } as const
beforeAll(async () => {
  sample = await createSample()
  // An officer with Zalo and a telephone.
  personId = (
    await sample.row(sql<{ id: number }>`
      select person_id as id from contact_point where state = 'ok' group by person_id
      having count(distinct channel) filter (where channel in ('zalo', 'sms')) = 2 order by 1 limit 1`)
  ).id
})
afterAll(() => sample.drop())

const channelFor = async (messageClass: string): Promise<string | null> =>
  (
    await sample.rows(
      sql<{
        channel: string
      }>`select channel from (${firstFeasibleContactOf(sample.federationId, sql`${personId}::bigint`, sql`${messageClass}::text`)}) f`,
    )
  )[0]?.channel ?? null

test('silence is no consent: promotion reaches nobody who has not said yes, channel by channel', async () => {
  expect(await channelFor('promotion')).toBeNull()
  await giveConsent(
    sample.db,
    staff,
    { personId, purpose: 'promotion', channel: 'sms', how: 'paper', evidence: 'Phiếu 12/2021' },
    now,
  )
  expect(await channelFor('promotion')).toBe('sms')
  await withdrawConsent(
    sample.db,
    staff,
    { personId, purpose: 'promotion', channel: 'sms', how: 'call' },
    now,
  )
  expect(await channelFor('promotion')).toBeNull()
  const rows = await sample.rows(sql<{ evidence: string; withdrawn: string }>`
    select evidence, withdrawn_how as withdrawn from consent where person_id = ${personId}`)
  expect(rows).toEqual([{ evidence: 'Phiếu 12/2021', withdrawn: 'call' }])
})

test('who stops a channel still gets duty orders there; information goes another way, or not at all', async () => {
  expect(await channelFor('information')).toBe('zalo')
  await setObjection(sample.db, staff, { personId, channel: 'zalo', stopped: true, how: 'call' }, now)
  expect(await channelFor('official')).toBe('zalo')
  expect(await channelFor('information')).toBe('sms')
  for (const channel of ['sms', 'email'] as const)
    await setObjection(sample.db, staff, { personId, channel, stopped: true, how: 'call' }, now)
  expect(await channelFor('information')).toBeNull()
  expect(await channelFor('official')).toBe('zalo')
  for (const channel of ['zalo', 'sms', 'email'] as const)
    await setObjection(sample.db, staff, { personId, channel, stopped: false, how: 'call' }, now)
  expect(await channelFor('information')).toBe('zalo')
})

test('each change leaves a line, and a change that changes nothing leaves none', async () => {
  const count = async () =>
    (
      await sample.row(
        sql<{
          n: number
        }>`select count(*) as n from audit_entry where action like 'privacy.%' and entity_id = ${personId}`,
      )
    ).n
  const before = await count()
  await setObjection(sample.db, staff, { personId, channel: 'sms', stopped: true, how: 'page' }, now)
  await setObjection(sample.db, staff, { personId, channel: 'sms', stopped: true, how: 'page' }, now)
  expect((await count()) - before).toBe(1)
  await setObjection(sample.db, staff, { personId, channel: 'sms', stopped: false, how: 'page' }, now)
})
