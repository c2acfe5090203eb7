import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readHolidayList, sameList } from './rules.ts'

const read = (text: string, year = 2027) => readHolidayList(text, year)
const day = (text: string, name: string, nameEn = name) => ({ day: text, nameVi: name, nameEn })

test('a list as it is announced: days in every way of writing, spans, English names', () => {
  const { days, faults } = read(
    [
      '01/01/2027 Tết Dương lịch | New Year',
      '',
      '05/02/2027 - 07/02/2027: Tết Nguyên đán',
      '30/4\tNgày Chiến thắng',
      '2027-05-01, Quốc tế Lao động',
      '1.9.2027 đến 2.9.2027 Quốc khánh',
    ].join('\r\n'),
  )
  expect(faults).toEqual([])
  expect(days).toEqual([
    day('2027-01-01', 'Tết Dương lịch', 'New Year'),
    day('2027-02-05', 'Tết Nguyên đán'),
    day('2027-02-06', 'Tết Nguyên đán'),
    day('2027-02-07', 'Tết Nguyên đán'),
    day('2027-04-30', 'Ngày Chiến thắng'),
    day('2027-05-01', 'Quốc tế Lao động'),
    day('2027-09-01', 'Quốc khánh'),
    day('2027-09-02', 'Quốc khánh'),
  ])
})

test.each([
  ['Tết Dương lịch', 'no_day'],
  ['31/02/2027 Tết', 'no_such_day'],
  ['01/01/2026 Tết', 'other_year'],
  ['10/02/2027 - 05/02/2027 Tết', 'wrong_order'],
  ['01/01/2027 - 31/12/2027 Nghỉ', 'too_long'],
  ['01/01/2027', 'no_name'],
])('«%s» is named as %s, with its line', (line, why) => {
  expect(read(`\n${line}`).faults).toEqual([{ line: 2, text: line, why }])
  expect(read(line).days).toEqual([])
})

test('whatever is pasted: only days of the year, each once, in order; and a list is itself', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.string(), fc.constantFrom('1/1 A', '2027-12-31 B', '3/2/2027-9/2/2027 C'))),
      (lines) => {
        const { days } = read(lines.join('\n'))
        const all = days.map((one) => one.day)
        expect(all).toEqual([...new Set(all)].sort())
        expect(all.every((one) => one.startsWith('2027-'))).toBe(true)
        expect(sameList(days, days.toReversed())).toBe(true)
      },
    ),
  )
})
