import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { inScope } from '../../../../db/scope.ts'
import { DeliveryWorld } from '../../../../test/harness/delivery-world.ts'
import { closeDirective, releaseDue, sendNow, stopDirective } from '../index.ts'

let world: DeliveryWorld
beforeEach(async () => {
  world = await DeliveryWorld.open({ units: 4, people: 8, mix: { zalo: 100, sms: 0, email: 0 } })
})
afterEach(() => world.close())

const asStaff = <T>(work: (trx: typeof world.db) => Promise<T>): Promise<T> =>
  inScope(world.db, { path: world.federation.scopePath }, work)
const by = () => ({ staffId: world.federation.staffId })

describe('issue', () => {
  test('writes every unit and person before anything is sent, with names and parents as of that day', async () => {
    const id = await world.draft()
    const issued = await world.issue(id)
    expect(issued?.reference).toBe('01/CĐ-LĐLĐ')
    expect(await world.recipients(id)).toHaveLength(8)
    const targets = await world.db.selectFrom('target').selectAll().where('directive_id', '=', id).execute()
    expect(targets).toHaveLength(4)
    expect(targets[0]!.parents).toEqual([
      { id: world.federation.federationId, name: expect.stringContaining('LĐLĐ quận') },
    ])
    await world.db.updateTable('unit').set({ name: 'Tên mới' }).execute()
    const after = await world.db
      .selectFrom('target')
      .select('unit_name')
      .where('directive_id', '=', id)
      .execute()
    expect(after.map((row) => row.unit_name)).not.toContain('Tên mới')
    expect(await world.deliveries(id)).toHaveLength(0)
  })

  test('numbers run by register and local year, official letters without abbreviation', async () => {
    const references: (string | undefined)[] = []
    for (const kind of ['cong_dien', 'cong_dien', 'chi_dao', 'thong_bao'])
      references.push((await world.issue(await world.draft({ kind })))?.reference)
    // 31/12/2021 17:30 UTC is already the new year in Ha Noi.
    world.clock.set('2021-12-31T17:30:00Z')
    references.push((await world.issue(await world.draft({ kind: 'cong_dien' })))?.reference)
    expect(references).toEqual(['01/CĐ-LĐLĐ', '02/CĐ-LĐLĐ', '01/LĐLĐ', '01/TB-LĐLĐ', '01/CĐ-LĐLĐ'])
  })

  test('three clicks at once are one issue with one number', async () => {
    const id = await world.draft()
    const answers = await Promise.all([1, 2, 3].map(() => world.issue(id)))
    expect(answers.filter((answer) => answer !== null)).toHaveLength(1)
    expect(await world.recipients(id)).toHaveLength(8)
    const next = await world.issue(await world.draft())
    expect(next?.reference).toBe('02/CĐ-LĐLĐ')
  })

  test('another key on an issued directive, an old revision and a wrong typed number are refused and use no number', async () => {
    const id = await world.draft()
    await expect(world.issue(id, { revision: 7 })).rejects.toMatchObject({
      code: 'draft.changed_since_check',
    })
    await expect(world.issue(id, { typedNumber: 3 })).rejects.toMatchObject({
      faults: [{ code: 'typed_number_differs' }],
    })
    expect((await world.issue(id))?.reference).toBe('01/CĐ-LĐLĐ')
    await expect(world.issue(id, { requestKey: 'another-key' })).rejects.toMatchObject({
      code: 'already_issued',
    })
  })

  test('an empty audience and a deadline in the past name their fields', async () => {
    const nobody = await world.draft({ audience: { lines: [] } })
    await expect(world.issue(nobody)).rejects.toMatchObject({
      faults: [{ field: 'audience', code: 'draft.audience_empty' }],
    })
    const late = await world.draft({ acknowledgeBefore: new Date(world.clock.now().getTime() - 1) })
    await expect(world.issue(late)).rejects.toMatchObject({
      faults: [{ field: 'acknowledgeBefore', code: 'draft.deadline_past' }],
    })
  })

  test('after issue the text is locked by the database itself', async () => {
    const id = await world.draft()
    await world.issue(id)
    await expect(
      world.db.updateTable('directive').set({ title: 'khác' }).where('id', '=', id).execute(),
    ).rejects.toMatchObject({ code: 'LOA01' })
  })
})

