import { sql } from 'kysely'
import { afterEach, expect, test } from 'vitest'
import { DeliveryWorld } from '../../../../test/harness/delivery-world.ts'
import { scriptedChannel } from '../../../../test/harness/scripted-channel.ts'
import { applyInbound, escalateUnknown, releaseDue, settleDeadWorkers } from '../index.ts'

let world: DeliveryWorld
afterEach(() => world.close())
const DAY_MS = 86_400_000
const NO_KINDS = { deduplicating: [], reconcilingKinds: [] }
const counts = (messages: readonly { address: string }[]): number[] => [
  ...messages
    .reduce((map, one) => map.set(one.address, (map.get(one.address) ?? 0) + 1), new Map<string, number>())
    .values(),
]

test('every row exists, committed, before the first message leaves; each person gets one, whatever the groups', async () => {
  world = await DeliveryWorld.open({ units: 3, people: 30 })
  await sql`insert into chat_group_member (group_id, person_id) select g.id, p.person_id from chat_group g cross join post p
    on conflict do nothing`.execute(world.db)
  let rowsAtFirst = 0
  let id = 0
  world.zalo.answer = async (_message, count) => {
    if (count === 1) rowsAtFirst = (await world.deliveries(id)).length
    return { kind: 'accepted', providerMessageId: `z${count}` }
  }
  id = await world.send()
  // Two workers at once share the queue.
  const [one, two] = [await world.startWorker(), await world.startWorker()]
  await Promise.all([world.dispatch(one), world.dispatch(two)])
  expect(rowsAtFirst).toBe(30)
  expect(counts(world.zalo.sent)).toEqual(Array(30).fill(1))
  // Broken on purpose: the database refuses a second row for the same person.
  const [first] = await world.recipients(id)
  await expect(
    world.db
      .insertInto('recipient')
      .values({ directive_id: id, person_id: first!.person_id, person_name: 'x' })
      .execute(),
  ).rejects.toMatchObject({ code: '23505' })
})

test('a request without an answer is unknown: never sent again there, after the grace on another channel, once', async () => {
  world = await DeliveryWorld.open({ units: 1, people: 1 })
  world.zalo.answer = () => ({ kind: 'unknown', code: 'timeout', lane: false })
  const id = await world.send()
  await world.dispatch()
  for (let minute = 0; minute < 8; minute++) {
    world.clock.advance({ minutes: 1 })
    await escalateUnknown(world.db, world.clock.now())
    await world.dispatch()
    if (minute === 0) {
      expect((await world.recipients(id))[0]!.problem).toBe('unknown')
      expect(world.sms.sent).toHaveLength(0)
    }
  }
  expect([world.zalo.sent.length, world.sms.sent.length]).toEqual([1, 1])
  expect((await world.deliveries(id)).map((row) => row.state)).toEqual(['unknown', 'accepted'])
  expect((await world.recipients(id))[0]).toMatchObject({ stage: 1, problem: null, channel: 'sms' })
})

test('a provider that drops repetitions gets the same key again', async () => {
  const zalo = scriptedChannel({ deduplicatesForMs: DAY_MS })
  world = await DeliveryWorld.open({
    units: 1,
    people: 1,
    channels: [zalo, scriptedChannel(), scriptedChannel()],
  })
  zalo.answer = (_message, count) =>
    count === 1 ? { kind: 'unknown', code: 'cut', lane: false } : { kind: 'accepted', providerMessageId: 'z' }
  await world.send()
  await world.dispatch()
  world.clock.advance({ minutes: 1 })
  await world.dispatch()
  expect(new Set(zalo.sent.map((message) => message.key)).size).toBe(1)
  expect([zalo.sent.length, world.sms.sent.length]).toEqual([2, 0])
})

test('nothing is sent after its use; the board says «expired»', async () => {
  world = await DeliveryWorld.open({ units: 1, people: 2 })
  const until = new Date(world.clock.now().getTime() + 10 * 60_000)
  const id = await world.send({ validUntil: until, acknowledgeBefore: null })
  world.clock.advance({ minutes: 9 })
  await world.dispatch()
  expect(world.zalo.sent).toHaveLength(0)
  expect((await world.recipients(id)).map((one) => one.problem)).toEqual(['expired', 'expired'])
})

