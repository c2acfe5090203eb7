import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { inScope } from '../../db/scope.ts'
import type { BOARD_LISTS } from '../../src/contract/board-lists.ts'
import { acknowledge } from '../../src/domain/acknowledgement/index.ts'
import type { FailureReason, SendOutcome } from '../../src/domain/channel/index.ts'
import { applyInbound, escalateUnknown, matchEarlyReceipts } from '../../src/domain/delivery/index.ts'
import { boardList, boardSnapshot } from '../../src/views/board/index.ts'
import { DeliveryWorld } from '../harness/delivery-world.ts'
import { scriptedChannel } from '../harness/scripted-channel.ts'

/**
 * Answers of providers, their receipts (early, doubled, out of order) and acknowledgements in every order that chance
 * finds, on a real database: status only moves forward, nobody is sent the same thing twice on a channel, and every
 * number of the board is the length of its list.
 */
const PEOPLE = 4
const CHANNELS = ['zalo', 'sms', 'email'] as const
type Channel = (typeof CHANNELS)[number]

let world: DeliveryWorld
beforeAll(async () => {
  world = await DeliveryWorld.open({
    units: 2,
    people: PEOPLE,
    channels: [scriptedChannel(), scriptedChannel(), scriptedChannel()],
  })
  await sql`insert into contact_point (person_id, channel, address)
    select distinct person_id, 'email', person_id || '@cdcs.example' from contact_point`.execute(world.db)
})
afterAll(() => world.close())

const outcome = fc.constantFrom<SendOutcome['kind'] | 'nowhere'>(
  'accepted',
  'accepted',
  'failed',
  'nowhere',
  'unknown',
  'retry',
)
const receipt = fc.record({
  act: fc.constant('receipt' as const),
  who: fc.nat(PEOPLE * CHANNELS.length),
  state: fc.constantFrom('accepted' as const, 'delivered' as const, 'seen' as const, 'failed' as const),
  times: fc.integer({ min: 1, max: 3 }),
})
const step = fc.oneof(
  fc.record({ act: fc.constant('dispatch' as const), seconds: fc.integer({ min: 0, max: 90 }) }),
  fc.record({ act: fc.constant('pass' as const), minutes: fc.integer({ min: 1, max: 12 }) }),
  receipt,
  receipt,
  fc.record({ act: fc.constant('acknowledge' as const), who: fc.nat(PEOPLE - 1) }),
)

/** What the provider calls a message: known before we have heard that it was taken. */
const idOf = (directive: number, channel: Channel, address: string): string =>
  `${directive}-${channel}-${address}`
const RANK: Record<string, number> = { accepted: 1, delivered: 2, seen: 3 }

async function state(id: number) {
  const people = await world.recipients(id)
  const deliveries = await world.deliveries(id)
  return {
    stages: new Map(people.map((one) => [one.id, one.stage])),
    // «Taken» may still fail; what reached somebody stands.
    successes: new Map(
      deliveries.map((one) => [one.id, one.state === 'accepted' ? 0 : (RANK[one.state] ?? 0)]),
    ),
    people,
    deliveries,
  }
}

test('outcomes, receipts and acknowledgements in any order', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(outcome, { minLength: 12, maxLength: 12 }),
      fc.array(step, { minLength: 6, maxLength: 16 }),
      async (outcomes, steps) => {
        await sql`update contact_point set state = 'ok'`.execute(world.db)
        // What the directive before left waiting is another message.
        await sql`update delivery set state = 'cancelled' where state = 'queued'`.execute(world.db)
        await sql`update delivery set followed_up_at = ${world.clock.now()} where state = 'unknown'`.execute(
          world.db,
        )
        let directive = 0
        let call = 0
        for (const channel of CHANNELS) {
          world[channel].sent.length = 0
          world[channel].answer = (message): SendOutcome => {
            const kind = outcomes[call++ % outcomes.length]!
            const failure = (reason: FailureReason) => ({ kind: 'failed' as const, reason, code: 'x' })
            if (kind === 'failed') return failure('content_rejected')
            if (kind === 'nowhere') return failure('invalid_address')
            if (kind === 'unknown') return { kind, code: 'cut', lane: false }
            if (kind === 'retry')
              return { kind, reason: 'provider_error', code: '500', retryAfterMs: null, lane: false }
            return { kind: 'accepted', providerMessageId: idOf(directive, channel, message.address) }
          }
        }
        directive = await world.send({ urgency: 3 })
        let before = await state(directive)
        for (const one of [...steps, { act: 'dispatch' as const, seconds: 5 }]) {
          await take(directive, one)
          const after = await state(directive)
          for (const [id, stage] of before.stages)
            expect(after.stages.get(id), 'a person falls back').toBeGreaterThanOrEqual(stage)
          for (const [id, success] of before.successes)
            expect(after.successes.get(id), 'a message falls back').toBeGreaterThanOrEqual(success)
          before = after
        }
        await nobodyTwice(directive, before.deliveries)
        await everyNumberIsItsList(directive)
      },
    ),
    { numRuns: 8, endOnFailure: true },
  )
}, 60_000)

