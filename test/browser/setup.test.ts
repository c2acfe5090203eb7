import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeSetupLink } from '../../src/domain/identity/index.ts'
import { guideScreenshot, openBrowser, seriousFindings, type TestBrowser } from '../harness/browser.ts'
import { DESKTOP, freePort, PHONE } from '../harness/console-browser.ts'
import { cheapPasswords, codeAt } from '../harness/visitor.ts'
import { openTestWeb, type TestWeb } from '../harness/web.ts'

let web: TestWeb
let url: string
let chromium: TestBrowser

beforeAll(async () => {
  const port = await freePort()
  // By name: browsers tie no passkey to a number.
  url = `http://localhost:${port}`
  web = await openTestWeb({ change: { publicUrl: url, isDemo: false } })
  await cheapPasswords(web.app)
  await web.app.listen({ port, host: '127.0.0.1' })
  chromium = await openBrowser()
}, 30_000)
afterAll(async () => {
  await chromium.close()
  await web.close()
})

const secretOn = async (page: Page): Promise<string> =>
  (
    await page
      .locator('span')
      .filter({ hasText: /^[A-Z2-7]{4}( [A-Z2-7]{4}){7}$/ })
      .innerText()
  ).trim()

/** Adds a passkey on the account page, then signs in with it: alone, and after the password. */
async function passkeyDay(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('WebAuthn.enable')
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
    },
  })
  await page.goto(`${url}/account`)
  await page.getByRole('button', { name: 'Thêm khóa đăng nhập' }).click()
  await page.getByLabel('Tên khóa').fill('Máy phòng 203')
  expect(await seriousFindings(page)).toEqual([])
  await page.getByRole('button', { name: 'Tạo khóa' }).click()
  await page.getByText('Máy phòng 203').waitFor()
  await page.setViewportSize(PHONE)
  expect(await seriousFindings(page)).toEqual([])
  await page.setViewportSize(DESKTOP)

  await page.goto(url)
  await page.getByRole('button', { name: 'Đăng xuất' }).click()
  await page.getByRole('button', { name: 'Đăng nhập bằng khóa đăng nhập' }).click()
  await page.getByRole('heading', { name: 'Trung tâm điều hành' }).waitFor()

  await page.getByRole('button', { name: 'Đăng xuất' }).click()
  await page.getByLabel('Thư điện tử').fill('dau@ldld.example')
  await page.getByLabel('Mật khẩu', { exact: true }).fill('con trâu đi trước cái cày')
  await page.getByRole('button', { name: 'Đăng nhập', exact: true }).click()
  await page.getByRole('button', { name: 'Dùng khóa đăng nhập' }).click()
  await page.getByRole('heading', { name: 'Trung tâm điều hành' }).waitFor()

  // Later a change of factors wants a proof; the passkey gives it.
  web.machineClock.advance({ minutes: 16 })
  await page.goto(`${url}/account`)
  await page.getByRole('button', { name: 'Gỡ Máy phòng 203' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Dùng khóa đăng nhập' }).click()
  await page.locator('[data-passkey]').waitFor({ state: 'detached' })
}

/** The only administrator asks for other rules of signing in; nobody else is there, so it waits. */
async function policyDay(page: Page): Promise<void> {
  await page.goto(`${url}/settings/sign-in`)
  await page.getByLabel('Chỉ làm bước thứ hai sau mật khẩu').check()
  await page.getByLabel('Sau bao lâu phải đăng nhập lại').selectOption('12')
  expect(await seriousFindings(page)).toEqual([])
  await guideScreenshot(page, 'sign-in-policy')
  await page.getByRole('button', { name: 'Đổi quy định' }).click()
  await page.getByText('phiên dài nhất 12 giờ').waitFor()
  await page.setViewportSize(PHONE)
  expect(await seriousFindings(page)).toEqual([])
}

it('an empty installation says where its link is; the wizard makes a federation and an administrator who comes in again', async () => {
  const context = await chromium.browser.newContext({ viewport: DESKTOP })
  const page = await context.newPage()
  await page.goto(url)
  await page.getByText('npm run loa -- setup-link').waitFor()

  const at = { now: web.clock.now(), clock: web.machineClock.now() }
  const link = await web.database.db.transaction().execute((trx) => makeSetupLink(trx, at))
  await page.goto(`${url}/setup#${link?.token}`)
  await page.getByLabel('Tên đầy đủ').fill('Liên đoàn Lao động quận Cầu Mẫu')
  await page.getByLabel('Tên viết tắt').fill('LĐLĐ quận Cầu Mẫu')
  await page.getByLabel('Cấp công đoàn').selectOption('lien_doan_quan')
  await page.getByLabel('Cơ quan cấp trên trực tiếp').fill('LĐLĐ THÀNH PHỐ MẪU')
  await page.getByLabel('Địa danh').fill('Cầu Mẫu')
  expect(await seriousFindings(page)).toEqual([])
  await guideScreenshot(page, 'setup-federation')
  // Neither another language nor a reload loses anything of it.
  await page.getByRole('button', { name: 'English' }).click()
  await page.getByRole('option', { name: 'District federation of labour' }).waitFor({ state: 'attached' })
  expect(await page.getByLabel('Full name', { exact: true }).inputValue()).toBe(
    'Liên đoàn Lao động quận Cầu Mẫu',
  )
  await page.getByRole('button', { name: 'Tiếng Việt' }).click()
  await page.reload()
  await page.getByRole('button', { name: 'Tiếp tục' }).click()
  await page.getByLabel('Họ và tên').fill('Trần Thị Đầu')
  await page.getByLabel('Thư điện tử').fill('dau@ldld.example')
  await page.getByLabel('Mật khẩu', { exact: true }).fill('con trâu đi trước cái cày')
  await page.setViewportSize(PHONE)
  expect(await seriousFindings(page)).toEqual([])
  await page.getByRole('button', { name: 'Tiếp tục' }).click()
  const secret = await secretOn(page)
  await page.reload()
  expect(await secretOn(page)).toBe(secret)
  await page.setViewportSize(DESKTOP)
  await page.getByLabel('Mã 6 số').fill(codeAt(secret, web.machineClock.now()))
  await page.locator('[data-codes]').waitFor()
  await page.getByRole('button', { name: 'Đã cất xong' }).click()
  await page.getByRole('heading', { name: 'Việc đầu tiên' }).waitFor()
  expect(await page.getByRole('link', { name: 'Nhập danh sách đơn vị và cán bộ' }).getAttribute('href')).toBe(
    '/imports',
  )
  expect(await seriousFindings(page)).toEqual([])

  await page.getByRole('button', { name: 'Đăng xuất' }).click()
  await page.getByLabel('Thư điện tử').fill('dau@ldld.example')
  await page.getByLabel('Mật khẩu', { exact: true }).fill('con trâu đi trước cái cày')
  await page.getByRole('button', { name: 'Đăng nhập', exact: true }).click()
  web.machineClock.advance({ minutes: 1 })
  await page.getByLabel('Mã 6 số').fill(codeAt(secret, web.machineClock.now()))
  await page.getByRole('heading', { name: 'Việc đầu tiên' }).waitFor()

  const late = await context.newPage()
  await late.goto(`${url}/setup#${link?.token}`)
  await late.getByText('Loa đã được cài đặt xong').waitFor()
  await late.close()

  await passkeyDay(page)
  await policyDay(page)
  await context.close()
}, 60_000)
