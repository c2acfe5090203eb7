import { readFile } from 'node:fs/promises'
import { sql } from 'kysely'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type BoardPages, openBoardPages } from '../harness/board-pages.ts'
import { guideScreenshot, seriousFindings } from '../harness/browser.ts'

/** What staff do on a board, and how the console stands on unusual screens (ux.md §5.3, §7). */
let at: BoardPages
beforeAll(async () => {
  at = await openBoardPages()
})
afterAll(() => at?.close())

const db = () => at.of.web.database.db
const tile = async (page: Page, name: string): Promise<number> =>
  Number(await page.locator(`[data-tile=${name}] [data-kpi]`).getAttribute('data-kpi'))
const fitsTheWidth = (page: Page): Promise<boolean> =>
  page.evaluate('document.documentElement.scrollWidth === document.documentElement.clientWidth')
/** Acts that might be the second half of a double click are ignored for 600 ms: a person is slower. */
const press = async (
  page: Pick<Page, 'getByRole'>,
  name: string | RegExp,
  until: () => Promise<unknown>,
): Promise<void> => {
  const button = page.getByRole('button', { name, exact: true })
  await expect
    .poll(
      async () => {
        await button.click({ timeout: 500 }).catch(() => {})
        return until().then(
          () => true,
          () => false,
        )
      },
      { timeout: 8000, interval: 100 },
    )
    .toBe(true)
}

describe('between «Gửi» and «đã gửi»', () => {
  it('«Gửi ngay» ends the undo window; «Dừng phần còn lại» says what cannot be called back and takes back the rest', async () => {
    const id = await at.of.issueHeld()
    await at.withPage(`/directives/${id}`, async (page) => {
      const stop = page.getByRole('button', { name: 'Dừng phần còn lại' })
      await press(page, 'Gửi ngay', () => stop.waitFor({ timeout: 1000 }))
      const progress = await page.getByText(/^Đang gửi 0\/\d+$/).innerText()
      expect(progress).toBe('Đang gửi 0/327')
      await stop.click()
      await page.getByText('0 tin đã đi không thu hồi được. Phần còn lại sẽ không gửi.').waitFor()
      expect(await seriousFindings(page)).toEqual([])
      await press(page, 'Dừng 327 tin chưa gửi', () =>
        page.getByText(/^Đã dừng lúc/).waitFor({ timeout: 1000 }),
      )
      const states = await db()
        .selectFrom('delivery')
        .select('state')
        .distinct()
        .where('directive_id', '=', id)
        .execute()
      expect(states).toEqual([{ state: 'cancelled' }])
    })
  })
})

describe('a channel in trouble', () => {
  it('is named with its cause, on the board and at home', async () => {
    const { rows } = await sql<{ name: string }>`
      update channel_lane l set health = 'down', health_reason = 'quota_exhausted', health_code = '-115',
        health_since = ${at.of.web.clock.now()}
      from channel_account a where a.id = l.account_id and a.channel = 'zalo' returning a.name`.execute(db())
    const { name } = rows[0]!
    await at.withPage(at.board, async (page) => {
      const banner = page.getByText(`${name}: kênh đang ngừng, hết hạn mức (mã -115)`)
      await banner.waitFor()
      expect(await seriousFindings(page)).toEqual([])
    })
    await at.withPage('/', async (page) => {
      await page.getByText(`${name}: kênh đang ngừng`).waitFor()
    })
    await sql`update channel_lane set health = 'ok', health_reason = null, health_code = null`.execute(db())
  })
})

describe('a report to the leader', () => {
  it('stands at home and on the board until «Đã xem»', async () => {
    await sql`insert into leader_notice (directive_id, staff_id, step, at, units)
      select ${at.of.directiveId}, g.staff_id, 3, ${at.of.web.clock.now()}, 15 from role_grant g where g.role = 'leader'`.execute(
      db(),
    )
    await at.withPage('/', async (page) => {
      const banner = page.getByRole('status').filter({ hasText: 'Báo cáo lãnh đạo' })
      await banner.getByText('15 đơn vị chưa xác nhận sau mọi mốc nhắc').waitFor()
      expect(await seriousFindings(page)).toEqual([])
      await guideScreenshot(page, 'home-report')
      await page.goto(`${at.of.address}${at.board}`)
      await banner.getByRole('button', { name: 'Đã xem' }).click()
      await banner.waitFor({ state: 'detached' })
      await page.goto(at.of.address)
      await page
        .getByRole('link', { name: /phòng, chống dịch/ })
        .first()
        .waitFor()
      expect(await banner.count()).toBe(0)
    })
  })
})