async function take(
  id: number,
  one: typeof step extends fc.Arbitrary<infer Step> ? Step : never,
): Promise<void> {
  const { db, clock } = world
  switch (one.act) {
    case 'dispatch':
      clock.advance({ seconds: one.seconds })
      return world.dispatch()
    case 'pass':
      clock.advance({ minutes: one.minutes })
      await matchEarlyReceipts(db, clock.now())
      await escalateUnknown(db, clock.now())
      return
    case 'receipt': {
      const channel = CHANNELS[one.who % CHANNELS.length]!
      const person = (await world.recipients(id))[Math.floor(one.who / CHANNELS.length) % PEOPLE]!
      const contact = await db
        .selectFrom('contact_point')
        .select('address')
        .where('person_id', '=', person.person_id)
        .where('channel', '=', channel)
        .executeTakeFirstOrThrow()
      const said = {
        kind: 'receipt' as const,
        providerMessageId: idOf(id, channel, contact.address),
        key: null,
        state: one.state,
        reason: one.state === 'failed' ? ('unreachable' as const) : null,
        code: null,
        at: null,
      }
      const account = world.federation.accountIds[CHANNELS.indexOf(channel)]!
      await applyInbound(db, account, Array(one.times).fill(said), clock.now())
      return
    }
    case 'acknowledge': {
      const person = (await world.recipients(id))[one.who]!
      await acknowledge(db, [{ recipientId: person.id, answer: 'received', via: 'page' }], clock.now())
    }
  }
}

async function nobodyTwice(id: number, rows: Awaited<ReturnType<typeof state>>['deliveries']): Promise<void> {
  const people = await world.recipients(id)
  expect(new Set(people.map((one) => one.person_id)).size).toBe(people.length)
  for (const channel of CHANNELS) {
    // The same key again is another try of a message that was surely not taken.
    const keys = Map.groupBy(world[channel].sent, (message) => message.address)
    for (const [address, messages] of keys)
      expect(new Set(messages.map((message) => message.key)).size, `${channel} ${address}`).toBe(1)
  }
  // Whoever is called reached has a message that was taken; who has none taken and none under way has a cause.
  const own = Map.groupBy(rows, (row) => row.recipient_id)
  for (const person of people) {
    const states = (own.get(person.id) ?? []).map((row) => row.state)
    const taken = states.some((one) => RANK[one] !== undefined)
    const underWay = states.some((one) => one === 'queued' || one === 'sending')
    if (person.stage === 0) expect([taken, person.problem !== null || underWay]).toEqual([false, true])
    if (taken) expect(person.problem).toBeNull()
  }
}

async function everyNumberIsItsList(id: number): Promise<void> {
  await inScope(world.db, { path: world.federation.scopePath }, async (trx) => {
    const now = world.clock.now()
    const { funnel } = (await boardSnapshot(trx, id, now))!
    const length = async (list: (typeof BOARD_LISTS)[number]) => (await boardList(trx, id, list, now))?.length
    for (const list of ['due', 'accepted', 'delivered', 'opened', 'acknowledged'] as const)
      expect([list, await length(list)]).toEqual([list, funnel[list]])
    for (const tab of ['not_opened', 'opened', 'problem'] as const)
      expect([tab, await length(`call:${tab}`)]).toEqual([tab, funnel.tabs[tab]])
    const { not_opened, opened, problem } = funnel.tabs
    expect(not_opened + opened + problem).toBe(funnel.due - funnel.acknowledged)
    const ladder = [funnel.due, funnel.accepted, funnel.delivered, funnel.opened, funnel.acknowledged]
    expect(ladder).toEqual(ladder.toSorted((a, b) => b - a))
  })
}
