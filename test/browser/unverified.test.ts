import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type BoardPages, openBoardPages } from '../harness/board-pages.ts'
import { guideScreenshot, seriousFindings } from '../harness/browser.ts'

let pages: BoardPages
beforeAll(async () => {
  pages = await openBoardPages()
})
afterAll(() => pages?.close())

it('a board shows a hollow tick for each unit that answered from an unchecked phone, and lists them', async () => {
  await pages.of.web.database.db.transaction().execute(async (trx) => {
    // An answer that counted as checked never becomes unchecked afterwards: only the owner of the database can arrange it.
    await sql`set local session_replication_role = replica`.execute(trx)
    await sql`update acknowledgement set unverified = true where id in (
      select acknowledgement_id from target where directive_id = ${pages.of.directiveId} and acknowledgement_id is not null
      order by id limit 4)`.execute(trx)
  })
  await pages.withPage(pages.board, async (page) => {
    await page.getByRole('grid').waitFor()
    await page.locator('[data-target] [data-mark=unverified]').nth(3).waitFor()
    expect(await page.locator('[data-target] [data-mark=unverified]').count()).toBe(4)
    expect(await page.getByText('4 đơn vị xác nhận từ thiết bị mới – chưa kiểm tra').isVisible()).toBe(true)
    expect(await seriousFindings(page)).toEqual([])
    await guideScreenshot(page, 'board-unverified')
    await page.getByRole('button', { name: 'Chưa kiểm tra thiết bị' }).click()
    await page.getByRole('heading', { name: 'Chưa kiểm tra thiết bị: 4 đơn vị' }).waitFor()
  })
})
