import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { guideScreenshot, seriousFindings } from '../harness/browser.ts'
import { type ConsoleBrowser, DESKTOP, openConsole } from '../harness/console-browser.ts'
import { grantRole } from '../harness/sign-in.ts'

let web: ConsoleBrowser
let page: Page
beforeAll(async () => {
  web = await openConsole()
  const { db } = web.web.database
  const chair = await db
    .selectFrom('staff')
    .innerJoin('person', 'person.id', 'staff.person_id')
    .select(['staff.id', 'staff.unit_id as unitId'])
    .where('full_name', '=', 'Đặng Thị Nhàn')
    .executeTakeFirstOrThrow()
  await grantRole(db, chair.id, 'administrator', chair.unitId)
  page = await web.page(DESKTOP)
})
afterAll(() => web?.close())

it('a key is made, shown once, used by a program, replaced and revoked', async () => {
  await page.goto(`${web.url}/settings/api-keys`)
  // A question that has just appeared takes no click that was meant for what stood there before.
  const settled = (): Promise<void> => page.waitForTimeout(650)
  await page.getByText('Chưa có khóa nào').waitFor()
  await page.getByRole('button', { name: 'Tạo khóa' }).first().click()
  await page.getByLabel('Tên khóa').fill('Báo cáo tuần')
  await page.getByLabel('Khóa dùng để').selectOption({ label: 'Tự chọn quyền' })
  expect(await seriousFindings(page)).toEqual([])
  await page.getByLabel('Đọc nhật ký').check()
  await guideScreenshot(page, 'api-key-form')
  await page.getByRole('button', { name: 'Tạo khóa' }).click()
  const box = page.getByRole('region', { name: 'Khóa vừa tạo' })
  const secret = await box.locator('code').innerText()
  expect(secret).toMatch(/^loa_[\w-]{22}$/)
  await guideScreenshot(page, 'api-key-made')
  expect(await seriousFindings(page)).toEqual([])
  const call = (path: string): Promise<number> =>
    fetch(`${web.url}${path}`, { headers: { authorization: `Bearer ${secret}` } }).then(
      (reply) => reply.status,
    )
  expect([await call('/api/audit'), await call('/api/api-keys')]).toEqual([200, 403])
  await box.getByRole('button', { name: 'Tôi đã chép xong' }).click()
  expect(await page.getByText(secret).count()).toBe(0)

  await page.getByRole('button', { name: 'Thay khóa' }).click()
  await page.getByLabel('Khóa cũ còn dùng thêm').selectOption({ label: '1 giờ' })
  await settled()
  await page.getByRole('button', { name: 'Thay khóa', exact: true }).click()
  await page.getByText('Đã thay, còn dùng đến hết hạn').waitFor()
  await page.getByRole('button', { name: 'Tôi đã chép xong' }).click()
  await page.setViewportSize({ width: 390, height: 844 })
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
  await page.setViewportSize({ width: 1440, height: 900 })
  await guideScreenshot(page, 'api-keys')

  const old = page.getByRole('listitem').filter({ hasText: 'Đã thay' })
  await old.getByRole('button', { name: 'Thu hồi' }).click()
  await settled()
  await old.getByRole('button', { name: /^Thu hồi khóa/ }).click()
  await page.getByText('Đã thu hồi', { exact: true }).waitFor()
  expect(await call('/api/audit')).toBe(401)
})

it('the reference of the API is drawn by our own files alone', async () => {
  const outside: string[] = []
  const refused: string[] = []
  page.on('request', (request) => {
    if (!request.url().startsWith(web.url) && !request.url().startsWith('data:')) outside.push(request.url())
  })
  page.on('console', (message) => {
    if (message.type() === 'error') refused.push(message.text())
  })
  await page.goto(`${web.url}/api/docs`)
  await page.locator('#operations-tag-directives').click()
  await page.getByText('/api/directive-kinds', { exact: true }).waitFor()
  expect({ outside, refused }).toEqual({ outside: [], refused: [] })
})
