import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { acknowledge } from '../../src/domain/acknowledgement/index.ts'
import { type BoardPages, openBoardPages } from '../harness/board-pages.ts'
import { guideScreenshot, seriousFindings } from '../harness/browser.ts'
import { DESKTOP, PHONE } from '../harness/console-browser.ts'
import type { FollowedDirective } from '../harness/followed-directive.ts'

const TITLE = /phòng, chống dịch Covid-19/

let pages: BoardPages
let of: FollowedDirective
beforeAll(async () => {
  pages = await openBoardPages()
  of = pages.of
})
afterAll(() => pages?.close())

const withPage: BoardPages['withPage'] = (...args) => pages.withPage(...args)
const board = (): string => pages.board
const numberOf = async (page: Page, selector: string): Promise<number> =>
  Number(((await page.locator(selector).textContent()) ?? '').replace(/\D/g, ''))
const tile = async (page: Page, name: string): Promise<number> =>
  Number(await page.locator(`[data-tile=${name}] [data-kpi]`).getAttribute('data-kpi'))
const fitsTheWidth = (page: Page): Promise<boolean> =>
  page.evaluate('document.documentElement.scrollWidth === document.documentElement.clientWidth')
const isInView = async (page: Page, selector: string): Promise<boolean> => {
  const box = await page.locator(selector).first().boundingBox()
  return box != null && box.y >= 0 && box.y + box.height <= (page.viewportSize()?.height ?? 0)
}
/** Texts whose marks may be cut: narrow lines, or hidden overflow that is really used. */
const cutTexts = (page: Page): Promise<string[]> =>
  page.evaluate(`[...document.querySelectorAll('#root *')].filter((one) => {
    const style = getComputedStyle(one)
    const hasText = [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== '')
    if (!hasText || one.closest('svg') || one.closest('.visually-hidden')) return false
    return parseFloat(style.lineHeight) / parseFloat(style.fontSize) < 1.395
  }).map((one) => one.tagName + '.' + one.className + ' «' + one.textContent.slice(0, 40) + '»')`)

const stateOf = async (id: number): Promise<string> =>
  (
    await of.web.database.db
      .selectFrom('directive')
      .select('state')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
  ).state

describe('Trung tâm điều hành', () => {
  it('says at first sight what is under way, how far, how long still, and how to begin', () =>
    withPage('/', async (page) => {
      await page.getByRole('link', { name: TITLE }).waitFor()
      const text = await page.locator('main').textContent()
      expect(text).toMatch(/\d+\/168/)
      expect(text).toContain('Hạn xác nhận 11:00 – còn')
      expect(await isInView(page, 'a:has-text("Soạn chỉ đạo")')).toBe(true)
      expect(await fitsTheWidth(page)).toBe(true)
      expect(await page.locator('body').textContent()).toContain('Dữ liệu mẫu')
      expect(await cutTexts(page)).toEqual([])
      expect(await seriousFindings(page)).toEqual([])
      await guideScreenshot(page, 'home')
    }))
})

describe('the list of directives', () => {
  it('finds without accents, keeps its filter in the address, and offers the templates', () =>
    withPage('/directives', async (page) => {
      await page.locator('[data-total]').waitFor()
      await guideScreenshot(page, 'list')
      expect(await seriousFindings(page)).toEqual([])
      await page.getByLabel('Tìm chỉ đạo').fill('phong chong dich')
      await page.waitForURL(/q=phong/)
      await page.locator('[data-total="1"]').waitFor()
      expect(await page.locator('[data-directive]').textContent()).toMatch(TITLE)
      await page.reload()
      await page.locator('[data-total="1"]').waitFor()
      await page.getByLabel('Tìm chỉ đạo').fill('không có văn bản nào như vậy')
      await page.getByText('Không có văn bản nào khớp').waitFor()
      await page.getByRole('button', { name: 'Bỏ lọc' }).click()
      await page.getByRole('navigation', { name: 'Tình trạng' }).getByText('Mẫu văn bản').click()
      await page.locator('[data-total="8"]').waitFor()
      expect(await page.getByRole('link', { name: /^Dùng mẫu «/ }).count()).toBe(8)
    }))

  it('fits a phone', () =>
    withPage(
      '/directives',
      async (page) => {
        await page.locator('[data-total]').waitFor()
        expect(await fitsTheWidth(page)).toBe(true)
        expect(await seriousFindings(page)).toEqual([])
      },
      { viewport: PHONE },
    ))
})

