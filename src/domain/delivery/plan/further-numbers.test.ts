import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { DeliveryWorld } from '../../../../test/harness/delivery-world.ts'
import type { FailureReason, SendOutcome } from '../../channel/index.ts'
import { applyInbound, escalateUnknown } from '../index.ts'

let world: DeliveryWorld
beforeAll(async () => {
  world = await DeliveryWorld.open({ units: 1, people: 1 })
})
afterAll(() => world.close())

const FIRST = '+84900000001'
const SECOND = '+84900000002'
/** One officer with two telephones and a mailbox, no Zalo. */
beforeEach(async () => {
  const { rows } = await sql<{
    id: number
  }>`select id from person where id in (select person_id from post)`.execute(world.db)
  await sql`update contact_point set state = 'stopped' where person_id = ${rows[0]!.id}`.execute(world.db)
  for (const [channel, address] of [
    ['sms', FIRST],
    ['sms', SECOND],
    ['email', 'can.bo@cdcs.example'],
  ])
    await sql`insert into contact_point (person_id, channel, address) values (${rows[0]!.id}, ${channel}, ${address})
      on conflict (person_id, channel, coalesce(account_id, 0), address) do update set state = 'ok'`.execute(
      world.db,
    )
  for (const channel of [world.sms, world.email]) {
    channel.sent.length = 0
    channel.answer = (_message, count) => ({
      kind: 'accepted',
      providerMessageId: `${channel === world.sms}${count}`,
    })
  }
})

const failing = (reason: FailureReason): SendOutcome => ({ kind: 'failed', reason, code: '99' })
const called = () => world.sms.sent.map((message) => message.address)
const problems = async (id: number) => (await world.recipients(id)).map((one) => one.problem)

test.each<FailureReason>(['invalid_address', 'unreachable', 'no_address'])(
  'a number that fails for good (%s) is followed by the second one, before e-mail and before the unit counts as failed',
  async (reason) => {
    world.sms.answer = (message) =>
      message.address === FIRST ? failing(reason) : { kind: 'accepted', providerMessageId: null }
    const id = await world.send()
    await world.dispatch()
    expect(called()).toEqual([FIRST, SECOND])
    expect(world.email.sent).toEqual([])
    expect(await problems(id)).toEqual([null])
    expect((await world.deliveries(id)).map((row) => row.state)).toEqual(['failed', 'accepted'])
  },
)

test('when both numbers fail the mailbox follows, and only then is it a problem', async () => {
  world.sms.answer = () => failing('unreachable')
  world.email.answer = () => failing('invalid_address')
  const id = await world.send()
  await world.dispatch()
  expect([...called(), ...world.email.sent.map((message) => message.address)]).toEqual([
    FIRST,
    SECOND,
    'can.bo@cdcs.example',
  ])
  expect(await problems(id)).toEqual(['failed'])
})

test('a number that the gateway took and later reports as unreachable is followed by the second one, once', async () => {
  const id = await world.send()
  await world.dispatch()
  const [delivery] = await world.deliveries(id)
  const receipt = {
    kind: 'receipt' as const,
    providerMessageId: delivery!.provider_message_id,
    key: null,
    state: 'failed' as const,
    reason: 'unreachable' as const,
    code: '7',
    at: null,
  }
  await applyInbound(world.db, delivery!.account_id, [receipt, receipt], world.clock.now())
  await applyInbound(world.db, delivery!.account_id, [receipt], world.clock.now())
  await world.dispatch()
  expect(called()).toEqual([FIRST, SECOND])
})

test('words that the gateway refuses are not tried on a second number; a blocked person is not followed there', async () => {
  for (const reason of ['content_rejected', 'blocked_by_user'] as const) {
    world.sms.sent.length = 0
    world.email.sent.length = 0
    world.sms.answer = () => failing(reason)
    await world.send()
    await world.dispatch()
    expect([called().length, world.email.sent.length], reason).toEqual([1, 1])
    await sql`update contact_point set state = 'ok' where channel = 'sms' and state <> 'stopped'`.execute(
      world.db,
    )
  }
})

test('what may have been taken is never sent to the second number: the next channel carries it', async () => {
  world.sms.answer = () => ({ kind: 'unknown', code: 'timeout', lane: false })
  await world.send()
  await world.dispatch()
  world.clock.advance({ minutes: 10 })
  await escalateUnknown(world.db, world.clock.now())
  await world.dispatch()
  expect([called(), world.email.sent.length]).toEqual([[FIRST], 1])
})
