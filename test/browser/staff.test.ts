import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { seriousFindings } from '../harness/browser.ts'
import { type ConsoleBrowser, DESKTOP, openConsole } from '../harness/console-browser.ts'
import { cheapPasswords, codeAt } from '../harness/visitor.ts'

let console_: ConsoleBrowser
beforeAll(async () => {
  console_ = await openConsole()
  await cheapPasswords(console_.web.app)
}, 30_000)
afterAll(() => console_.close())

it('an administrator invites somebody, who sets a password and an authenticator app', async () => {
  const { db } = console_.web.database
  const { rows } = await sql<{ name: string }>`select p.full_name as name from role_grant g
    join staff s on s.id = g.staff_id join person p on p.id = s.person_id where g.role = 'administrator' limit 1`.execute(
    db,
  )
  const page = await console_.page(DESKTOP, rows[0]!.name)
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
