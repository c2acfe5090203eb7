import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { guideScreenshot, seriousFindings } from '../harness/browser.ts'
import { type ConsoleBrowser, DESKTOP, openConsole, PHONE } from '../harness/console-browser.ts'

describe('«Đơn vị»', () => {
  let web: ConsoleBrowser
  let page: Page
  beforeAll(async () => {
    web = await openConsole()
    page = await web.page(DESKTOP)
  })
  afterAll(() => web?.close())
  const fits = (one: Page) => one.evaluate('document.documentElement.scrollWidth <= innerWidth')

  it('is searched without accents, narrowed, and emptied again', async () => {
    await page.getByRole('link', { name: 'Đơn vị', exact: true }).click()
    await page.getByText('169 đơn vị, tính đến ngày 05/09/2021').waitFor()
    expect(await seriousFindings(page)).toEqual([])
    await guideScreenshot(page, 'units')
    await page.getByLabel('Tìm đơn vị').fill('mn hoa hong tay mo')
    await page.getByText(/^[12] đơn vị/).waitFor()
    await page.getByLabel('Tìm đơn vị').fill('khong co don vi nay')
    await page.getByText('Không có đơn vị nào khớp').waitFor()
    await page.getByRole('button', { name: 'Bỏ lọc' }).last().click()
    await page.getByText('169 đơn vị', { exact: false }).waitFor()
    await page.getByLabel('Còn thiếu').selectOption('contact')
    await page.getByText('Chưa có kênh', { exact: true }).first().waitFor()
  })

  it('the tree is walked with the arrows alone', async () => {
    await page.goto(`${web.url}/units?view=tree`)
    const top = page.getByRole('row', { name: /LĐLĐ quận Nam Từ Liêm/ }).first()
    await top.focus()
    await page.keyboard.press('ArrowLeft')
    expect(await top.getAttribute('aria-expanded')).toBe('false')
    await page.keyboard.press('ArrowRight')
    await page.locator('tr[aria-level="2"]').first().waitFor()
    expect(await seriousFindings(page)).toEqual([])
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/units\/\d+$/)
    await page.getByRole('heading', { name: 'Cán bộ', exact: true }).waitFor()
    expect(await seriousFindings(page)).toEqual([])
  })

  it('the order of contact changes by the keyboard, a figure and an address are written in place', async () => {
    await page.goto(`${web.url}/units?q=mn+hoa+hong`)
    await page.locator('[data-unit] a').first().click()
    const officers = page.locator('[data-post] b')
    await officers.nth(1).waitFor()
    const [first, second] = await officers.allTextContents()
    await page.getByRole('button', { name: `Chuyển ${second} lên trước` }).press('Enter')
    await expect.poll(() => officers.allTextContents()).toEqual([second, first])
    await page.reload()
    await expect.poll(() => officers.allTextContents()).toEqual([second, first])
    await page.getByRole('button', { name: 'Thêm số liệu' }).click()
    await page.getByLabel('CNVCLĐ', { exact: true }).fill('50')
    await page.getByLabel('Đoàn viên', { exact: true }).fill('60')
    await page.getByRole('button', { name: 'Ghi số liệu' }).click()
    await page.getByText('Số đoàn viên lớn hơn số CNVCLĐ', { exact: false }).first().waitFor()
    expect(await seriousFindings(page)).toEqual([])
    await page.getByLabel('Đoàn viên', { exact: true }).fill('48')
    await page.getByRole('button', { name: 'Ghi số liệu' }).click()
    await page.getByRole('img', { name: /CNVCLĐ .* thành 50/ }).waitFor()
    await page.getByRole('button', { name: 'Sửa', exact: true }).click()
    await page.getByLabel('Địa chỉ').fill('Số 9, đường Đình Thôn')
    await page.getByRole('button', { name: 'Lưu thay đổi' }).click()
    await page.getByText('Số 9, đường Đình Thôn').waitFor()
    expect(await seriousFindings(page)).toEqual([])
    await guideScreenshot(page, 'unit')
  })

  it('fits a telephone', async () => {
    const phone = await web.page(PHONE)
    await phone.goto(`${web.url}/units`)
    await phone.getByText('169 đơn vị', { exact: false }).waitFor()
    expect(await seriousFindings(phone)).toEqual([])
    expect(await fits(phone)).toBe(true)
    await phone.locator('[data-unit] a').nth(3).click()
    await phone.getByRole('heading', { name: 'Cán bộ', exact: true }).waitFor()
    expect(await seriousFindings(phone)).toEqual([])
    expect(await fits(phone)).toBe(true)
  })
})
