import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { openBrowser, type TestBrowser } from './browser.ts'
import { DESKTOP } from './console-browser.ts'
import { type FollowedDirective, openFollowedDirective } from './followed-directive.ts'

/** A browser in which a leader of the sample federation looks at the followed directive. */
export interface BoardPages {
  readonly of: FollowedDirective
  readonly browser: TestBrowser
  /** Path of its board. */
  readonly board: string
  /**
   * A page of its own at `path`, closed afterwards. Pages at a desk share one context, so that the console's files are
   * fetched once; other screens and media get a context of their own.
   */
  withPage(path: string, work: (page: Page) => Promise<void>, options?: BrowserContextOptions): Promise<void>
  close(): Promise<void>
}

export async function openBoardPages(): Promise<BoardPages> {
  const [of, browser] = await Promise.all([openFollowedDirective(), openBrowser()])
  const newContext = async (options: BrowserContextOptions): Promise<BrowserContext> => {
    // An office PC with an English Windows: people still read Vietnamese and dd/mm/yyyy.
    const context = await browser.browser.newContext({ locale: 'en-US', viewport: DESKTOP, ...options })
    await context.addCookies(
      of.cookie.split('; ').map((pair) => {
        const [name = '', ...value] = pair.split('=')
        return { name, value: value.join('='), url: of.address }
      }),
    )
    return context
  }
  const desk = await newContext({})
  return {
    of,
    browser,
    board: `/directives/${of.directiveId}`,
    withPage: async (path, work, options) => {
      const context = options ? await newContext(options) : desk
      const page = await context.newPage()
      try {
        page.setDefaultTimeout(10_000)
        await page.goto(`${of.address}${path}`)
        await page.locator('h1').first().waitFor()
        await work(page)
      } finally {
        await (options ? context : page).close()
      }
    },
    close: async () => {
      await browser.close()
      await of.web.close()
    },
  }
}