describe('a document that is wrong', () => {
  it('is replaced, corrected or recalled: each says when; a recall begins as one', () =>
    at.withPage(at.board, async (page) => {
      await page.getByRole('button', { name: 'Đính chính…' }).click()
      const menu = page.getByRole('menu')
      await menu.getByText('Không thực hiện nữa').waitFor()
      expect(await menu.getByRole('menuitem').count()).toBe(3)
      expect(await seriousFindings(page)).toEqual([])
      await guideScreenshot(page, 'board-mend')
      await menu.getByRole('menuitem', { name: /^Thu hồi/ }).click()
      await page.waitForURL(/\/compose/)
      await page.getByText('Văn bản này thu hồi 12/CĐ-LĐLĐ.').waitFor()
    }))
})

describe('the units', () => {
  it.each([
    ['Theo phường', 10],
    ['Theo khối', 9],
  ])('«%s»: groups whose numbers add up to the funnel', (view, atLeast) =>
    at.withPage(at.board, async (page) => {
      await page.getByRole('button', { name: view }).click()
      await page.getByRole('rowgroup').nth(1).waitFor()
      // Names of sectors come a moment after the units.
      await expect
        .poll(async () => (await page.getByRole('rowheader').allInnerTexts()).join())
        .not.toMatch(/undefined|DN_|board\./)
      const heads = await page.getByRole('rowheader').allInnerTexts()
      expect(heads.length).toBeGreaterThanOrEqual(atLeast)
      const sums = heads.map((head) => /(\d+)\/(\d+)$/.exec(head)!.slice(1).map(Number))
      const sum = (index: number) => sums.reduce((total, pair) => total + pair[index]!, 0)
      expect([sum(0), sum(1)]).toEqual([await tile(page, 'acknowledged'), await tile(page, 'due')])
      expect(await page.getByRole('gridcell').count()).toBe(168)
      expect(await seriousFindings(page)).toEqual([])
    }),
  )

  it('leave the number due with a reason, and come back', () =>
    at.withPage(at.board, async (page) => {
      const due = await tile(page, 'due')
      const cell = page.locator('[data-state=overdue][data-target]').first()
      await cell.click()
      const panel = page.getByRole('dialog')
      await panel.getByRole('button', { name: 'Không tính đơn vị này…' }).click()
      const confirm = panel.getByRole('button', { name: 'Không tính đơn vị này', exact: true })
      expect(await confirm.isDisabled()).toBe(true)
      await panel.getByLabel('Lý do không tính').fill('Không thuộc đối tượng')
      await confirm.click()
      await panel.getByText('Không tính vì: Không thuộc đối tượng.').waitFor()
      await expect.poll(() => tile(page, 'due')).toBe(due - 1)
      await panel.getByRole('button', { name: 'Tính lại' }).click()
      await expect.poll(() => tile(page, 'due')).toBe(due)
    }))

  it('«đã giải thể», said on the telephone, takes the unit out with its reason', () =>
    at.withPage(at.board, async (page) => {
      const due = await tile(page, 'due')
      await page.getByRole('button', { name: /^Gọi / }).first().click()
      const panel = page.getByRole('dialog')
      await panel.getByLabel('Đơn vị đã giải thể').check()
      const record = panel.getByRole('button', { name: 'Ghi và không tính đơn vị này' })
      expect(await record.isDisabled()).toBe(true)
      await panel.getByLabel('Lý do không tính đơn vị này').fill('Giải thể từ 01/2021')
      await record.click()
      await expect.poll(() => tile(page, 'due')).toBe(due - 1)
      const { rows } = await sql<{ reason: string }>`
        select excluded_reason as reason from target where directive_id = ${at.of.directiveId} and excluded_at is not null`.execute(
        db(),
      )
      expect(rows).toEqual([{ reason: 'Giải thể từ 01/2021' }])
    }))

  it('are exported as they are counted: one row a unit, readable in a spreadsheet', () =>
    at.withPage(at.board, async (page) => {
      const left = (await tile(page, 'due')) - (await tile(page, 'acknowledged'))
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name: 'Xuất danh sách' }).click(),
      ])
      expect(download.suggestedFilename()).toMatch(/\.csv$/)
      const text = await readFile(await download.path(), 'utf8')
      // Without the mark Excel reads Vietnamese as Latin-1.
      expect(text.startsWith('\ufeff')).toBe(true)
      const lines = text.trimEnd().split('\r\n')
      expect(lines[0]).toContain('Đơn vị')
      expect(lines).toHaveLength(left + 1)
      expect(
        lines
          .slice(1)
          .every((line, index) => line.startsWith(`${index + 1},`) || line.startsWith(`${index + 1};`)),
      ).toBe(true)
    }))
})

