import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { UnitCell } from '../../contract/board.ts'
import { BOARD_LISTS, CALL_TABS, inList, UNIT_STATES } from '../../contract/board-lists.ts'
import { funnelOf } from './funnel.ts'
import { type Asked, type UnitFacts, unitState } from './unit-state.ts'

const NOW = new Date('2021-09-05T10:00:00+07:00')
const reached: UnitFacts = {
  excluded: false,
  acknowledged: false,
  overdueSince: null,
  stage: 1,
  people: 2,
  noChannel: 0,
  failed: 0,
  unknown: 0,
}
const asked: Asked = { acknowledge: true, acknowledgeBefore: new Date('2021-09-05T11:00:00+07:00') }
const stateOf = (change: Partial<UnitFacts>, of = asked, now = NOW) =>
  unitState({ ...reached, ...change }, of, now)
const past = new Date('2021-09-05T11:00:01+07:00')

describe('the one state of a unit', () => {
  test.each([
    [{ excluded: true, acknowledged: true }, 'excluded'],
    [{ acknowledged: true, overdueSince: NOW, stage: 4 }, 'acknowledged'],
    [{ stage: 3 }, 'opened'],
    [{ stage: 4 }, 'opened'],
    [{ stage: 2 }, 'delivered'],
    [{ stage: 1 }, 'accepted'],
    [{ stage: 0 }, 'waiting'],
    [{ stage: 0, noChannel: 2 }, 'no_channel'],
    [{ stage: 0, people: 0 }, 'no_channel'],
    [{ stage: 0, failed: 1, noChannel: 1 }, 'failed'],
    [{ stage: 0, failed: 1 }, 'waiting'],
    [{ stage: 0, unknown: 1, failed: 1 }, 'unknown'],
    [{ stage: 2, overdueSince: NOW }, 'overdue'],
    [{ stage: 0, overdueSince: NOW }, 'overdue'],
    [{ stage: 3, overdueSince: NOW }, 'opened'],
  ] as const)('%j → %s', (facts, state) => expect(stateOf(facts)).toBe(state))

  test('after the deadline also a unit that opened is overdue; one that could not be reached keeps its cause', () => {
    expect(stateOf({ stage: 3 }, asked, past)).toBe('overdue')
    expect(stateOf({ stage: 1 }, asked, past)).toBe('overdue')
    expect(stateOf({ stage: 0, failed: 2 }, asked, past)).toBe('failed')
    expect(stateOf({ stage: 0, noChannel: 2 }, asked, past)).toBe('no_channel')
  })

  test('nobody is overdue with what asks for no answer', () => {
    expect(stateOf({ stage: 2, overdueSince: NOW }, { ...asked, acknowledge: false }, past)).toBe('delivered')
  })
})

/** Facts as the database can hold them: blocked people are at stage 0, an acknowledged unit may have any stage. */
const facts = fc
  .record({
    excluded: fc.boolean(),
    acknowledged: fc.boolean(),
    overdue: fc.boolean(),
    stages: fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 }),
    problems: fc.array(fc.constantFrom('none', 'no_channel', 'failed', 'unknown'), {
      minLength: 4,
      maxLength: 4,
    }),
  })
  .map(({ excluded, acknowledged, overdue, stages, problems }): UnitFacts => {
    const blocked = stages.map((stage, i) => (stage === 0 ? problems[i] : 'none'))
    const count = (problem: string): number => blocked.filter((one) => one === problem).length
    return {
      excluded,
      acknowledged,
      overdueSince: overdue ? NOW : null,
      stage: Math.max(0, ...stages),
      people: stages.length,
      noChannel: count('no_channel'),
      failed: count('failed'),
      unknown: count('unknown'),
    }
  })
const unit = fc.record({
  facts,
  late: fc.boolean(),
  via: fc.constantFrom('page', 'button', 'reply', 'phone'),
  questions: fc.integer({ min: 0, max: 2 }),
  toCall: fc.boolean(),
})
const board = fc.record({
  units: fc.array(unit, { maxLength: 40 }),
  acknowledge: fc.boolean(),
  late: fc.boolean(),
})

const cellOf = (
  one: { facts: UnitFacts; late: boolean; via: string; questions: number; toCall: boolean },
  of: Asked,
  now: Date,
): UnitCell => ({
  targetId: 1,
  unitId: 1,
  name: 'CĐCS',
  area: null,
  sector: null,
  state: unitState(one.facts, of, now),
  stage: one.facts.acknowledged ? 4 : one.facts.stage,
  acknowledgedAt: one.facts.acknowledged ? NOW.toISOString() : null,
  via: one.facts.acknowledged ? one.via : null,
  late: one.facts.acknowledged && one.late,
  unverified: one.facts.acknowledged && one.toCall,
  confirmAgain: !one.facts.acknowledged && one.late,
  contact: null,
  people: one.facts.people,
  attempts: [],
  lastNudgedAt: null,
  nudgeAllowedAt: null,
  toCallSince: one.toCall ? NOW.toISOString() : null,
  openQuestions: one.questions,
  excludedReason: null,
})

const people = { due: 0, accepted: 0, delivered: 0, opened: 0, acknowledged: 0, withoutChannel: 0 }

describe('the numbers of a board add up, whatever the rows say', () => {
  const check = (property: (cells: UnitCell[], funnel: ReturnType<typeof funnelOf>) => void): void =>
    fc.assert(
      fc.property(board, ({ units, acknowledge, late }) => {
        const of = { ...asked, acknowledge }
        const cells = units.map((one) => cellOf(one, of, late ? past : NOW))
        property(cells, funnelOf(cells, people, { delivered: 0, opened: 0 }))
      }),
      { numRuns: 300 },
    )

  test('every unit has exactly one state, and the states together are all targets', () =>
    check((cells, funnel) => {
      for (const cell of cells)
        expect(UNIT_STATES.filter((state) => inList(cell, `state:${state}`))).toHaveLength(1)
      const sum = Object.values(funnel.states).reduce((a, b) => a + b, 0)
      expect(sum).toBe(cells.length)
      expect(funnel.due + funnel.excluded).toBe(cells.length)
    }))

  test('the three tabs are the due units that have not acknowledged, each in one tab', () =>
    check((cells, { tabs, due, acknowledged }) => {
      expect(tabs.not_opened + tabs.opened + tabs.problem).toBe(due - acknowledged)
      for (const cell of cells)
        expect(CALL_TABS.filter((tab) => inList(cell, `call:${tab}`)).length).toBeLessThanOrEqual(1)
    }))

  test('the funnel only narrows', () =>
    check((_, funnel) => {
      expect(funnel.acknowledged).toBeLessThanOrEqual(funnel.opened)
      expect(funnel.opened).toBeLessThanOrEqual(funnel.delivered)
      expect(funnel.delivered).toBeLessThanOrEqual(funnel.accepted)
      expect(funnel.accepted).toBeLessThanOrEqual(funnel.due)
      expect(funnel.acknowledgedLate).toBeLessThanOrEqual(funnel.acknowledged)
      expect(funnel.byPhone).toBeLessThanOrEqual(funnel.acknowledged)
    }))

  test('no unit that was answered stands in a list of units to act upon', () =>
    check((cells) => {
      for (const list of BOARD_LISTS.filter((one) => one.startsWith('call:') || one === 'to_call'))
        for (const cell of cells.filter((one) => inList(one, list)))
          expect(cell.acknowledgedAt === null && cell.state !== 'excluded').toBe(true)
    }))
})
