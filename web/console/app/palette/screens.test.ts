import { expect, test } from 'vitest'
import { type Entry, kindsByFit } from './entries.ts'
import { isCalled, screensOf } from './screens.ts'

test.each([
  ['nhat ky', 'Nhật ký', true],
  ['ký', 'Nhật ký', true],
  ['nk', 'Nhật ký', true],
  ['co cau', 'Cơ cấu tổ chức', true],
  ['ccto', 'Cơ cấu tổ chức', false],
  ['atky', 'Nhật ký', false],
  ['n', 'Nhật ký', true],
  ['', 'Nhật ký', false],
  ['«»', 'Nhật ký', false],
])('«%s» calls «%s»: %s', (typed, name, called) => {
  expect(isCalled(name, typed)).toBe(called)
})

test('nobody is offered a screen that they may not open', () => {
  const viewer = screensOf(['account.own', 'directive.read', 'unit.read']).map((screen) => screen.to)
  expect(viewer).toContain('/units')
  for (const shut of ['/directives/new', '/groups/new', '/imports', '/audit', '/staff'])
    expect(viewer).not.toContain(shut)
})

test('the kind with the best answer stands first', () => {
  const entry = (kind: Entry['kind'], label: string, detail = ''): Entry => ({
    kind,
    key: label,
    label,
    detail,
    to: '/',
  })
  const found = [
    entry('screen', 'Dữ liệu cá nhân'),
    entry('directive', 'Về việc rà soát nhà trọ', 'Công điện · 12/CĐ-LĐLĐ'),
    entry('unit', 'Công đoàn Công ty Nối Nhanh'),
    entry('person', 'Đặng Thị Nhàn'),
  ]
  expect(kindsByFit(found, 'nhan')[0]).toBe('person')
  expect(kindsByFit(found, '12/cđ')[0]).toBe('directive')
  expect(kindsByFit(found, 'nha tro').slice(0, 4)).toEqual(['screen', 'directive', 'unit', 'person'])
})