describe('the board', () => {
  it('answers without scrolling: funnel, first cells, first unit to call', () =>
    withPage(board(), async (page) => {
      await page.getByRole('grid').waitFor()
      for (const selector of ['[data-tile=acknowledged]', '[data-target]', '[role=tabpanel] li'])
        expect(await isInView(page, selector)).toBe(true)
      expect(await fitsTheWidth(page)).toBe(true)
      expect(await cutTexts(page)).toEqual([])
      // A piece of the meta line that begins a line shows no dot before it.
      const dots = await page.evaluate<number[]>(`[...document.querySelectorAll('header h1')].map((h1) => {
        const meta = h1.closest('header').children[1]
        return [...meta.children].filter((one) => one.getBoundingClientRect().left < meta.getBoundingClientRect().left).length })`)
      expect(dots).toEqual([0])
      expect(await seriousFindings(page)).toEqual([])
      await guideScreenshot(page, 'board')
    }))

  it('has a list of the same length behind every number, and tabs that add up', () =>
    withPage(board(), async (page) => {
      await page.getByRole('grid').waitFor()
      const due = await tile(page, 'due')
      expect(due).toBe(168)
      expect(await page.getByRole('gridcell').count()).toBe(due)
      let inTabs = 0
      for (const tab of ['not_opened', 'opened', 'problem']) {
        const said = await numberOf(page, `[data-tab=${tab}] b`)
        await page.locator(`[data-tab=${tab}]`).click()
        if (said > 0) await expect.poll(() => page.locator('[role=tabpanel] li').count()).toBe(said)
        inTabs += said
      }
      expect(inTabs).toBe(due - (await tile(page, 'acknowledged')))
      for (const name of ['due', 'accepted', 'delivered', 'opened', 'acknowledged']) {
        const said = await tile(page, name)
        await page.locator(`[data-tile=${name}]`).click()
        await expect.poll(() => page.locator('[role=dialog] [data-row]').count()).toBe(said)
        await page.keyboard.press('Escape')
        await page.locator('[role=dialog]').waitFor({ state: 'detached' })
      }
    }))

  it('is walked with the keyboard: one stop, arrows, Enter opens the unit, Escape returns', () =>
    withPage(board(), async (page) => {
      await page.getByRole('grid').waitFor()
      expect(await page.locator('[role=gridcell][tabindex="0"]').count()).toBe(1)
      await page.locator('[role=gridcell][tabindex="0"]').focus()
      const focused = () => page.evaluate<string>('document.activeElement.dataset.target ?? ""')
      const first = await focused()
      await page.keyboard.press('ArrowRight')
      await page.keyboard.press('ArrowDown')
      const reached = await focused()
      expect(reached).not.toBe(first)
      expect(await page.locator(`[data-target="${reached}"]`).getAttribute('aria-label')).toMatch(/, .+/)
      await page.keyboard.press('Enter')
      await page.getByRole('dialog').getByText('Diễn biến').waitFor()
      await guideScreenshot(page, 'board-unit')
      expect(await seriousFindings(page)).toEqual([])
      await page.keyboard.press('Escape')
      await expect.poll(focused).toBe(reached)
    }))

  it('tells every state by glyph and border too, not by colour alone', () =>
    withPage(board(), async (page) => {
      await page.getByRole('grid').waitFor()
      const looks = await page.evaluate<string[]>(`[...new Map(
        [...document.querySelectorAll('[data-glyph]')].map((one) => [one.dataset.state, one])).values()].map((one) => {
          const style = getComputedStyle(one)
          return one.dataset.glyph + ' ' + style.borderTopStyle + style.borderTopWidth + style.backgroundImage.slice(0, 9)
        })`)
      expect(looks.length).toBeGreaterThanOrEqual(5)
      expect(new Set(looks.map((look) => look.split(' ')[0])).size).toBe(looks.length)
      const session = await page.context().newCDPSession(page)
      await session.send('Emulation.setEmulatedVisionDeficiency', { type: 'achromatopsia' })
      await guideScreenshot(page, 'board-gray')
    }))

  it('hears an acknowledgement within two seconds and keeps focus, scroll and layout', () =>
    withPage(board(), async (page) => {
      await page.getByRole('grid').waitFor()
      const before = await tile(page, 'acknowledged')
      const cell = page.locator('[role=gridcell][data-state=acknowledged]').first()
      await cell.focus()
      const target = await cell.getAttribute('data-target')
      await page.waitForTimeout(600)
      await page.evaluate(`window.shift = 0; new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) window.shift += entry.value }).observe({ type: 'layout-shift' })`)
      await acknowledge(
        of.web.database.db,
        [{ recipientId: of.silentRecipientId, answer: 'received', via: 'page' }],
        of.web.clock.now(),
      )
      await expect.poll(() => tile(page, 'acknowledged'), { timeout: 2000 }).toBe(before + 1)
      expect(await page.evaluate('document.activeElement.dataset.target')).toBe(target)
      expect(await page.evaluate('window.scrollY')).toBe(0)
      expect(await page.evaluate<number>('window.shift')).toBeLessThan(0.01)
    }))

  it('says when it is cut off, greys its numbers, and recovers by itself', () =>
    withPage(
      board(),
      async (page) => {
        await page.getByRole('grid').waitFor()
        await page.clock.install()
        await page.reload()
        await page.getByRole('grid').waitFor()
        await page.context().setOffline(true)
        await page.clock.fastForward(65_000)
        await page.getByText(/Mất kết nối, số liệu lúc \d\d:\d\d/).waitFor()
        expect(await page.locator('[data-stale]').count()).toBe(1)
        await page.context().setOffline(false)
        await page.clock.fastForward(31_000)
        await page.locator('[data-stale]').waitFor({ state: 'detached' })
      },
      {},
    ))

  it('becomes a list on a phone', () =>
    withPage(
      board(),
      async (page) => {
        await page.locator('table [data-row]').first().waitFor()
        expect(await page.getByRole('grid').count()).toBe(0)
        expect(await fitsTheWidth(page)).toBe(true)
        expect(await seriousFindings(page)).toEqual([])
        await guideScreenshot(page, 'board-phone')
      },
      { viewport: PHONE },
    ))

  it('speaks English completely', () =>
    withPage(
      board(),
      async (page) => {
        await page.getByRole('button', { name: 'English' }).click()
        await page.getByText('To call now').waitFor()
        expect(await page.locator('html').getAttribute('lang')).toBe('en')
        // A missing key would show itself as its own name.
        expect(await page.locator('body').textContent()).not.toMatch(
          /\b(board|console|home|directives)\.[a-z_.]+/,
        )
      },
      {},
    ))

  it('prints the unacknowledged on paper, without the console around it', () =>
    withPage(board(), async (page) => {
      await page.getByRole('grid').waitFor()
      await page.emulateMedia({ media: 'print' })
      await page.getByText('DANH SÁCH ĐƠN VỊ CHƯA XÁC NHẬN').waitFor()
      expect(await page.locator('nav').first().isVisible()).toBe(false)
      const left = (await tile(page, 'due')) - (await tile(page, 'acknowledged'))
      expect(await page.locator('[data-print-sheet] tbody tr').count()).toBe(left)
      await guideScreenshot(page, 'board-print')
    }))
})

