import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { guideScreenshot, seriousFindings } from '../harness/browser.ts'
import { type ConsoleBrowser, DESKTOP, openConsole, PHONE } from '../harness/console-browser.ts'
import { addStaff } from '../harness/sign-in.ts'
import { cheapPasswords, codeAt } from '../harness/visitor.ts'

let console_: ConsoleBrowser
beforeAll(async () => {
  console_ = await openConsole()
  await cheapPasswords(console_.web.app)
}, 30_000)
afterAll(() => console_.close())

async function administrator(): Promise<string> {
  const { rows } = await sql<{ name: string }>`select p.full_name as name from role_grant g
    join staff s on s.id = g.staff_id join person p on p.id = s.person_id where g.role = 'administrator' order by s.id limit 1`.execute(
    console_.web.database.db,
  )
  return rows[0]!.name
}

it('an administrator invites somebody, who sets a password and an authenticator app', async () => {
  const page = await console_.page(DESKTOP, await administrator())
  await page.goto(`${console_.url}/staff`)
  await page.getByRole('button', { name: 'Mời cán bộ' }).click()
  await page.getByLabel('Họ và tên').fill('Trần Văn Ổn')
  await page.getByLabel('Thư điện tử').fill('on@ldld.example')
  await page.getByLabel('Chức vụ').fill('Chuyên viên')
  await page.getByRole('button', { name: 'Tạo liên kết mời' }).click()
  const link = await page.getByRole('textbox', { name: 'Liên kết dùng một lần' }).inputValue()
  await page.getByRole('heading', { name: 'Trần Văn Ổn' }).first().waitFor()
  expect(await seriousFindings(page)).toEqual([])

  const guest = await page.context().browser()!.newContext({ viewport: DESKTOP })
  const theirs = await guest.newPage()
  await theirs.goto(link)
  await theirs.getByLabel('Mật khẩu mới', { exact: true }).fill('con trâu đi trước cái cày')
  expect(await seriousFindings(theirs)).toEqual([])
  await theirs.getByRole('button', { name: 'Đặt mật khẩu' }).click()
  await theirs.getByRole('button', { name: 'Thêm ứng dụng mã' }).click()
  const secret = (
    await theirs
      .locator('span')
      .filter({ hasText: /^[A-Z2-7]{4}( [A-Z2-7]{4}){7}$/ })
      .innerText()
  ).trim()
  expect(await seriousFindings(theirs)).toEqual([])
  await theirs.getByLabel('Mã 6 số').fill(codeAt(secret, console_.web.machineClock.now()))
  await theirs.locator('[data-codes]').waitFor()
  expect(await theirs.locator('[data-codes] li').count()).toBe(10)
  await guest.close()
}, 30_000)

it('a role on a part of the tree is asked for on the member’s page, waits for the second person, and can be taken the same way', async () => {
  const { db } = console_.web.database
  const { rows } = await sql<{ path: string }>`select path from unit where nlevel(path) = 1`.execute(db)
  await addStaff(db, { unit: '', path: rows[0]!.path, name: 'Hồ Thứ Hai', role: 'administrator' })
  const page = await console_.page(DESKTOP, await administrator())
  await page.goto(`${console_.url}/staff`)
  await page.getByRole('link', { name: 'Đinh Khánh Ly' }).click()
  await page.getByRole('button', { name: 'Giao thêm vai trò' }).click()
  await page.getByRole('combobox', { name: 'Vai trò' }).selectOption({ label: 'Lãnh đạo' })
  await page.getByLabel(/^Đến hết ngày/).fill('30/11/2021')
  await page.getByLabel('Lý do, cho người duyệt').fill('Trực lãnh đạo tuần này')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await guideScreenshot(page, 'staff-role')
  await page.getByRole('button', { name: 'Đề nghị giao vai trò' }).click()
  await page.getByText('Lý do: Trực lãnh đạo tuần này').waitFor()
  expect(await seriousFindings(page)).toEqual([])
  await page.getByRole('button', { name: 'Khẩn cấp: thực hiện một mình' }).click()
  await page.getByText('Sẽ báo ngay cho: Hồ Thứ Hai.').waitFor()
  const alone = page.getByRole('button', { name: 'Thực hiện một mình' })
  expect(await alone.isDisabled()).toBe(true)
  await page.getByLabel(/Vì sao không chờ được/).fill('Người thứ hai đang đi công tác nước ngoài')
  // The second half of a double click is ignored for a moment.
  await page.waitForTimeout(600)
  await alone.click()
  await page.getByRole('button', { name: /^Thu hồi Lãnh đạo/ }).click()
  await page.waitForTimeout(600)
  await page.getByRole('button', { name: 'Đề nghị thu hồi' }).click()
  await page.getByText(/Thu hồi vai trò «Lãnh đạo»/).waitFor()
}, 30_000)

it('invitation, member, rules and channel accounts fit a phone', async () => {
  const page = await console_.page(PHONE, await administrator())
  const fits = async () => {
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390)
    expect(await seriousFindings(page)).toEqual([])
  }
  await page.goto(`${console_.url}/staff`)
  await page.getByRole('button', { name: 'Mời cán bộ' }).click()
  await page.getByRole('combobox', { name: 'Vai trò' }).selectOption({ label: 'Chuyên viên' })
  await page.getByText(/^Không chọn thì lấy/).waitFor()
  await fits()
  await page.getByRole('button', { name: 'Đóng' }).click()
  await page.getByRole('link', { name: 'Đinh Khánh Ly' }).click()
  await page.getByRole('heading', { name: 'Đăng nhập', exact: true }).waitFor()
  await fits()
  await page.goto(`${console_.url}/approvals/policies`)
  await page
    .getByRole('button', { name: /^Đổi quy định/ })
    .first()
    .click()
  await page.getByRole('button', { name: 'Đề nghị đổi quy định' }).waitFor()
  await fits()
  await page.goto(`${console_.url}/settings/channels`)
  await page
    .getByRole('button', { name: /^Đổi thiết lập SMS/ })
    .first()
    .click()
  await page.getByLabel('Lý do, cho người duyệt').waitFor()
  await fits()
  expect(await page.getByRole('button', { name: 'Gửi đề nghị' }).isDisabled()).toBe(true)
  await page.getByLabel('Chờ trả lời (mili giây)').fill('9000')
  await page.getByRole('button', { name: 'Gửi đề nghị' }).click()
  await page.getByText(/^Đổi thiết lập của kênh/).waitFor()
  await page
    .getByRole('button', { name: /^Đổi thông tin đăng nhập SMS/ })
    .first()
    .click()
  await fits()
}, 30_000)
