import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { DeliveryWorld, TEST_SECRET } from '../../../../test/harness/delivery-world.ts'
import { scriptedChannel } from '../../../../test/harness/scripted-channel.ts'
import { silentLog } from '../../../kernel/log.ts'
import { translator } from '../../../runtime/i18n.ts'
import { escalateUnknown, settleDeadWorkers } from '../index.ts'
import { Reconciler } from './reconcile.ts'
import { Words } from './words.ts'

/** What becomes of requests without an answer: asked about afterwards, or repeated while the provider remembers them. */
const HOUR_MS = 3_600_000
const zalo = scriptedChannel({ reconciles: true })
const sms = scriptedChannel({ deduplicatesForMs: 24 * HOUR_MS })
let world: DeliveryWorld
let reconciler: Reconciler
beforeAll(async () => {
  world = await DeliveryWorld.open({ units: 1, people: 1, channels: [zalo, sms, scriptedChannel()] })
  const words = new Words({
    db: world.db,
    publicUrl: 'https://loa.example',
    secret: TEST_SECRET,
    t: translator('vi'),
  })
  const deps = { ...world, db: world.db, log: silentLog, secret: TEST_SECRET } as unknown
  reconciler = new Reconciler(
    deps as ConstructorParameters<typeof Reconciler>[0],
    new Map([[world.federation.accountIds[0]!, zalo]]),
    words,
  )
})
afterAll(() => world.close())
beforeEach(async () => {
  await sql`update contact_point set state = 'ok'`.execute(world.db)
  for (const channel of [zalo, sms]) {
    channel.sent.length = 0
    channel.answer = (_message, count) => ({
      kind: 'accepted',
      providerMessageId: `${count}-${Math.random()}`,
    })
  }
  zalo.reconciled = () => 'unknown'
})

/** A message on Zalo whose answer was lost. */
async function unanswered(): Promise<number> {
  zalo.answer = () => ({ kind: 'unknown', code: 'timeout', lane: false })
  const id = await world.send()
  await world.dispatch()
  expect((await world.deliveries(id)).map((row) => row.state)).toEqual(['unknown'])
  return id
}
const ask = async (seconds: number): Promise<void> => {
  world.clock.advance({ seconds })
  await reconciler.run()
}
const states = async (id: number) => (await world.deliveries(id)).map((row) => `${row.channel} ${row.state}`)
const person = async (id: number) => (await world.recipients(id))[0]!

test('«it was not taken»: it goes out again on the same channel, and nobody is told twice', async () => {
  const id = await unanswered()
  const asked: string[] = []
  zalo.reconciled = ({ key }) => {
    asked.push(key)
    return 'not_sent'
  }
  zalo.answer = () => ({ kind: 'accepted', providerMessageId: 'after-all' })
  await ask(6)
  expect(asked).toEqual([zalo.sent[0]!.key])
  await world.dispatch()
  expect(await states(id)).toEqual(['zalo accepted'])
  expect([zalo.sent.length, sms.sent.length]).toEqual([2, 0])
  expect(await person(id)).toMatchObject({ stage: 1, problem: null })
})

test('«it was taken»: it counts as accepted and nothing is sent again, not even after the grace', async () => {
  const id = await unanswered()
  zalo.reconciled = () => 'accepted'
  await ask(6)
  world.clock.advance({ minutes: 30 })
  await escalateUnknown(world.db, world.clock.now())
  await world.dispatch()
  expect(await states(id)).toEqual(['zalo accepted'])
  expect(await person(id)).toMatchObject({ stage: 1, problem: null })
  expect([zalo.sent.length, sms.sent.length]).toEqual([1, 0])
})

test('still unknown, or a provider that cannot be asked: asked again later, and escalated after the grace', async () => {
  const id = await unanswered()
  let asked = 0
  zalo.reconciled = () => {
    if (asked++ === 0) throw new Error('no answer')
    return 'unknown'
  }
  await ask(4)
  expect(asked).toBe(0)
  await ask(2)
  await ask(1)
  expect(asked).toBe(1)
  await ask(20)
  expect(asked).toBe(2)
  expect(await states(id)).toEqual(['zalo unknown'])
  expect(await person(id)).toMatchObject({ problem: 'unknown' })
  world.clock.advance({ minutes: 10 })
  await escalateUnknown(world.db, world.clock.now())
  await world.dispatch()
  expect(await states(id)).toEqual(['zalo unknown', 'sms accepted'])
  // Another channel has taken over: an answer now changes nothing, and no one asks any more.
  zalo.reconciled = () => 'not_sent'
  await ask(60)
  await world.dispatch()
  expect(await states(id)).toEqual(['zalo unknown', 'sms accepted'])
})

/** An SMS whose answer was lost and that waits for its repetition. */
async function doubtfulSms(): Promise<number> {
  await sql`update contact_point set state = 'invalid' where channel = 'zalo'`.execute(world.db)
  sms.answer = () => ({ kind: 'unknown', code: 'timeout', lane: false })
  const id = await world.send({ validUntil: new Date(world.clock.now().getTime() + 240 * HOUR_MS) })
  await world.dispatch()
  expect(await states(id)).toEqual(['sms queued'])
  return id
}

test('an SMS of unknown outcome is repeated with its RequestId while the gateway remembers it', async () => {
  const id = await doubtfulSms()
  sms.answer = () => ({ kind: 'accepted', providerMessageId: null })
  world.clock.advance({ hours: 23 })
  await world.dispatch()
  expect(await states(id)).toEqual(['sms accepted'])
  expect(new Set(sms.sent.map((message) => message.key)).size).toBe(1)
  expect(sms.sent).toHaveLength(2)
})

test('after that day it is not repeated: it would be a second message; it stands as unknown and another channel follows', async () => {
  const id = await doubtfulSms()
  world.clock.advance({ hours: 25 })
  await world.dispatch()
  expect(await states(id)).toEqual(['sms unknown'])
  expect(sms.sent).toHaveLength(1)
  expect(await person(id)).toMatchObject({ stage: 0, problem: 'unknown' })
})

test('the day counts from the first try, however many followed', async () => {
  const id = await doubtfulSms()
  for (let hour = 0; hour < 30; hour += 6) {
    world.clock.advance({ hours: 6 })
    await world.dispatch()
  }
  expect(sms.sent).toHaveLength(4)
  expect(await states(id)).toEqual(['sms unknown'])
})

test('what a dead worker held for longer than the gateway remembers is unknown, not repeated', async () => {
  await sql`update contact_point set state = 'invalid' where channel = 'zalo'`.execute(world.db)
  await world.send()
  await world.claimAndDie()
  world.clock.advance({ hours: 25 })
  const kinds = { deduplicating: [{ kind: 'scripted-sms', forMs: 24 * HOUR_MS }], reconcilingKinds: [] }
  expect(await settleDeadWorkers(world.db, kinds, world.clock.now())).toEqual({ requeued: 0, unknown: 1 })
})
