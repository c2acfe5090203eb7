import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { DeliveryWorld } from '../../../test/harness/delivery-world.ts'
import { urgencyPolicy } from '../directive/index.ts'
import { escalateDue } from './index.ts'
import { dueSteps } from './rules.ts'

describe('due steps', () => {
  const steps = [
    { afterMinutes: 45, act: 'leader' },
    { afterMinutes: 15, act: 'next_channel' },
    { afterMinutes: 30, act: 'call' },
  ] as const
  const released = new Date('2021-09-05T00:55:00Z')
  const at = (minutes: number) => new Date(released.getTime() + minutes * 60_000)
  const acts = (minutes: number, stepsTaken: number) =>
    dueSteps(steps, released, [{ targetId: 1, stepsTaken }], at(minutes)).map((step) => step.act)

  test('each falls due at its minute, in the order of time, and is taken once', () => {
    expect(acts(14, 0)).toEqual([])
    expect(acts(15, 0)).toEqual(['next_channel'])
    expect(acts(29, 1)).toEqual([])
    expect(acts(30, 1)).toEqual(['call'])
    expect(acts(45, 2)).toEqual(['leader'])
    expect(acts(600, 3)).toEqual([])
  })

  test('after a standstill one message is sent, not all that were missed; calls and leaders are not left out', () => {
    const thorough = urgencyPolicy(2).escalation
    const due = dueSteps(thorough, released, [{ targetId: 1, stepsTaken: 0 }], at(120))
    expect(due.map((step) => step.act)).toEqual(['next_channel', 'call'])
    expect(acts(120, 0)).toEqual(['next_channel', 'call', 'leader'])
  })
})

describe('a Hỏa tốc without answers', () => {
  let world: DeliveryWorld
  beforeEach(async () => {
    world = await DeliveryWorld.open({ units: 3, people: 6 })
  })
  afterEach(() => world.close())

  const targets = (id: number) =>
    world.db.selectFrom('target').selectAll().where('directive_id', '=', id).orderBy('id').execute()

  test('goes to the next channel after 15 minutes, to the call list after 30, to the leaders after 45', async () => {
    const id = await world.send({ urgency: 3, escalation: urgencyPolicy(3).escalation })
    await world.dispatch()
    expect(world.zalo.sent).toHaveLength(6)
    const [first] = await targets(id)
    await world.db
      .updateTable('target')
      .set({ acknowledged_at: world.clock.now() })
      .where('id', '=', first!.id)
      .execute()

    world.clock.advance({ minutes: 14 })
    await escalateDue(world.db, world.clock.now())
    await world.dispatch()
    expect(world.sms.sent).toHaveLength(0)

    world.clock.advance({ minutes: 2 })
    await escalateDue(world.db, world.clock.now())
    await escalateDue(world.db, world.clock.now())
    await world.dispatch()
    expect(world.sms.sent).toHaveLength(4)
    expect((await targets(id)).map((row) => row.overdue_since !== null)).toEqual([false, true, true])
    expect((await targets(id)).filter((row) => row.to_call_since)).toHaveLength(0)

    world.clock.advance({ minutes: 15 })
    await escalateDue(world.db, world.clock.now())
    expect((await targets(id)).map((row) => row.to_call_since !== null)).toEqual([false, true, true])
    expect(await world.db.selectFrom('leader_notice').selectAll().execute()).toHaveLength(0)

    world.clock.advance({ minutes: 15 })
    await escalateDue(world.db, world.clock.now())
    await escalateDue(world.db, world.clock.now())
    await world.dispatch()
    const notices = await world.db.selectFrom('leader_notice').select(['staff_id', 'units']).execute()
    expect(notices).toEqual([{ staff_id: world.federation.staffId, units: 2 }])
    expect(world.zalo.sent.length + world.sms.sent.length).toBe(10)
    const audit = await world.db
      .selectFrom('audit_entry')
      .select('action')
      .where('action', '=', 'directive.escalated')
      .execute()
    expect(audit).toHaveLength(3)
  })

  test('a stopped or closed directive escalates no further', async () => {
    const id = await world.send({ urgency: 3, escalation: urgencyPolicy(3).escalation })
    await world.dispatch()
    await world.db.updateTable('directive').set({ state: 'closed' }).where('id', '=', id).execute()
    world.clock.advance({ hours: 2 })
    expect(await escalateDue(world.db, world.clock.now())).toBe(0)
    expect((await targets(id)).every((row) => row.to_call_since === null)).toBe(true)
  })

  test('units past the deadline are past their mark, also without steps', async () => {
    const deadline = new Date(world.clock.now().getTime() + 3_600_000)
    const id = await world.send({ urgency: 3, acknowledgeBefore: deadline })
    world.clock.advance({ minutes: 61 })
    await escalateDue(world.db, world.clock.now())
    expect((await targets(id)).every((row) => row.overdue_since !== null)).toBe(true)
  })
})
