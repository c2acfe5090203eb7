import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Role } from '../../contract/session.ts'
import { rolesWith } from './permissions.ts'
import { actingUnit, type Grant, isBelow, scopeOf, topmost } from './scope.ts'

const grant = (role: Role, path: string, unitId = 1): Grant => ({
  grantId: unitId,
  role,
  unitId,
  unitName: path,
  path,
})

describe('where a permission holds', () => {
  test('each permission has the places of the roles that give it, and no others', () => {
    const grants = [grant('viewer', 'hn'), grant('specialist', 'hn.q1'), grant('clerk', 'hn.q2')]
    expect(scopeOf(grants, 'directive.read').paths).toEqual(['hn'])
    expect(scopeOf(grants, 'directive.write').paths).toEqual(['hn.q1', 'hn.q2'])
    expect(scopeOf(grants, 'directive.issue').paths).toEqual(['hn.q1'])
    expect(scopeOf(grants, 'channel.write').paths).toEqual([])
  })

  test('«q1» is not above «q10»: a place is compared by whole steps of its path', () => {
    expect(isBelow('hn.q10', 'hn.q1')).toBe(false)
    expect(topmost(['hn.q1', 'hn.q10', 'hn.q1.c3'])).toEqual(['hn.q1', 'hn.q10'])
  })

  test('leaving out what lies below another place changes nothing of what is seen', () => {
    const path = fc
      .array(fc.constantFrom('a', 'b', 'aa'), { minLength: 1, maxLength: 4 })
      .map((s) => s.join('.'))
    fc.assert(
      fc.property(fc.array(path, { maxLength: 8 }), path, (places, unit) => {
        const seen = (tops: readonly string[]) => tops.some((top) => isBelow(unit, top))
        const kept = topmost(places)
        expect(seen(kept)).toBe(seen(places))
        expect(kept.some((one) => kept.some((other) => other !== one && isBelow(one, other)))).toBe(false)
      }),
    )
  })

  test('one acts for the own office where the permission reaches it, otherwise for the unit of the role', () => {
    const office = { unitId: 7, unitName: 'hn.q1', path: 'hn.q1' }
    const grants = [grant('viewer', 'hn', 1), grant('specialist', 'hn.q2', 2)]
    expect(actingUnit(grants, 'directive.read', office).unitId).toBe(7)
    expect(actingUnit(grants, 'directive.write', office).unitId).toBe(2)
  })

  test('dangerous permissions are held by few roles', () => {
    expect(rolesWith('staff.write')).toEqual(['administrator'])
    expect(rolesWith('channel.write')).toEqual(['administrator'])
    expect(rolesWith('directive.issue')).toEqual(['administrator', 'leader', 'specialist'])
  })
})