describe('the undo window', () => {
  test('lasts 60, 30, 20, 10 seconds by urgency', async () => {
    for (const [urgency, seconds] of [
      [0, 60],
      [1, 30],
      [2, 20],
      [3, 10],
    ] as const) {
      const issued = await world.issue(await world.draft({ urgency }))
      expect(issued!.heldUntil.getTime() - world.clock.now().getTime()).toBe(seconds * 1000)
    }
  })

  test('a routine notice at night is kept until 07:00 and says so; a Hỏa tốc leaves', async () => {
    world.clock.set('2021-09-05T14:05:00Z') // 21:05
    const routine = await world.issue(await world.draft({ urgency: 0 }))
    expect(routine!.quietUntil?.toISOString()).toBe('2021-09-06T00:00:00.000Z')
    const urgent = await world.issue(await world.draft({ urgency: 3 }))
    expect(urgent!.quietUntil).toBeNull()
  })

  test('a reason sends Khẩn at night after its undo window, and stands in the audit log; routine words wait', async () => {
    world.clock.set('2021-09-05T14:05:00Z') // 21:05
    const urgent = await world.draft({ urgency: 1 })
    const issued = await world.issue(urgent, { overrideQuietHours: ' Bão đổi hướng ' })
    expect(issued).toMatchObject({ quietUntil: null, heldUntil: new Date('2021-09-05T14:05:30Z') })
    const entry = await world.db
      .selectFrom('audit_entry')
      .select('data')
      .where('action', '=', 'directive.issued')
      .where('entity_id', '=', urgent)
      .executeTakeFirstOrThrow()
    expect(entry.data).toMatchObject({ quietHoursOverridden: true, reason: 'Bão đổi hướng' })
    await expect(
      world.issue(await world.draft({ urgency: 0 }), { overrideQuietHours: 'vội' }),
    ).rejects.toMatchObject({ code: 'quiet_hours' })
    expect(
      (await world.issue(await world.draft({ urgency: 1 }), { overrideQuietHours: ' ' }))!.quietUntil,
    ).not.toBeNull()
  })

  test('stopped while held: nothing leaves, the number stays used', async () => {
    const id = await world.draft()
    await world.issue(id)
    await asStaff((trx) => stopDirective(trx, by(), id, world.clock.now()))
    world.clock.advance({ hours: 1 })
    expect(await releaseDue(world.db, world.clock.now())).toEqual([])
    await world.dispatch()
    expect([world.zalo, world.sms, world.email].flatMap((channel) => channel.sent)).toHaveLength(0)
    const directive = await world.db
      .selectFrom('directive')
      .select(['state', 'number'])
      .where('id', '=', id)
      .executeTakeFirst()
    expect(directive).toEqual({ state: 'stopped', number: 1 })
    expect((await world.issue(await world.draft()))?.reference).toBe('02/CĐ-LĐLĐ')
    expect(new Set((await world.recipients(id)).map((one) => one.problem))).toEqual(new Set(['stopped']))
  })

  test('survives a restart: it is a row that any process releases when its time comes, once', async () => {
    const id = await world.draft()
    await world.issue(id)
    expect(await releaseDue(world.db, world.clock.now())).toEqual([])
    world.clock.advance({ seconds: 11 })
    const released = await Promise.all([1, 2].map(() => releaseDue(world.db, world.clock.now())))
    expect(released.flat()).toEqual([id])
    expect(await world.deliveries(id)).toHaveLength(8)
  })

  test('«Gửi ngay» ends it; at night an urgent one asks for a reason and a routine one waits', async () => {
    const id = await world.draft()
    await world.issue(id)
    await asStaff((trx) => sendNow(trx, by(), id, null, world.clock.now()))
    expect(await world.deliveries(id)).toHaveLength(8)
    world.clock.set('2021-09-05T14:05:00Z')
    const [routine, urgent] = [await world.draft({ urgency: 0 }), await world.draft({ urgency: 1 })]
    await world.issue(routine)
    await world.issue(urgent)
    const release = (which: number, reason: string | null) =>
      asStaff((trx) => sendNow(trx, by(), which, reason, world.clock.now()))
    await expect(release(routine, 'vội')).rejects.toMatchObject({ code: 'quiet_hours' })
    await expect(release(urgent, ' ')).rejects.toMatchObject({ faults: [{ code: 'quiet_hours_reason' }] })
    await release(urgent, 'Bão đổi hướng')
    expect(await world.deliveries(urgent)).toHaveLength(8)
  })
})

test('«Dừng phần còn lại» takes back what waits and says whom it did not reach', async () => {
  const id = await world.send()
  world.zalo.answer = async (_message, count) => {
    if (count === 1) await asStaff((trx) => stopDirective(trx, by(), id, world.clock.now()))
    return { kind: 'accepted', providerMessageId: `z${count}` }
  }
  // One at a time, so that the stop falls in the middle.
  await world.db.updateTable('channel_lane').set({ burst: 1, tokens: 1, rate_per_minute: 1 }).execute()
  await world.dispatch()
  expect(world.zalo.sent).toHaveLength(1)
  const people = await world.recipients(id)
  expect(people.filter((one) => one.stage === 1)).toHaveLength(1)
  expect(people.filter((one) => one.problem === 'stopped')).toHaveLength(7)
})

test('closed: nothing further leaves', async () => {
  const id = await world.send()
  await asStaff((trx) => closeDirective(trx, by(), id, world.clock.now()))
  await world.dispatch()
  expect(world.zalo.sent).toHaveLength(0)
})