test('a failure for good goes to the next channel; the last one leaves a problem; retries wait and are bounded', async () => {
  world = await DeliveryWorld.open({ units: 1, people: 1 })
  world.zalo.answer = () => ({ kind: 'failed', reason: 'blocked_by_user', code: '-213' })
  world.sms.answer = () => ({
    kind: 'retry',
    reason: 'provider_error',
    code: '500',
    retryAfterMs: null,
    lane: false,
  })
  const id = await world.send()
  await world.dispatch()
  expect([world.zalo.sent.length, world.sms.sent.length]).toEqual([1, 1])
  await world.dispatch()
  expect(world.sms.sent).toHaveLength(1)
  for (let round = 0; round < 10; round++) {
    world.clock.advance({ minutes: 15 })
    await world.dispatch()
  }
  expect(world.sms.sent).toHaveLength(6)
  expect((await world.recipients(id))[0]).toMatchObject({ stage: 0, problem: 'failed' })
  const contact = await world.db
    .selectFrom('contact_point')
    .select('state')
    .where('channel', '=', 'zalo')
    .executeTakeFirst()
  expect(contact!.state).toBe('blocked')
})

test('a dead channel delays no other, says why, and costs nobody a try', async () => {
  world = await DeliveryWorld.open({ units: 2, people: 20, mix: { zalo: 50, sms: 50, email: 0 } })
  await sql`update contact_point set state = 'invalid' where channel = 'zalo' and id % 2 = 0`.execute(
    world.db,
  )
  world.zalo.answer = () => ({
    kind: 'retry',
    reason: 'provider_error',
    code: 'ECONNREFUSED',
    retryAfterMs: null,
    lane: true,
  })
  const id = await world.send()
  await world.dispatch()
  const rows = await world.deliveries(id)
  expect(rows.filter((row) => row.channel === 'sms').every((row) => row.state === 'accepted')).toBe(true)
  const zalo = rows.filter((row) => row.channel === 'zalo')
  expect(zalo.length).toBeGreaterThan(0)
  expect(zalo.every((row) => row.state === 'queued' && row.attempts === 0)).toBe(true)
  const lane = await world.db
    .selectFrom('channel_lane')
    .selectAll()
    .where('account_id', '=', zalo[0]!.account_id)
    .executeTakeFirst()
  expect(lane).toMatchObject({ health: 'failing', health_code: 'ECONNREFUSED' })
  // Well again: everything arrives, each once.
  world.zalo.answer = (_message, count) => ({ kind: 'accepted', providerMessageId: `z${count}` })
  world.clock.advance({ minutes: 2 })
  for (let round = 0; round < 3; round++) await world.dispatch()
  expect((await world.deliveries(id)).every((row) => row.state === 'accepted')).toBe(true)
})

test('the account keeps its rate, however many workers share it', async () => {
  world = await DeliveryWorld.open({ units: 2, people: 40, ratePerMinute: 60, burst: 5 })
  await world.send()
  const workers = [await world.startWorker(), await world.startWorker()]
  for (let second = 0; second < 10; second++) {
    for (const worker of workers) await world.dispatch(worker)
    expect(world.zalo.sent.length).toBeLessThanOrEqual(5 + second)
    world.clock.advance({ seconds: 1 })
  }
  expect(world.zalo.sent.length).toBeGreaterThanOrEqual(10)
})

test('a Hỏa tốc passes routine messages that wait and those that hold every routine slot', async () => {
  world = await DeliveryWorld.open({ units: 1, people: 60 })
  let free: () => void = () => {}
  const stuck = new Promise<void>((resolve) => {
    free = resolve
  })
  world.zalo.answer = async (message, count) => {
    if (message.urgency === 0) await stuck
    return { kind: 'accepted', providerMessageId: `z${count}` }
  }
  await world.send({ urgency: 0, kind: 'thong_bao', acknowledge: false })
  const worker = await world.startWorker()
  worker.wake()
  const urgent = await world.draft({ urgency: 3 })
  await world.issue(urgent)
  world.clock.advance({ minutes: 1 })
  await releaseDue(world.db, world.clock.now())
  worker.wake()
  await expect
    .poll(async () => (await world.deliveries(urgent)).filter((row) => row.state === 'accepted').length, {
      timeout: 15_000,
    })
    .toBe(60)
  expect(world.zalo.sent.filter((message) => message.urgency === 0).length).toBeLessThan(60)
  free()
  await worker.whenIdle()
})

