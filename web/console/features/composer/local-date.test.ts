import { describe, expect, it } from 'vitest'
import { daysToFriday, fromLocal, localTimeOn, parseLocal, toLocal } from './local-date.ts'

describe('a typed moment', () => {
  it.each([
    ['05/12/2026 15:00', '2026-12-05 15:00:00'],
    ['5/12/26 15h', '2026-12-05 15:00:00'],
    ['5/12/2026 15h30', '2026-12-05 15:30:00'],
    ['05122026', '2026-12-05 17:00:00'],
    [' 05/12/2026,  7:05 ', '2026-12-05 07:05:00'],
    ['29/02/2028', '2028-02-29 17:00:00'],
  ])('%s is understood', (typed, read) => expect(parseLocal(typed)).toBe(read))

  it.each([
    '31/02/2026',
    '29/02/2026',
    '12/13/2026',
    '05-12-2026',
    '05/12/2026 24:00',
    '05/12/2026 9:60',
    'mai',
    '',
  ])('%s is not read as something else', (typed) => expect(parseLocal(typed)).toBeNull())

  it('is an instant of the office clock, whatever the PC is set to', () => {
    expect(fromLocal('2021-09-05 11:00:00')).toBe('2021-09-05T04:00:00.000Z')
    expect(toLocal('2021-09-05T17:30:00.000Z')).toBe('2021-09-06 00:30:00')
  })

  it('quick choices fall on the day they name', () => {
    const sundayNight = Date.parse('2021-09-05T23:30:00+07:00')
    expect(localTimeOn(sundayNight, 1, 10)).toBe('2021-09-06T03:00:00.000Z')
    expect(daysToFriday(sundayNight)).toBe(5)
    expect(daysToFriday(Date.parse('2021-09-10T08:00:00+07:00'))).toBe(7)
  })
})
