import { createServer } from 'node:net'
import type { BrowserContext, Page } from 'playwright-core'
import { seedDemo } from '../../demo/seed.ts'
import { mintDemoLinks } from '../../src/domain/identity/index.ts'
import { openBrowser, type TestBrowser } from './browser.ts'
import { SAMPLE_NOW, SAMPLE_SECRET, sampleOptions } from './sample.ts'
import { openTestWeb, type TestWeb } from './web.ts'

/** The two screens of the acceptance list (ux.md §7): an office PC and a phone. */
export const DESKTOP = { width: 1440, height: 900 }
export const PHONE = { width: 390, height: 844 }

export interface ConsoleBrowser {
  readonly web: TestWeb
  readonly url: string
  /** A signed-in page of its own; the name is one of the sample cast. */
  page(viewport: { width: number; height: number }, name?: string): Promise<Page>
  close(): Promise<void>
}

export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address ? address.port : 0
}

/** The console over the sample federation in a real browser; the built files of web/dist must be there. */
export async function openConsole(now = SAMPLE_NOW): Promise<ConsoleBrowser> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const web = await openTestWeb({ now, change: { secret: SAMPLE_SECRET, publicUrl: url } })
  await seedDemo(web.database.db, sampleOptions(undefined, now))
  await web.app.listen({ port, host: '127.0.0.1' })
  const browser: TestBrowser = await openBrowser()
  const contexts: BrowserContext[] = []
  return {
    web,
    url,
    page: async (viewport, name = 'Đặng Thị Nhàn') => {
      const links = await mintDemoLinks(web.world.db, web.world)
      const link = links.find((one) => one.name === name)
      if (!link) throw new Error(`nobody of the cast is called ${name}`)
      const context = await browser.browser.newContext({ viewport, locale: 'en-US', timezoneId: 'UTC' })
      contexts.push(context)
      const page = await context.newPage()
      // The page behind the link posts itself.
      await page.goto(link.url)
      await page.waitForURL((at) => at.pathname === '/')
      return page
    },
    close: async () => {
      for (const context of contexts) await context.close()
      await browser.close()
      await web.close()
    },
  }
}
