import { sql } from 'kysely'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { guideScreenshot, openBrowser, seriousFindings, type TestBrowser } from '../harness/browser.ts'
import { type IssuedDirective, type IssuedForTest, issueForTest } from '../harness/issued-directive.ts'
import { openTestWeb, TEST_SECRET, type TestWeb } from '../harness/web.ts'

const NOW = '2026-11-23T14:42:00+07:00'
const PHONE = { width: 390, height: 844 }
const SMALL = { width: 320, height: 640 }

let web: TestWeb
let chromium: TestBrowser
let address: string
beforeAll(async () => {
  web = await openTestWeb({ now: NOW, change: { publicUrl: 'http://127.0.0.1' } })
  address = await web.app.listen({ host: '127.0.0.1', port: 0 })
  chromium = await openBrowser()
})
afterAll(async () => {
  await chromium.close()
  await web.close()
})

function issue(more: Partial<IssuedDirective> = {}): Promise<IssuedForTest> {
  return issueForTest(web.database.db, {
    units: [{ name: 'CĐCS Công ty TNHH May Phước Lộc', officers: ['Trần Văn Ổn', 'Lê Thị Mỹ'] }],
    issuedAt: new Date('2026-11-23T14:02:00+07:00'),
    acknowledgeBefore: new Date('2026-11-23T15:00:00+07:00'),
    actions: [
      'Kiểm tra nhà trọ của đoàn viên tại phường 5, 6, 7.',
      'Báo cáo số hộ bị ngập trước 17:00 hôm nay.',
      'Trường hợp khẩn cấp, gọi 0901 234 567.',
    ],
    body: 'Ban Thường vụ đề nghị các công đoàn cơ sở phối hợp với chủ nhà trọ rà soát, kịp thời hỗ trợ đoàn viên. '.repeat(
      12,
    ),
    attachments: [{ name: 'Công văn 118.pdf', mime: 'application/pdf', content: Buffer.alloc(217_000, 'x') }],
    links: { secret: TEST_SECRET, expiresAt: new Date('2026-11-26T14:02:00+07:00') },
    ...more,
  })
}

async function withPage(options: BrowserContextOptions, work: (page: Page) => Promise<void>): Promise<void> {
  const context = await chromium.browser.newContext({ locale: 'vi-VN', ...options })
  try {
    await work(await context.newPage())
  } finally {
    await context.close()
  }
}
const stageOf = async (recipientId: number) =>
  (
    await sql<{ stage: number }>`select stage from recipient where id = ${recipientId}`.execute(
      web.database.db,
    )
  ).rows[0]!.stage
const widths = (page: Page) =>
  page.evaluate(() => {
    const { document } = globalThis as unknown as {
      document: { documentElement: { scrollWidth: number; clientWidth: number } }
    }
    const { scrollWidth, clientWidth } = document.documentElement
    return { scrollWidth, clientWidth }
  })

describe('the page of an officer on a phone', () => {
  for (const viewport of [PHONE, SMALL])
    it(`shows what counts and the button without scrolling at ${viewport.width} × ${viewport.height}`, async () => {
      const of = await issue()
      await withPage({ viewport }, async (page) => {
        const asked: string[] = []
        page.on('request', (request) => asked.push(request.url()))
        await page.goto(`${address}/x/${of.units[0]!.officers[0]!.token}`)
        const bar = (await page.locator('.bar').boundingBox())!
        const button = (await page.getByRole('button', { name: 'Xác nhận đã nhận' }).boundingBox())!
        expect(button.height).toBeGreaterThanOrEqual(56)
        expect(button.y + button.height).toBeLessThanOrEqual(viewport.height)
        for (const text of [
          'Gửi riêng ông Trần Văn Ổn',
          'Rà soát nhà trọ',
          'Xác nhận trước 15:00 hôm nay',
          'Kiểm tra nhà trọ của đoàn viên',
        ]) {
          const box = (await page.getByText(text).first().boundingBox())!
          expect(box.y + box.height, text).toBeLessThanOrEqual(bar.y)
        }
        const { scrollWidth, clientWidth } = await widths(page)
        expect(scrollWidth).toBe(clientWidth)
        for (const link of await page.locator('.bar a, .bar button, .more a, .file, summary').all())
          expect((await link.boundingBox())!.height).toBeGreaterThanOrEqual(44)
        expect(asked.filter((url) => !url.startsWith(address))).toEqual([])
        expect(await seriousFindings(page)).toEqual([])
        await guideScreenshot(page, `phone-${viewport.width}`)
      })
    })

  it('is as readable in the dark, with forced colours and at twice the size', async () => {
    const of = await issue({ isDrill: true })
    const url = `${address}/x/${of.units[0]!.officers[0]!.token}`
    await withPage({ viewport: PHONE, colorScheme: 'dark' }, async (page) => {
      await page.goto(url)
      expect(await seriousFindings(page)).toEqual([])
      await guideScreenshot(page, 'phone-dark')
    })
    await withPage({ viewport: PHONE, forcedColors: 'active' }, async (page) => {
      await page.goto(url)
      expect(await seriousFindings(page)).toEqual([])
    })
    await withPage({ viewport: { width: 195, height: 422 } }, async (page) => {
      await page.goto(url)
      const { scrollWidth, clientWidth } = await widths(page)
      expect(scrollWidth).toBe(clientWidth)
      await expect(page.getByRole('button', { name: 'Xác nhận đã nhận' }).isVisible()).resolves.toBe(true)
    })
  })

  it('says «opened» after standing visible for two seconds, and hides the token from the address bar', async () => {
    const of = await issue()
    const { recipientId, token } = of.units[0]!.officers[0]!
    await withPage(
      { viewport: PHONE, userAgent: 'Mozilla/5.0 (Linux; Android 13) Chrome/120 Mobile Zalo/1.0' },
      async (page) => {
        await page.goto(`${address}/x/${token}`)
        expect(page.url()).toBe(`${address}/x/`)
        expect(await stageOf(recipientId)).toBe(1)
        await expect.poll(() => stageOf(recipientId), { timeout: 8000 }).toBe(3)
        await page.reload()
        await expect
          .poll(() => page.getByRole('heading', { name: 'Rà soát nhà trọ' }).count(), { timeout: 8000 })
          .toBe(1)
      },
    )
  })
})