describe('following up', () => {
  it('reminds once however often one clicks, says until when it may not again, and takes it back', () =>
    withPage(board(), async (page) => {
      const button = page.locator('[data-nudge]:not([disabled])').first()
      await button.waitFor()
      const target = await button.getAttribute('data-nudge')
      const same = page.locator(`[data-nudge="${target}"]`)
      await button.dblclick()
      await expect.poll(() => same.textContent()).toMatch(/^Đã nhắc \d\d:\d\d$/)
      expect(await same.isDisabled()).toBe(true)
      expect(await page.locator(`#nudge-why-${target}`).textContent()).toContain('Nhắc lại được sau')
      const nudges = () =>
        of.web.database.db
          .selectFrom('nudge')
          .select('id')
          .where('target_id', '=', Number(target))
          .where('undone_at', 'is', null)
          .execute()
      expect(await nudges()).toHaveLength(1)
      await page.getByRole('button', { name: /^Hoàn tác/ }).click()
      await expect.poll(async () => (await nudges()).length).toBe(0)
      await expect.poll(() => same.isEnabled()).toBe(true)
    }))

  it('shows what a reminder to all would be before it is sent', () =>
    withPage(board(), async (page) => {
      await page.getByRole('button', { name: /^Nhắc \d+ đơn vị chưa xác nhận$/ }).click()
      await page.getByText(/^Sẽ nhắc \d+ đơn vị/).waitFor()
      await guideScreenshot(page, 'board-nudge')
      expect(await seriousFindings(page)).toEqual([])
      await page.getByRole('button', { name: 'Bỏ qua' }).click()
    }))

  it('records an acknowledgement by telephone with the name of who spoke', () =>
    withPage(board(), async (page) => {
      const call = page.getByRole('button', { name: /^Gọi CĐCS|^Gọi / }).first()
      await call.waitFor()
      const before = await tile(page, 'acknowledged')
      await call.click()
      const panel = page.getByRole('dialog')
      await panel.getByRole('img', { name: /^Mã QR gọi số/ }).waitFor()
      await panel.getByLabel(/Xác nhận hộ/).check()
      await panel.getByLabel('Người đã nói chuyện').fill('')
      expect(await panel.getByRole('button', { name: 'Xác nhận hộ đơn vị' }).isDisabled()).toBe(true)
      await panel.getByLabel('Người đã nói chuyện').fill('Bà Lê Thị Mỹ Hằng, Phó Chủ tịch')
      await guideScreenshot(page, 'board-call')
      expect(await seriousFindings(page)).toEqual([])
      await panel.getByRole('button', { name: 'Xác nhận hộ đơn vị' }).click()
      await expect.poll(() => tile(page, 'acknowledged')).toBe(before + 1)
      await page.locator('[data-mark=phone]').first().waitFor()
    }))

  it('answers a question, for the asker or for all', () =>
    withPage(`${board()}?page=questions`, async (page) => {
      await page.getByText('báo cáo về đâu').waitFor()
      await page.getByLabel('Trả lời').fill('Báo cáo về LĐLĐ quận, ghi rõ địa bàn.')
      await page.getByLabel('Đăng hỏi đáp này cho mọi đơn vị cùng xem').check()
      expect(await seriousFindings(page)).toEqual([])
      await guideScreenshot(page, 'board-questions')
      await page.getByRole('button', { name: 'Trả lời và đăng cho mọi đơn vị' }).click()
      await page.getByText('đã đăng cho mọi đơn vị').waitFor()
    }))
})

