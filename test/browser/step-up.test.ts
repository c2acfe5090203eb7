import { sql } from 'kysely'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { derivedCode } from '../../src/kernel/ids.ts'
import { guideScreenshot, openBrowser, seriousFindings, type TestBrowser } from '../harness/browser.ts'
import { issueForTest } from '../harness/issued-directive.ts'
import { openTestWeb, TEST_SECRET, type TestWeb } from '../harness/web.ts'

let web: TestWeb
let chromium: TestBrowser
let address: string
beforeAll(async () => {
  web = await openTestWeb({ now: '2026-11-23T14:42:00+07:00', change: { publicUrl: 'http://127.0.0.1' } })
  address = await web.app.listen({ host: '127.0.0.1', port: 0 })
  chromium = await openBrowser()
})
afterAll(async () => {
  await chromium.close()
  await web.close()
})

/** An officer who has acted on one phone and taken it back, and a second browser that opens the same link. */
async function onAnotherPhone(
  javaScriptEnabled: boolean,
  work: (page: Page, recipientId: number) => Promise<void>,
) {
  const of = await issueForTest(web.database.db, {
    units: [{ name: 'CĐCS Công ty TNHH May Phước Lộc', officers: ['Trần Văn Ổn'] }],
    issuedAt: new Date('2026-11-23T14:02:00+07:00'),
    urgency: 1,
    links: { secret: TEST_SECRET, expiresAt: new Date('2026-12-26T14:02:00+07:00') },
  })
  const { token, recipientId } = of.units[0]!.officers[0]!
  for (const act of ['acknowledge', 'withdraw'])
    await web.app.inject({
      method: 'POST',
      url: `/x/${token}/${act}`,
      payload: '',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
  const context = await chromium.browser.newContext({
    locale: 'vi-VN',
    viewport: { width: 390, height: 844 },
    javaScriptEnabled,
  })
  try {
    const page = await context.newPage()
    await page.goto(`${address}/x/${token}`)
    await page.getByRole('button', { name: 'Xác nhận đã nhận' }).click()
    await page.getByLabel('Mã 6 chữ số').waitFor()
    await work(page, recipientId)
    await page.getByText('Đã ghi nhận xác nhận').waitFor()
  } finally {
    await context.close()
  }
}
const codeOf = async (recipientId: number): Promise<string> => {
  const { rows } = await sql<{ id: number }>`
    select id from step_up_code where recipient_id = ${recipientId} order by id desc limit 1`.execute(
    web.database.db,
  )
  return derivedCode(TEST_SECRET, `code:${rows[0]!.id}`)
}

describe('the page for the code, on a second phone', () => {
  it('has one field for a pasted code, survives a reload, and sends the sixth digit off by itself', () =>
    onAnotherPhone(true, async (page, recipientId) => {
      await guideScreenshot(page, 'phone-code')
      expect(await seriousFindings(page)).toEqual([])
      const field = page.getByLabel('Mã 6 chữ số')
      expect(await field.getAttribute('autocomplete')).toBe('one-time-code')
      expect(await field.getAttribute('inputmode')).toBe('numeric')
      await page.reload()
      const code = await codeOf(recipientId)
      // Pasted whole, with what an SMS puts between the digits.
      await field.fill(`${code.slice(0, 3)} ${code.slice(3)}`)
    }))

  it('is complete without scripts', () =>
    onAnotherPhone(false, async (page, recipientId) => {
      await page.getByLabel('Mã 6 chữ số').fill('000')
      await page.getByRole('button', { name: 'Xác nhận', exact: true }).click()
      await page.getByText('Mã gồm đúng 6 chữ số').waitFor()
      await page.getByLabel('Mã 6 chữ số').fill(await codeOf(recipientId))
      await page.getByRole('button', { name: 'Xác nhận', exact: true }).click()
    }))
})