describe('eight hundred units', () => {
  /** Events by hand: the page hears what the test says, when it says it. */
  const SPEAKING = `window.EventSource = class extends EventTarget {
    constructor() { super(); window.board = this }
    close() {}
  }`
  /** Sixteen changes of twenty units each, written before anything is measured. */
  const WRITE = `window.changes = []; for (let at = 0; at < 320; at += 20) {
    const { cells, version, ...totals } = window.now
    const changed = cells.slice(at, at + 20).map((cell) => ({ ...cell, state: 'acknowledged', stage: 4,
      acknowledgedAt: totals.at, via: 'page' }))
    const change = { ...totals, previous: version + at / 20, version: version + at / 20 + 1, cells: changed }
    window.changes.push({ first: changed[0].targetId, data: JSON.stringify(change) })
  }`
  /** Says the next change and waits until it is drawn and laid out. */
  const SAY = `(async () => {
    const { first, data } = window.changes.shift()
    const cell = document.querySelector('[data-target="' + first + '"]')
    window.board.dispatchEvent(new MessageEvent('change', { data }))
    // What comes between two frames is drawn at the next.
    while (cell.dataset.state !== 'acknowledged') await new Promise(requestAnimationFrame)
    document.body.offsetHeight
  })()`

  it('change twenty at a time without holding the page up: 16 ms, 50 ms on a PC four times slower', () =>
    at.withPage(
      at.board,
      async (page) => {
        const { cells, ...totals } = await page.evaluate<{ cells: object[]; version: number }>(
          `fetch('/api${at.board}/board').then((reply) => reply.json())`,
        )
        await page.addInitScript(SPEAKING)
        const many = Array.from({ length: 800 }, (_, index) => ({
          ...cells[index % cells.length],
          targetId: index + 1,
          ...(index < 400 && { state: 'delivered', stage: 2, acknowledgedAt: null, via: null }),
        }))
        const snapshot = { ...totals, cells: many }
        await page.route('**/board', (route) => route.fulfill({ json: snapshot }))
        await page.reload()
        await expect.poll(() => page.getByRole('gridcell').count()).toBe(800)
        await page.evaluate((told) => Object.assign(globalThis, { now: told }), snapshot)
        const session = await page.context().newCDPSession(page)
        // Time of the page's own thread: what else the machine does meanwhile does not count, nor does painting.
        await session.send('Performance.enable', { timeDomain: 'threadTicks' })
        const worked = async (): Promise<number> => {
          const { metrics } = await session.send('Performance.getMetrics')
          return metrics
            .filter(({ name }) => /^(Script|Layout|RecalcStyle)Duration$/.test(name))
            .reduce((sum, { value }) => sum + value * 1000, 0)
        }
        await page.evaluate(WRITE)
        const took: number[] = []
        for (let turn = 0; turn < 16; turn++) {
          const before = await worked()
          await page.evaluate(SAY)
          took.push((await worked()) - before)
        }
        // A quarter of 50 ms: a PC four times slower needs four times as long for the same work.
        expect(Math.min(...took)).toBeLessThan(12.5)
        expect(Math.min(...took)).toBeGreaterThan(0)
      },
      {},
    ))
})

