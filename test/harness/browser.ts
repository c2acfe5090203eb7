import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import chromium from '@sparticuz/chromium'
import axe from 'axe-core'
import { type Browser, type Page, chromium as playwright } from 'playwright-core'

/** Where the screenshots of the user guide live: made by the tests, so that they never age. */
export const GUIDE_IMAGES = join(import.meta.dirname, '../../docs/huong-dan/images')

export interface TestBrowser {
  readonly browser: Browser
  close(): Promise<void>
}

/** A real Chromium out of npm, headless; the caller closes it. */
export async function openBrowser(): Promise<TestBrowser> {
  const profile = await mkdtemp(join(tmpdir(), 'loa-browser-'))
  // Serverless defaults of the package (one process, no sandbox) crash pages that are closed while they load.
  const args = chromium.args.filter((one) => one !== '--single-process' && one !== '--no-zygote')
  const browser = await playwright.launch({
    executablePath: await chromium.executablePath(),
    args: [...args, '--no-sandbox', '--font-render-hinting=none', '--disable-gpu'],
    headless: true,
    env: { ...process.env, HOME: profile },
  })
  return {
    browser,
    close: async () => {
      await browser.close()
      await rm(profile, { recursive: true, force: true })
    },
  }
}

export interface AxeFinding {
  readonly id: string
  readonly impact: string
  readonly where: readonly string[]
}

/**
 * Waits until nothing that ends by itself is still moving: a drawer half faded in has colours that no reader meets.
 * Three quiet frames, because a transition of React starts a frame or two after what caused it.
 */
async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    interface Moving {
      readonly playState: string
      readonly effect?: { getComputedTiming(): { iterations?: number } } | null
    }
    const { document, requestAnimationFrame } = globalThis as unknown as {
      document: { getAnimations(): readonly Moving[] }
      requestAnimationFrame(next: () => void): void
    }
    const moving = () =>
      document
        .getAnimations()
        .some(
          ({ playState, effect }) =>
            (playState === 'running' || playState === 'paused') &&
            effect?.getComputedTiming().iterations !== Number.POSITIVE_INFINITY,
        )
    for (let quiet = 0; quiet < 3; ) {
      await new Promise<void>((next) => requestAnimationFrame(next))
      quiet = moving() ? 0 : quiet + 1
    }
  })
}

/** Serious and critical findings of axe on the page once it stands still (WCAG 2.2 A and AA). */
export async function seriousFindings(page: Page): Promise<AxeFinding[]> {
  await settled(page)
  await page.evaluate(axe.source)
  const found = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: {
        run(options: unknown): Promise<{
          violations: { id: string; impact: string; nodes: { target: unknown[] }[] }[]
        }>
      }
    }
    const { violations } = await axe.run({
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
      // What passes need not be described: half of the time.
      resultTypes: ['violations'],
    })
    return violations.map(({ id, impact, nodes }) => ({
      id,
      impact,
      where: nodes.map((node) => node.target.join(' ')),
    }))
  })
  return found.filter(({ impact }) => impact === 'serious' || impact === 'critical')
}

/** Codes of receipts are drawn by chance: the guide shows the same one at each run. */
const ONE_CODE = `(() => {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (texts.nextNode()) {
    const { data } = texts.currentNode
    if (/XN-[0-9A-Z]{4,}/.test(data)) texts.currentNode.data = data.replace(/XN-[0-9A-Z]{4,}/g, 'XN-7K2FQD')
  }
})()`

/** Writes a screenshot of what is in the viewport into the user guide. */
export async function guideScreenshot(page: Page, name: string): Promise<void> {
  await page.evaluate(ONE_CODE)
  await mkdir(GUIDE_IMAGES, { recursive: true })
  await writeFile(join(GUIDE_IMAGES, `${name}.png`), await page.screenshot({ animations: 'disabled' }))
}
