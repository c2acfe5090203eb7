import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { guideScreenshot, seriousFindings } from '../harness/browser.ts'
import { type ConsoleBrowser, DESKTOP, openConsole, PHONE } from '../harness/console-browser.ts'
import { wardSheet, xlsx } from '../harness/lists.ts'

let desk: ConsoleBrowser
let folder: string
beforeAll(async () => {
  desk = await openConsole()
  folder = await mkdtemp(join(tmpdir(), 'loa-lists-'))
  await writeFile(
    join(folder, 'Danh sách Mễ Trì.xlsx'),
    await xlsx(
      wardSheet('Mễ Trì', [
        [
          1,
          'CĐ Cty TNHH Gốm Mẫu Thử',
          'Số 1 Mễ Trì',
          'Trong nước',
          '1.250',
          1100,
          900,
          5,
          3,
          'Bà Nguyễn Thị Thử',
          912345671,
        ],
        [2, 'CĐ Cty CP Mây Tre Thử', 'Số 2', 'Ngoài nước', 45, 44, 40, 5, 3, 'PHẠM VĂN THỬ', '01681234567'],
        [3, 'CĐ Trường Thử Ba', 'Số 3', 'Nhà nước', 45, 44, 40, 5, 3, 'Lê Thị Thử', '12345'],
      ]),
    ),
  )
})
afterAll(async () => {
  await desk.close()
  await rm(folder, { recursive: true, force: true })
})

test('a list goes through five steps, is mended in place, written once and taken back', async () => {
  const page = await desk.page(DESKTOP)
  await page.getByRole('link', { name: 'Nhập danh sách' }).click()
  expect(await seriousFindings(page)).toEqual([])
  await page.setInputFiles('input[type=file]', join(folder, 'Danh sách Mễ Trì.xlsx'))
  await page.getByRole('heading', { name: 'Dùng 1 trang' }).waitFor()
  expect(await seriousFindings(page)).toEqual([])
  await page.getByRole('button', { name: 'Tiếp: Ghép cột' }).click()
  await page.getByLabel('Cột SĐT chủ tịch nhập vào').waitFor()
  expect(await page.getByLabel('Cột SĐT chủ tịch nhập vào').inputValue()).toBe('chair_phone')
  expect(await seriousFindings(page)).toEqual([])
  await page.getByRole('button', { name: 'Tiếp: Sửa lỗi' }).click()
  await page.getByText('1 số thiếu số 0 đầu: thêm số 0').waitFor()
  expect(await seriousFindings(page)).toEqual([])
  await guideScreenshot(page, 'nhap-danh-sach-sua-loi')
  // The state is the server's: a reload changes nothing.
  await page.reload()
  const cell = page.getByLabel('K · SĐT chủ tịch')
  await cell.fill('0912 345 673')
  await cell.press('Enter')
  await page.getByText('Không còn dòng lỗi.').waitFor()
  await page.getByRole('button', { name: 'Tiếp: Xem trước & nhập' }).click()
  await page.getByRole('button', { name: 'Nhập 3 dòng' }).waitFor()
  expect(await seriousFindings(page)).toEqual([])
  await guideScreenshot(page, 'nhap-danh-sach-xem-truoc')
  await page.getByRole('button', { name: 'Nhập 3 dòng' }).click()
  await page.getByText('Đã nhập: 3 đơn vị mới, 3 cán bộ mới').waitFor()
  await page.getByRole('button', { name: 'Hoàn tác lần nhập này' }).click()
  await page.getByText('Đã hoàn tác 3 dòng, giữ lại 0 dòng.').waitFor()
})

test('on a phone nothing is wider than the screen', async () => {
  const page = await desk.page(PHONE)
  await page.goto(`${desk.url}/imports`)
  await page.getByRole('heading', { name: 'Nhập danh sách' }).waitFor()
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(PHONE.width)
  expect(await seriousFindings(page)).toEqual([])
})
