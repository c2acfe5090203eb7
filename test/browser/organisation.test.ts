import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { guideScreenshot, seriousFindings } from '../harness/browser.ts'
import { type ConsoleBrowser, DESKTOP, openConsole, PHONE } from '../harness/console-browser.ts'

describe('«Cơ cấu tổ chức»', () => {
  let web: ConsoleBrowser
  let page: Page
  beforeAll(async () => {
    web = await openConsole()
    page = await web.page(DESKTOP)
  })
  afterAll(() => web?.close())

  const choose = async (label: string, text: string, name: string) => {
    await page.getByLabel(`${label}: Tìm theo tên hoặc mã`).fill(text)
    await page.getByRole('button', { name }).first().click()
  }

  it('shows the figures of any day, each breakdown with its sum', async () => {
    await page.getByRole('link', { name: 'Cơ cấu tổ chức' }).click()
    await page.getByText('24.000').first().waitFor()
    await page.getByText('Chưa ghi quyết định nào').waitFor()
    await page.getByText('Đơn vị cấp trên', { exact: true }).click()
    await page.getByRole('rowheader', { name: 'LĐLĐ quận Nam Từ Liêm (dữ liệu mẫu)' }).waitFor()
    await page.getByText('Địa bàn', { exact: true }).click()
    await page.getByRole('rowheader', { name: 'Mễ Trì' }).waitFor()
    expect(await seriousFindings(page)).toEqual([])
    await page.getByLabel('Tại ngày', { exact: true }).fill('05/09/2010')
    await page.keyboard.press('Enter')
    await page.getByText('Chưa có công đoàn cơ sở nào vào ngày này').waitFor()
    await page.getByRole('button', { name: 'Hôm nay' }).click()
    await page.getByText('24.000').first().waitFor()
  })

  it('a merger: chosen, previewed, decided about people who may be one, applied, and undone', async () => {
    await page.getByRole('link', { name: 'Ghi quyết định' }).click()
    // Nothing is sent that lacks something: the sentence names it.
    await page.getByRole('button', { name: 'Xem trước' }).click()
    await page.getByText('Còn thiếu', { exact: false }).waitFor()
    expect(await seriousFindings(page)).toEqual([])
    await choose('Đơn vị kết thúc', 'mn hoa hong', 'Mễ Trì')
    await choose('Bên tiếp nhận', 'mn hoa hong', 'Tây Mỗ')
    await page.getByLabel('Số quyết định').fill('145/QĐ-LĐLĐ')
    await guideScreenshot(page, 'organisation-decision')
    await page.getByRole('button', { name: 'Xem trước' }).click()
    await page.getByText('Chưa ghi gì cho đến khi bấm áp dụng.').waitFor()
    // Hoà and Hòa: one name but for the mark. Until somebody has said, nothing can be applied.
    const apply = page.getByRole('button', { name: 'Áp dụng' })
    await page.getByText('Bùi Thị Hòa và Bùi Thị Hoà').waitFor()
    expect(await apply.isDisabled()).toBe(true)
    await page.getByText('Hai người khác nhau').click()
    expect(await seriousFindings(page)).toEqual([])
    await guideScreenshot(page, 'organisation-preview')
    await apply.click()
    await page.getByText('145/QĐ-LĐLĐ, ngày 05/09/2021', { exact: false }).waitFor()
    await page.getByText('167', { exact: true }).first().waitFor()
    await page.getByText('24.000').first().waitFor()
    await guideScreenshot(page, 'organisation')
    await page.getByRole('button', { name: 'Hoàn tác' }).click()
    await page.getByText('Hoàn tác quyết định này?', { exact: false }).waitFor()
    await page.getByRole('button', { name: 'Hoàn tác' }).click()
    await page.getByText('168', { exact: true }).first().waitFor()
    await page.locator('[data-state="undone"]').waitFor()
  })

  it('a split: each officer is placed in a part, stays, and the preview says so', async () => {
    await page.goto(`${web.url}/organisation/new?kind=split`)
    await choose('Đơn vị được chia tách', 'mn hoa hong', 'Mễ Trì')
    await page.getByLabel('Đơn vị cũ vẫn tiếp tục hoạt động').check()
    const placing = page.getByRole('region', { name: 'Cán bộ về đơn vị nào' })
    await placing.getByRole('combobox').first().waitFor()
    expect(await placing.getByRole('combobox').first().inputValue()).toBe('none')
    await page.getByLabel('Tên đơn vị').fill('CĐCS Trường Mầm non Hoa Hồng 2')
    await page.getByLabel('Loại đơn vị').selectOption({ label: 'Công đoàn cơ sở' })
    await choose('Đơn vị cấp trên', 'nam tu liem', 'LĐLĐ quận Nam Từ Liêm')
    await placing.getByRole('combobox').first().selectOption({ label: 'CĐCS Trường Mầm non Hoa Hồng 2' })
    await page.getByLabel('Số quyết định').fill('146/QĐ-LĐLĐ')
    expect(await seriousFindings(page)).toEqual([])
    await guideScreenshot(page, 'organisation-split')
    await page.getByRole('button', { name: 'Xem trước' }).click()
    await page.getByText('Chưa ghi gì cho đến khi bấm áp dụng.').waitFor()
    await page.getByText('CĐCS Trường Mầm non Hoa Hồng 2').first().waitFor()
    // Coming back keeps what was chosen.
    await page.getByRole('button', { name: 'Sửa lại' }).click()
    expect(await placing.getByRole('combobox').first().inputValue()).toBe('0')
    await page.goto(`${web.url}/organisation`)
  })

  it('offices of a ward that is gone are looked at one by one', async () => {
    await web.web.database.pool.query(
      `with gone as (update area set valid_to = '2021-09-01' where code = 'NTL-PD' returning id),
         new as (insert into area (code, name, valid_from) values ('PM', 'Phú Mỹ', '2021-09-01') returning id)
       insert into area_succession (from_area_id, to_area_id, effective_on, share) select gone.id, new.id, '2021-09-01', 'whole' from gone, new`,
    )
    await page.reload()
    await page.getByRole('heading', { name: 'Trụ sở cần xem lại' }).waitFor()
    expect(await seriousFindings(page)).toEqual([])
    const waiting = page.getByLabel(/^Địa bàn mới của/)
    expect(await waiting.count()).toBe(11)
    await waiting.first().selectOption({ label: 'Phú Mỹ' })
    await page.getByLabel('Từ ngày', { exact: true }).first().fill('01/09/2021')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Ghi 1 đơn vị' }).click()
    await page.getByText('Đã ghi địa bàn mới.').waitFor()
    await expect.poll(() => waiting.count()).toBe(10)
  })

  it('the city sees both districts, lends a channel, and takes it back', async () => {
    const city = await web.page(PHONE, 'Quách Tuấn Kiệt')
    await city.goto(`${web.url}/organisation`)
    await city.getByText('171', { exact: true }).first().waitFor()
    expect(await seriousFindings(city)).toEqual([])
    expect(await city.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
    const row = city.getByRole('listitem').filter({ hasText: 'SMS LDLD HN (mẫu)' })
    await row.getByRole('button', { name: 'Kết thúc cho mượn' }).click()
    await row.getByText('Đã kết thúc').waitFor()
  })
})