test('what a dead worker held is unknown, or queued again where the provider drops repetitions', async () => {
  world = await DeliveryWorld.open({ units: 1, people: 4, mix: { zalo: 50, sms: 50, email: 0 } })
  const id = await world.send()
  await world.claimAndDie()
  expect(
    await settleDeadWorkers(
      world.db,
      { ...NO_KINDS, deduplicating: [{ kind: 'scripted-sms', forMs: DAY_MS }] },
      world.clock.now(),
    ),
  ).toEqual({
    requeued: (await world.deliveries(id)).filter((row) => row.channel === 'sms').length,
    unknown: (await world.deliveries(id)).filter((row) => row.channel === 'zalo').length,
  })
  expect((await world.recipients(id)).filter((one) => one.problem === 'unknown').length).toBeGreaterThan(0)
})

test('an issue and a reminder to one person, both waiting after a pause, leave in one claim', async () => {
  world = await DeliveryWorld.open({ units: 1, people: 1 })
  const id = await world.send()
  await sql`
    insert into delivery (directive_id, recipient_id, purpose, purpose_ref, channel, account_id, contact_point_id, address,
      urgency, due_at, valid_until, created_at)
    select directive_id, recipient_id, 'nudge', 1, channel, account_id, contact_point_id, address, urgency, due_at, valid_until,
      created_at from delivery where directive_id = ${id}`.execute(world.db)
  await world.claimAndDie()
  expect((await world.deliveries(id)).map((row) => row.state)).toEqual(['sending', 'sending'])
  const { rows } = await sql`select from access_link`.execute(world.db)
  expect(rows).toHaveLength(1)
})

test('a receipt that comes before the acceptance is kept and counted; a failure later overrides no success', async () => {
  world = await DeliveryWorld.open({ units: 1, people: 1 })
  const account = world.federation.accountIds[0]!
  const receipt = (state: 'delivered' | 'seen' | 'failed') => ({
    kind: 'receipt' as const,
    providerMessageId: 'z1',
    key: null,
    state,
    reason: null,
    code: null,
    at: null,
  })
  world.zalo.answer = async () => {
    const early = await applyInbound(world.db, account, [receipt('seen'), receipt('seen')], world.clock.now())
    expect(early.unmatched).toBe(2)
    return { kind: 'accepted', providerMessageId: 'z1' }
  }
  const id = await world.send()
  await world.dispatch()
  expect((await world.deliveries(id))[0]!.state).toBe('seen')
  expect((await world.recipients(id))[0]).toMatchObject({ stage: 3 })
  await applyInbound(world.db, account, [receipt('failed'), receipt('delivered')], world.clock.now())
  expect((await world.deliveries(id))[0]!.state).toBe('seen')
  expect((await world.recipients(id))[0]).toMatchObject({ stage: 3, problem: null })
  // Broken on purpose: the database itself refuses a fall.
  await expect(world.db.updateTable('recipient').set({ stage: 1 }).execute()).rejects.toMatchObject({
    code: 'LOA02',
  })
})

test('a claim whose answer got lost on its way from the database is found again and sent once', async () => {
  world = await DeliveryWorld.open({ units: 1, people: 20 })
  let losses = 6
  const lossy = new Proxy(world.db, {
    get(db, name) {
      if (name === 'transaction')
        return () => ({
          execute: async (work: (trx: typeof db) => Promise<unknown>) => {
            const result = await db.transaction().execute(work)
            if (losses-- > 0) throw new Error('Connection terminated unexpectedly')
            return result
          },
        })
      const value: unknown = Reflect.get(db, name, db)
      return typeof value === 'function' ? value.bind(db) : value
    },
  })
  const id = await world.send()
  const worker = await world.startWorker(lossy)
  await expect
    .poll(
      async () => {
        worker.wake()
        return (await world.deliveries(id)).filter((row) => row.state === 'accepted').length
      },
      { timeout: 10_000 },
    )
    .toBe(20)
  expect(counts(world.zalo.sent)).toEqual(Array(20).fill(1))
  expect((await world.deliveries(id)).every((row) => row.attempts === 1)).toBe(true)
})

test('an answer that no table takes keeps nothing back: neither its own lane nor the others', async () => {
  world = await DeliveryWorld.open({ units: 2, people: 20, mix: { zalo: 50, sms: 50, email: 0 } })
  world.zalo.answer = (_message, count) =>
    count % 2
      ? { kind: 'accepted', providerMessageId: count % 3 ? 'x'.repeat(100_000) : 'a\u0000b' }
      : { kind: 'failed', reason: 'unknown', code: '\u0000'.repeat(5) + '9'.repeat(1_000) }
  const id = await world.send()
  await world.dispatch()
  const rows = await world.deliveries(id)
  expect(rows.every((row) => row.state === 'accepted' || row.state === 'failed')).toBe(true)
  expect(rows.filter((row) => row.channel === 'sms').every((row) => row.state === 'accepted')).toBe(true)
})