describe('unusual screens', () => {
  // A window of 1440 pixels at 200 % has 720 of them left.
  const ZOOMED = { viewport: { width: 720, height: 450 }, deviceScaleFactor: 2 }
  const draft = async (): Promise<number> =>
    (
      await db()
        .selectFrom('directive')
        .select('id')
        .where('state', '=', 'template')
        .where('template_code', '=', 'M2')
        .executeTakeFirstOrThrow()
    ).id

  it('at 200 % every act of the board is there, nothing hangs over the edge', () =>
    at.withPage(
      at.board,
      async (page) => {
        await page.locator('table [data-row]').first().waitFor()
        expect(await fitsTheWidth(page)).toBe(true)
        for (const name of [/^Nhắc \d+ đơn vị/, /^Gọi /, 'Đóng chỉ đạo', 'In danh sách']) {
          const act = page.getByRole('button', { name }).first()
          await act.scrollIntoViewIfNeeded()
          expect(await act.isVisible()).toBe(true)
        }
        expect(await seriousFindings(page)).toEqual([])
      },
      ZOOMED,
    ))

  it('at 200 % the composer reflows', async () => {
    const template = await draft()
    await at.withPage(
      `/directives/new?template=${template}`,
      async (page) => {
        await page.waitForURL(/\/compose/)
        const base = page.url().replace(/\?.*/, '')
        for (const step of [2, 3, 5]) {
          await page.goto(`${base}?step=${step}`)
          await page.locator('#step-heading').waitFor()
          expect(await fitsTheWidth(page), `step ${step}`).toBe(true)
        }
      },
      ZOOMED,
    )
  })

  it('in the dark, on choice: home, board and composer are as readable; paper stays white', () =>
    at.withPage(
      '/',
      async (page) => {
        const scheme = () => page.evaluate<string>('document.documentElement.dataset.mantineColorScheme')
        // A PC set to dark changes nothing by itself.
        expect(await scheme()).toBe('light')
        await page.getByRole('button', { name: 'Theo máy' }).click()
        await expect.poll(scheme).toBe('dark')
        await page
          .getByRole('link', { name: /phòng, chống dịch/ })
          .first()
          .waitFor()
        expect(await seriousFindings(page), 'home').toEqual([])
        await page.goto(`${at.of.address}${at.board}`)
        await page.getByRole('grid').waitFor()
        expect(await scheme()).toBe('dark')
        expect(await seriousFindings(page), 'board').toEqual([])
        await guideScreenshot(page, 'board-dark')
        await page.emulateMedia({ media: 'print' })
        await expect.poll(scheme).toBe('light')
        await page.emulateMedia({ media: 'screen' })
        await page.goto(`${at.of.address}/directives/new?template=${await draft()}`)
        await page.waitForURL(/\/compose/)
        const base = page.url().replace(/\?.*/, '')
        for (const step of [2, 3, 5]) {
          await page.goto(`${base}?step=${step}`)
          await page.locator('#step-heading').waitFor()
          expect(await seriousFindings(page), `step ${step}`).toEqual([])
        }
      },
      { colorScheme: 'dark' },
    ))

  it('in forced colours states keep their glyphs, and nothing serious is found on board and composer', () =>
    at.withPage(
      at.board,
      async (page) => {
        await page.getByRole('grid').waitFor()
        expect(await page.evaluate(`matchMedia('(forced-colors: active)').matches`)).toBe(true)
        const invisible = await page.evaluate<
          string[]
        >(`[...document.querySelectorAll('[data-glyph]')].filter((one) => {
          const paper = getComputedStyle(one).backgroundColor
          return getComputedStyle(one.querySelector('svg')).color === paper
        }).map((one) => one.dataset.state)`)
        expect(invisible).toEqual([])
        expect(await seriousFindings(page)).toEqual([])
        await page.goto(`${at.of.address}/directives/new?template=${await draft()}`)
        await page.waitForURL(/\/compose/)
        await page.locator('#step-heading').waitFor()
        expect(await seriousFindings(page)).toEqual([])
      },
      { forcedColors: 'active' },
    ))
})

describe('the end', () => {
  it('closing asks once, says what is left, and ends reminding', () =>
    at.withPage(at.board, async (page) => {
      await page.getByRole('button', { name: 'Đóng chỉ đạo' }).click()
      await page.getByText(/^Còn \d+ đơn vị chưa xác nhận\.$/).waitFor()
      await press(page.getByRole('region', { name: 'Đóng chỉ đạo' }), 'Đóng chỉ đạo', () =>
        page.getByText(/^Đã đóng lúc/).waitFor({ timeout: 1000 }),
      )
      expect(await page.getByRole('button', { name: /^Nhắc/ }).count()).toBe(0)
      const { state } = await db()
        .selectFrom('directive')
        .select('state')
        .where('id', '=', at.of.directiveId)
        .executeTakeFirstOrThrow()
      expect(state).toBe('closed')
    }))
})
