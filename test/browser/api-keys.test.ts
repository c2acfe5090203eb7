import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Me } from '../../src/contract/session.ts'
import { type BoardPages, openBoardPages } from '../harness/board-pages.ts'
import { guideScreenshot, seriousFindings } from '../harness/browser.ts'
import { grantRole } from '../harness/sign-in.ts'

let pages: BoardPages
beforeAll(async () => {
  pages = await openBoardPages()
  const reply = await fetch(`${pages.of.address}/api/me`, { headers: { cookie: pages.of.cookie } })
  const me = (await reply.json()) as Me
  await grantRole(pages.of.web.database.db, me.staffId, 'administrator', me.federation.id)
})
afterAll(() => pages?.close())

it('a key is made, shown once, used by a program, replaced and revoked', async () => {
  await pages.withPage('/settings/api-keys', async (page) => {
    // A question that has just appeared takes no click that was meant for what stood there before.
    const settled = (): Promise<void> => page.waitForTimeout(650)
    await page.getByText('Chưa có khoá nào').waitFor()
    await page.getByRole('button', { name: 'Tạo khoá' }).first().click()
    await page.getByLabel('Tên khoá').fill('Báo cáo tuần')
    await page.getByLabel('Khoá dùng để').selectOption({ label: 'Tự chọn quyền' })
    expect(await seriousFindings(page)).toEqual([])
    await page.getByLabel('Đọc nhật ký').check()
    await guideScreenshot(page, 'api-key-form')
    await page.getByRole('button', { name: 'Tạo khoá' }).click()
    const box = page.getByRole('region', { name: 'Khoá vừa tạo' })
    const secret = await box.locator('code').innerText()
    expect(secret).toMatch(/^loa_[\w-]{22}$/)
    await guideScreenshot(page, 'api-key-made')
    expect(await seriousFindings(page)).toEqual([])
    const call = (path: string): Promise<number> =>
      fetch(`${pages.of.address}${path}`, { headers: { authorization: `Bearer ${secret}` } }).then(
        (reply) => reply.status,
      )
    expect([await call('/api/audit'), await call('/api/api-keys')]).toEqual([200, 403])
    await box.getByRole('button', { name: 'Tôi đã chép xong' }).click()
    expect(await page.getByText(secret).count()).toBe(0)

    await page.getByRole('button', { name: 'Thay khoá' }).click()
    await page.getByLabel('Khoá cũ còn dùng thêm').selectOption({ label: '1 giờ' })
    await settled()
    await page.getByRole('button', { name: 'Thay khoá', exact: true }).click()
    await page.getByText('Đã thay, còn dùng đến hết hạn').waitFor()
    await page.getByRole('button', { name: 'Tôi đã chép xong' }).click()
    await page.setViewportSize({ width: 390, height: 844 })
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
    await page.screenshot({ path: '/tmp/keys390.png' })
    await page.setViewportSize({ width: 1440, height: 900 })
    await guideScreenshot(page, 'api-keys')

    const old = page.getByRole('listitem').filter({ hasText: 'Đã thay' })
    await old.getByRole('button', { name: 'Thu hồi' }).click()
    await settled()
    await old.getByRole('button', { name: /^Thu hồi khoá/ }).click()
    await page.getByText('Đã thu hồi', { exact: true }).waitFor()
    expect(await call('/api/audit')).toBe(401)
  })
})

it('the reference of the API is drawn by our own files alone', async () => {
  await pages.withPage('/settings/api-keys', async (page) => {
    const outside: string[] = []
    const refused: string[] = []
    page.on('request', (request) => {
      if (!request.url().startsWith(pages.of.address) && !request.url().startsWith('data:'))
        outside.push(request.url())
    })
    page.on('console', (message) => {
      if (message.type() === 'error') refused.push(message.text())
    })
    await page.goto(`${pages.of.address}/api/docs`)
    await page.getByText('/api/directive-kinds', { exact: true }).waitFor()
    await page.screenshot({ path: '/tmp/docs.png' })
    expect({ outside, refused }).toEqual({ outside: [], refused: [] })
  })
})
