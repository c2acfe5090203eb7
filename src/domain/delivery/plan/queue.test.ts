import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { DeliveryWorld, MORNING } from '../../../../test/harness/delivery-world.ts'
import { type ChannelPolicy, queueDeliveries } from '../index.ts'

let world: DeliveryWorld
let id: number
let recipients: number[]
let turn = 0
beforeAll(async () => {
  world = await DeliveryWorld.open({ units: 1, people: 2 })
  await sql`insert into contact_point (person_id, channel, address)
    select person_id, 'email', person_id || '@cdcs.example' from post where person_id in (select person_id from contact_point)`.execute(
    world.db,
  )
})
afterAll(() => world.close())

beforeEach(async () => {
  world.clock.set(MORNING)
  id = await world.send()
  await world.dispatch()
  recipients = (await world.recipients(id)).map((one) => one.id)
})

const at = (time: string): Date => new Date(`2021-09-06T${time}:00+07:00`)
const queue = (
  policy: ChannelPolicy,
  more: Partial<Parameters<typeof queueDeliveries>[1]> & { ref?: number } = {},
) => {
  const { ref = ++turn, ...rest } = more
  return world.db.transaction().execute((trx) =>
    queueDeliveries(trx, {
      directiveId: id,
      purpose: 'answer',
      recipients: recipients.map((recipientId) => ({ recipientId, purposeRef: ref })),
      policy,
      now: world.clock.now(),
      ...rest,
    }),
  )
}
/** Channels of what was queued last, one a person. */
const channels = async (): Promise<string[]> =>
  (await world.deliveries(id)).filter((row) => row.purpose_ref === turn).map((row) => row.channel)
/** As if the message had been taken on this channel a while ago. */
const tookOn = (channel: 'sms' | 'email', state = 'accepted') =>
  sql`insert into delivery (directive_id, recipient_id, purpose, purpose_ref, channel, account_id, contact_point_id, address, urgency,
      state, due_at, valid_until, created_at, accepted_at)
    select ${id}, r.id, 'nudge', ${++turn}, ${channel}, (select id from channel_account where channel = ${channel}), c.id, c.address, 3,
      ${state}, ${world.clock.now()}, ${at('23:00')}, ${world.clock.now()}, ${new Date(world.clock.now().getTime() + turn)}
    from recipient r join contact_point c on c.person_id = r.person_id and c.channel = ${channel}
    where r.directive_id = ${id}`.execute(world.db)

describe('which channel carries a further message', () => {
  test('«first»: the first feasible one, whatever carried the others', async () => {
    await tookOn('email')
    await queue('first')
    expect(await channels()).toEqual(['zalo', 'zalo'])
  })

  test('«same»: the one that took a message last; the first feasible one where none took any', async () => {
    await tookOn('sms')
    await queue('same')
    expect(await channels()).toEqual(['sms', 'sms'])
    await sql`update delivery set state = 'failed' where directive_id = ${id}`.execute(world.db)
    await queue('same')
    expect(await channels()).toEqual(['zalo', 'zalo'])
  })

  test('«next»: the first one that nothing of this directive went on; when all carried something, the first of all', async () => {
    await queue('next')
    expect(await channels()).toEqual(['sms', 'sms'])
    await queue('next')
    expect(await channels()).toEqual(['email', 'email'])
    await queue('next')
    expect(await channels()).toEqual(['zalo', 'zalo'])
  })

  test('«next» does not count what was taken back before it left', async () => {
    await tookOn('sms', 'cancelled')
    await queue('next')
    expect(await channels()).toEqual(['sms', 'sms'])
  })

  test('«sms»: a code goes by SMS before Zalo, and by Zalo where the number no longer works', async () => {
    await queue('sms', { purpose: 'code' })
    expect(await channels()).toEqual(['sms', 'sms'])
    await sql`update contact_point set state = 'invalid' where channel = 'sms'`.execute(world.db)
    await queue('sms', { purpose: 'code' })
    expect(await channels()).toEqual(['zalo', 'zalo'])
    await sql`update contact_point set state = 'ok'`.execute(world.db)
  })

  test('nobody without a working address is forgotten: they are counted', async () => {
    await sql`update contact_point set state = 'invalid' where person_id = (select person_id from recipient where id = ${recipients[0]})`.execute(
      world.db,
    )
    expect(await queue('first')).toMatchObject({ queued: 1, withoutChannel: 1 })
    await sql`update contact_point set state = 'ok'`.execute(world.db)
  })
})

describe('who gets it, and when', () => {
  test('the same message for the same person is queued once, also by two at the same moment', async () => {
    const ref = ++turn
    const both = await Promise.all([queue('first', { ref }), queue('first', { ref })])
    expect(both.reduce((sum, one) => sum + one.queued, 0)).toBe(2)
    expect(await queue('next', { ref })).toMatchObject({ queued: 0, withoutChannel: 0 })
    expect(await channels()).toHaveLength(2)
  })

  test.each([
    ['whose unit has answered', sql`update target set acknowledged_at = now()`],
    ['who has answered', sql`update recipient set acknowledged_at = now()`],
    ['whose unit was left out', sql`update target set excluded_at = now()`],
  ])('no reminder goes to somebody %s; an answer does', async (_who, happen) => {
    await sql`${happen} where directive_id = ${id}`.execute(world.db)
    for (const purpose of ['nudge', 'escalation'] as const)
      expect(await queue('first', { purpose })).toMatchObject({ queued: 0 })
    expect(await queue('first')).toMatchObject({ queued: 2 })
  })

  test.each([
    ['a stop', sql`update directive set state = 'stopped', stopped_at = now()`],
    ['a document in its place', sql`update directive set replaced_at = now()`],
  ])(
    'after %s nothing is reminded of any more; who waits for an answer still gets it',
    async (_what, happen) => {
      await sql`${happen} where id = ${id}`.execute(world.db)
      expect(await queue('first', { purpose: 'nudge' })).toMatchObject({ queued: 0 })
      expect(await queue('first', { awaited: true })).toMatchObject({ queued: 2 })
    },
  )

  test('reminders of a routine directive wait for the morning; what somebody waits for does not; a code overtakes', async () => {
    id = await world.send({ urgency: 0, kind: 'thong_bao' })
    recipients = (await world.recipients(id)).map((one) => one.id)
    world.clock.set(at('22:30'))
    expect((await queue('first', { purpose: 'nudge' })).dueAt).toEqual(new Date('2021-09-07T07:00:00+07:00'))
    expect((await queue('first', { awaited: true })).dueAt).toEqual(at('22:30'))
    await queue('sms', { purpose: 'code', awaited: true, validMs: 300_000 })
    const code = (await world.deliveries(id)).find((row) => row.purpose === 'code')
    expect(code).toMatchObject({ urgency: 2, valid_until: at('22:35') })
  })
})
