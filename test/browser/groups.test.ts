import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { guideScreenshot, seriousFindings } from '../harness/browser.ts'
import { type ConsoleBrowser, DESKTOP, openConsole, PHONE } from '../harness/console-browser.ts'

describe('«Nhóm», and the search over everything', () => {
  let web: ConsoleBrowser
  let page: Page
  beforeAll(async () => {
    web = await openConsole()
    page = await web.page(DESKTOP)
  })
  afterAll(() => web?.close())

  it('a group by rule: counted while it is written, saved, worked through beside the chat group, taken back', async () => {
    await page.getByRole('link', { name: 'Nhóm', exact: true }).click()
    await page.getByRole('heading', { name: 'Công đoàn quận Nam Từ Liêm', exact: false }).waitFor()
    expect(await seriousFindings(page)).toEqual([])
    await guideScreenshot(page, 'groups')
    await page.getByRole('link', { name: 'Lập nhóm' }).click()
    await page.getByLabel('Tên nhóm').fill('Chủ tịch trường mầm non')
    await page.getByText('Ngành, cấp, đơn vị cấp trên').click()
    const ticked = page.getByRole('group', { name: 'Ngành, bậc học' }).getByRole('checkbox', { name: /^MN / })
    await ticked.check()
    await page
      .getByRole('group', { name: 'Chức vụ' })
      .getByRole('checkbox', { name: /^Chủ tịch \d/ })
      .check()
    const people = page.locator('[data-count="people"]')
    await expect.poll(() => people.textContent()).toBe('27')
    const members = Number(await people.textContent())
    expect(await seriousFindings(page)).toEqual([])
    await guideScreenshot(page, 'groups-rule')
    await page.getByRole('button', { name: 'Lập nhóm' }).click()
    await page.getByRole('heading', { name: `Cần mời vào nhóm (${members})` }).waitFor()
    const rows = page.locator('[data-list="invite"] > li')
    await expect.poll(() => rows.count()).toBe(members)
    await guideScreenshot(page, 'groups-work')
    await rows.first().getByRole('button', { name: 'Đã mời' }).click()
    await page.getByText('Đã ghi: 1 người đã được mời vào nhóm.').waitFor()
    await page.getByRole('heading', { name: `Cần mời vào nhóm (${members - 1})` }).waitFor()
    await page.getByRole('button', { name: 'Hoàn tác' }).click()
    await page.getByRole('heading', { name: `Cần mời vào nhóm (${members})` }).waitFor()
    await page.getByRole('button', { name: `Đã mời cả ${members} người` }).click()
    await page.getByText('Không còn ai cần mời.').waitFor()
    for (const tab of ['Thành viên', 'Đơn vị chưa có ai', 'Thay đổi', 'Tên và điều kiện']) {
      await page.getByRole('link', { name: tab }).click()
      expect(await seriousFindings(page), tab).toEqual([])
    }
  })

  it('a group kept by hand takes people in and out by name', async () => {
    await page.getByRole('link', { name: 'Nhóm', exact: true }).click()
    await page.getByRole('link', { name: 'Công đoàn khối trường công lập', exact: false }).first().click()
    await page.getByRole('link', { name: /^Thành viên/ }).click()
    await page.locator('[data-list="members"] > li').first().waitFor()
    await page.getByLabel('Thêm người vào nhóm').fill('sao bac')
    await page.getByText('Không tìm thấy ai khớp', { exact: false }).waitFor()
    await page.getByLabel('Thêm người vào nhóm').fill('nguyen')
    const offered = page
      .getByRole('list', { name: 'Cán bộ tìm thấy' })
      .getByRole('button', { disabled: false })
    await offered.first().click()
    await page.getByText(/^Đã thêm .* vào nhóm\./).waitFor()
    await page.getByRole('button', { name: 'Hoàn tác' }).click()
    await page.getByText(/^Đã thêm /).waitFor({ state: 'detached' })
  })

  it('Ctrl+K: without accents, by keyboard alone; what was opened stands there next time', async () => {
    await page.keyboard.press('Control+k')
    const box = page.getByRole('combobox', { name: 'Tìm đơn vị' })
    await box.fill('mn hoa hong')
    await page
      .getByRole('option', { name: /Hoa Hồng/ })
      .first()
      .waitFor()
    await expect.poll(() => box.getAttribute('aria-activedescendant')).toBeTruthy()
    expect(await seriousFindings(page)).toEqual([])
    await guideScreenshot(page, 'search')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/units\/\d+/)
    await page.keyboard.press('Control+k')
    await page.getByRole('option', { name: /Hoa Hồng/ }).waitFor()
    await box.fill('nhat ky')
    await page.getByRole('option', { name: 'Nhật ký' }).waitFor()
    await box.fill('xyzxyz')
    await page.getByText('Không tìm thấy «xyzxyz»', { exact: false }).waitFor()
    expect(await page.getByRole('option').count()).toBe(2)
    await page.keyboard.press('Escape')
    await box.waitFor({ state: 'detached' })
  })

  it('on a phone: nothing is cut off, the search is one press away', async () => {
    const phone = await web.page(PHONE)
    await phone.goto(`${web.url}/groups`)
    await phone.getByRole('heading', { name: 'Công đoàn quận Nam Từ Liêm', exact: false }).waitFor()
    const overflow = () =>
      phone.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth')
    expect(await overflow()).toBe(0)
    await phone.getByRole('button', { name: 'Tìm kiếm' }).click()
    await phone.getByRole('combobox', { name: 'Tìm đơn vị' }).fill('nhàn')
    await phone.getByRole('option').first().waitFor()
    expect(await overflow()).toBe(0)
    expect(await seriousFindings(phone)).toEqual([])
  })
})
