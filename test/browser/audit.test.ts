import { afterAll, beforeAll, expect, it } from 'vitest'
import { type BoardPages, openBoardPages } from '../harness/board-pages.ts'
import { guideScreenshot, seriousFindings } from '../harness/browser.ts'

let pages: BoardPages
beforeAll(async () => {
  pages = await openBoardPages()
})
afterAll(() => pages?.close())

it('«Lịch sử» of a board opens the log of that directive; filters widen it', async () => {
  await pages.withPage(pages.board, async (page) => {
    await page.getByRole('link', { name: 'Lịch sử' }).click()
    await page.getByText('Chỉ xem: ', { exact: false }).waitFor()
    // What officers answered by the hundred would stand before it.
    await page
      .getByText(/xác nhận đã nhận/)
      .first()
      .waitFor()
    await page.getByLabel('Ai').selectOption({ label: 'Liên đoàn và Loa' })
    await page.getByText(/gửi \d+\/.+ cho \d+ đơn vị/).waitFor()
    expect(await seriousFindings(page)).toEqual([])
    await page.getByRole('button', { name: 'Bỏ lọc' }).click()
    await page.getByText('Không sửa, không xóa được', { exact: false }).waitFor()
    await page.getByLabel('Việc').selectOption({ label: 'Chỉ đạo' })
    await page.getByText(/gửi \d+\/.+ cho \d+ đơn vị/).waitFor()
    await guideScreenshot(page, 'audit-log')
  })
})
