import { expect, test } from 'vitest'
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