describe('the moment before sending', () => {
  it('is held by the server: a reload neither sends nor stops, a stray click does nothing, stopping sends nothing', async () => {
    const id = await of.issueHeld()
    await withPage(`/directives/${id}`, async (page) => {
      const bar = page.getByRole('region', { name: 'Đang giữ lại trước khi gửi' })
      await bar.waitFor()
      await page.reload()
      await bar.waitFor()
      expect(await bar.innerText()).toMatch(/Sẽ gửi cho 168 đơn vị sau\s+00:0\d|00:10/)
      const stop = bar.getByRole('button', { name: 'Dừng gửi' })
      // A click in the moment of its appearance was meant for something else.
      await page.addInitScript(`new MutationObserver((_, observer) => {
        const stop = [...document.querySelectorAll('button')].find((one) => one.textContent === 'Dừng gửi')
        if (!stop) return
        observer.disconnect(); stop.click(); window.clickedTooSoon = true
      }).observe(document, { childList: true, subtree: true })`)
      await page.reload()
      await bar.waitFor()
      expect(await page.evaluate('window.clickedTooSoon')).toBe(true)
      await page.waitForTimeout(700)
      expect(await stateOf(id)).toBe('held')
      expect(await seriousFindings(page)).toEqual([])
      await guideScreenshot(page, 'board-held')
      await stop.click()
      await page.getByText(/^Đã dừng lúc/).waitFor()
      expect(await stateOf(id)).toBe('stopped')
      const sent = await of.web.database.db
        .selectFrom('delivery')
        .select('id')
        .where('directive_id', '=', id)
        .where('state', '!=', 'cancelled')
        .execute()
      expect(sent).toEqual([])
    })
  })
})

describe('groups and the wall', () => {
  it('offers words, picture and code for each group, and remembers where it was posted', () =>
    withPage(`${board()}?page=share`, async (page) => {
      const first = page.getByRole('button', { name: 'Đã đăng', exact: true }).first()
      await first.waitFor()
      expect(await page.getByRole('button', { name: 'Đã đăng', exact: true }).count()).toBe(6)
      const loaded = () =>
        page.evaluate<boolean>(
          `[...document.querySelectorAll('li img')].slice(0, 2).every((one) => one.naturalWidth > 0)`,
        )
      await expect.poll(loaded).toBe(true)
      expect(await seriousFindings(page)).toEqual([])
      await guideScreenshot(page, 'board-share')
      await first.click()
      await page.getByText(/^Đã đăng \d\d:\d\d/).waitFor()
      await page.getByRole('button', { name: /1\/6/ }).waitFor()
    }))

  it('names nobody on the wall, and keeps numbers as wide whatever their digits', () =>
    withPage(`${board()}?che-do=man-hinh`, async (page) => {
      await page.getByRole('grid').waitFor()
      expect(await page.getByRole('navigation').count()).toBe(0)
      expect(await page.locator('[data-target]').first().getAttribute('aria-label')).not.toContain(
        'Công đoàn',
      )
      expect(await fitsTheWidth(page)).toBe(true)
      const widths = await page.evaluate<number[]>(`['111.111', '999.999'].map((text) => {
        const one = document.querySelector('[data-kpi]').cloneNode(); one.textContent = text
        one.style.position = 'absolute'; document.querySelector('[data-tile]').append(one)
        const { width } = one.getBoundingClientRect(); one.remove(); return width })`)
      expect(widths[0]).toBe(widths[1])
    }))
})

describe('a session that is over', () => {
  it('leads to the sign-in page and back to where one was', async () => {
    const context = await pages.browser.browser.newContext({ viewport: DESKTOP })
    try {
      const page = await context.newPage()
      await page.goto(`${of.address}${board()}?view=area`)
      await page.getByRole('heading', { name: 'Đăng nhập Loa' }).waitFor()
      expect(decodeURIComponent(page.url())).toContain(`back=${board()}?view=area`)
      expect(await seriousFindings(page)).toEqual([])
    } finally {
      await context.close()
    }
  })
})
