import { afterAll, beforeAll, expect, it } from 'vitest'
import { guideScreenshot, seriousFindings } from '../harness/browser.ts'
import { type ConsoleBrowser, DESKTOP, openConsole, PHONE } from '../harness/console-browser.ts'

let desk: ConsoleBrowser
let admin: string
beforeAll(async () => {
  desk = await openConsole()
  const { db } = desk.web.database
  const person = await db
    .selectFrom('role_grant')
    .innerJoin('staff', 'staff.id', 'role_grant.staff_id')
    .innerJoin('person', 'person.id', 'staff.person_id')
    .select('person.full_name as name')
    .where('role_grant.role', '=', 'administrator')
    .executeTakeFirst()
  if (!person) throw new Error('no administrator in the cast')
  admin = person.name
})
afterAll(() => desk?.close())

it('somebody calls: what is held is shown, the request is taken down and its clock runs', async () => {
  const page = await desk.page(DESKTOP, admin)
  await page.getByRole('link', { name: 'Quản trị', exact: true }).click()
  await page.getByRole('link', { name: /^Dữ liệu cá nhân/ }).click()
  await page.getByText('Chưa có yêu cầu nào.').waitFor()
  await page.getByRole('link', { name: 'Dữ liệu của một người' }).click()
  await page.getByLabel('Tìm người').fill('nguyen')
  await page.locator('main ul li a').first().click()
  await page.getByRole('heading', { name: 'Liên hệ' }).waitFor()
  expect(await seriousFindings(page)).toEqual([])
  await page.getByLabel('Người này yêu cầu').selectOption({ label: 'Sửa dữ liệu' })
  await page.getByRole('button', { name: 'Ghi yêu cầu' }).click()
  await page.getByText('Đã ghi yêu cầu, hạn đang chạy.').waitFor()
  await page.getByRole('link', { name: 'Yêu cầu', exact: true }).click()
  await page.getByText(/Trả lời trước hết ngày/).waitFor()
  await guideScreenshot(page, 'privacy-requests')
  await page.getByRole('link', { name: 'Hồ sơ xử lý dữ liệu' }).click()
  await page.getByRole('heading', { name: 'Hồ sơ hoạt động xử lý dữ liệu cá nhân' }).waitFor()
  expect(await page.locator('main nav a[aria-current=page]').allTextContents()).toEqual([
    'Hồ sơ xử lý dữ liệu',
  ])
  await page.setViewportSize(PHONE)
  expect(await seriousFindings(page)).toEqual([])
  await guideScreenshot(page, 'privacy-registry')
})

it('an incident: everybody else is signed out at once, its course is written down, told, thawed and closed', async () => {
  const colleague = await desk.page(DESKTOP)
  await colleague.goto(`${desk.url}/directives`)
  await colleague.getByRole('heading', { level: 1 }).waitFor()
  const page = await desk.page(DESKTOP, admin)
  await page.goto(`${desk.url}/privacy?tab=incidents`)
  const summary = page.getByLabel('Điều gì đã xảy ra')
  await summary.fill('Mất một máy tính có tệp danh sách cán bộ')
  await page.getByRole('button', { name: 'Khóa đăng nhập và mở sự cố' }).click()
  // The second half of a double click is ignored for a moment.
  await page.waitForTimeout(600)
  await page
    .getByRole('region', { name: 'Khóa đăng nhập và mở sự cố' })
    .getByRole('button', { name: 'Khóa đăng nhập và mở sự cố' })
    .click()
  await page.getByText('Đăng nhập đang bị khóa.').waitFor()
  await page.getByText(/Báo cơ quan có thẩm quyền trước .+ \(còn 3 ngày\)/).waitFor()
  expect(await seriousFindings(page)).toEqual([])
  await colleague.reload()
  await colleague.waitForURL(/\/sign-in/)

  await page.getByLabel('Ghi thêm diễn biến').fill('Đã báo công an phường, đổi mật khẩu hộp thư')
  await page.getByRole('button', { name: 'Ghi', exact: true }).click()
  await page.getByText(/Đã báo công an phường/).waitFor()
  await guideScreenshot(page, 'privacy-incident')
  const affected = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Danh sách người bị ảnh hưởng (CSV)' }).click()
  expect((await affected).suggestedFilename()).toMatch(/\.csv$/)
  await page.getByRole('button', { name: 'Đã báo cơ quan' }).click()
  await page.getByText(/^Đã báo cơ quan có thẩm quyền lúc/).waitFor()
  await page.getByRole('button', { name: 'Mở lại đăng nhập' }).click()
  await page.getByText('Đăng nhập đang bị khóa.').waitFor({ state: 'detached' })
  await page.setViewportSize(PHONE)
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
  expect(await seriousFindings(page)).toEqual([])
  await page.getByRole('button', { name: 'Kết thúc sự cố' }).click()
  await page.getByLabel('Ghi thêm diễn biến').waitFor({ state: 'detached' })
})