describe('an officer acknowledges', () => {
  it('with a script: reads the whole text, presses once, gets a receipt, takes it back', async () => {
    const of = await issue()
    const { recipientId, token } = of.units[0]!.officers[0]!
    await withPage({ viewport: PHONE }, async (page) => {
      await page.goto(`${address}/x/${token}`)
      await page.getByText('Đọc tiếp toàn văn').click()
      await page.getByRole('button', { name: 'Xác nhận đã nhận' }).click()
      await page.getByRole('heading', { name: 'Đã ghi nhận xác nhận' }).waitFor()
      expect(await page.getByText('chưa mở phần nội dung').count()).toBe(0)
      expect(await seriousFindings(page)).toEqual([])
      await guideScreenshot(page, 'phone-receipt')
      expect(await stageOf(recipientId)).toBe(4)
      await page.getByRole('button', { name: 'Rút lại' }).click()
      await page.getByText('Đã rút lại xác nhận.').waitFor()
      expect(await stageOf(recipientId)).toBe(3)
    })
  })

  it('without a script: the same by plain forms', async () => {
    const of = await issue()
    const { recipientId, token } = of.units[0]!.officers[0]!
    await withPage({ viewport: PHONE, javaScriptEnabled: false }, async (page) => {
      await page.goto(`${address}/x/${token}`)
      await page.getByRole('link', { name: 'Cần làm rõ' }).click()
      await page.getByLabel('Nội dung cần làm rõ').fill('Nhà trọ ngoài phường 7 có phải rà soát không')
      await page.getByRole('button', { name: 'Gửi câu hỏi' }).click()
      await page.getByText('Đã gửi câu hỏi tới Liên đoàn.').waitFor()
      await guideScreenshot(page, 'phone-question')
      await page.getByRole('link', { name: 'Quay lại văn bản' }).click()
      await page.getByRole('button', { name: 'Xác nhận đã nhận' }).click()
      await page.getByRole('heading', { name: 'Đã ghi nhận xác nhận' }).waitFor()
      expect(await stageOf(recipientId)).toBe(4)
    })
  })

  it('or hands it on, or says it does not concern the unit; each form is free of findings', async () => {
    const of = await issue()
    const { token } = of.units[0]!.officers[1]!
    await withPage({ viewport: PHONE }, async (page) => {
      for (const path of ['question', 'delegate', 'not-applicable', 'not-me']) {
        await page.goto(`${address}/x/${token}/${path}`)
        expect(await seriousFindings(page), path).toEqual([])
        const { scrollWidth, clientWidth } = await widths(page)
        expect(scrollWidth).toBe(clientWidth)
      }
      await page.goto(`${address}/x/${token}/delegate`)
      await page.getByLabel('Họ và tên').fill('Phạm Thị Hoa')
      await page.getByLabel('Số điện thoại').fill('0912 345 678')
      await page.getByRole('button', { name: 'Chuyển' }).click()
      await page.getByText('Đã chuyển cho Phạm Thị Hoa').waitFor()
      await guideScreenshot(page, 'phone-delegate')
      await page.goto(`${address}/x/${token}/not-applicable`)
      await page.getByRole('button', { name: 'Trả lời «Không thuộc đối tượng»' }).click()
      await page.getByRole('heading', { name: 'Đã ghi nhận trả lời' }).waitFor()
    })
  })
})

describe('the letters of Vietnamese', () => {
  it('stand whole in every text style: no clipped accents, lines high enough', async () => {
    const sample = 'CHỈ THỊ HỎA TỐC: ẨM ƯỚT, NGHẸT CỐNG – ế ố ấ ẫ ợ ặ ẳ ỹ ự'
    const of = await issue({
      title: sample,
      actions: [sample],
      body: sample,
      units: [{ name: sample, officers: ['Đặng Thị Ẳn'] }],
    })
    await withPage({ viewport: PHONE }, async (page) => {
      await page.goto(`${address}/x/${of.units[0]!.officers[0]!.token}`)
      const low = await page.evaluate(() => {
        const { document, getComputedStyle } = globalThis as unknown as {
          document: {
            querySelectorAll(
              selector: string,
            ): Iterable<{ className: string; tagName: string; scrollHeight: number; clientHeight: number }>
          }
          getComputedStyle(element: unknown): { lineHeight: string; fontSize: string; overflow: string }
        }
        return [...document.querySelectorAll('h1,h2,p,li,b,a,button,.chip,.text')]
          .filter((one) => {
            const style = getComputedStyle(one)
            const ratio = Number.parseFloat(style.lineHeight) / Number.parseFloat(style.fontSize)
            return ratio < 1.4 || (style.overflow === 'hidden' && one.scrollHeight > one.clientHeight)
          })
          .map((one) => `${one.tagName}.${one.className}`)
      })
      expect(low).toEqual([])
    })
  })
})
