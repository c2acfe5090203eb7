import { systemClock } from '../src/kernel/clock.ts'
import { type FakeProviders, startFakes } from './index.ts'
import { troubleOf } from './people/habits.ts'
import { servePhonesPage } from './people/page.ts'
import { People } from './people/people.ts'

/** 0 = any free port. */
export interface DemoPorts {
  readonly page: number
  readonly zalo: number
  readonly sms: number
  readonly smtp: number
  readonly smtpControl: number
  readonly telegram: number
}

export interface DemoFakesOptions {
  readonly ports: DemoPorts
  /** How much faster than the sample day people act (LOA_DEMO_SPEED). */
  readonly speed: number
  /** The demo's clock, shared by all its processes (LOA_CLOCK_OFFSET_MS). */
  readonly clockOffsetMs: number
  /** Where the fake Zalo posts its events: /webhooks/zalo-oa/<account> of our web server, on this machine. */
  readonly zaloWebhookUrl: string
  /** The same for the fake Telegram. */
  readonly telegramWebhookUrl: string
  /** The web server on this machine, when links in messages begin with another address. */
  readonly pagesAt: string | null
}

export interface DemoFakes {
  readonly fakes: FakeProviders
  readonly people: People
  /** The page with everybody's phone. */
  readonly pageUrl: string
  stop(): Promise<void>
}

/** Fake providers with people who read, answer and ignore: everything outside Loa that the demo needs. */
export async function startDemoFakes(options: DemoFakesOptions): Promise<DemoFakes> {
  const { ports } = options
  const fakes = await startFakes({
    clock: systemClock(options.clockOffsetMs),
    realTime: true,
    ports,
    firstId: Date.now(),
    // Receipts follow the speed of the day too, so that the board does not jump straight to «delivered».
    knobs: { receiptDelayMs: Math.max(300, 8_000 / options.speed) },
    zalo: {
      webhookUrl: options.zaloWebhookUrl,
      // People do the reading.
      seesByItself: false,
      remembersEarlierTokens: true,
    },
    telegram: {
      webhookUrl: options.telegramWebhookUrl,
      // Chats of the sample pressed Start before this process began.
      strangers: 'started',
    },
  })
  fakes.zalo.script.habit = (address) => troubleOf('zalo', address)
  fakes.sms.script.habit = (address) => troubleOf('sms', address)
  fakes.telegram.script.habit = (address) => troubleOf('telegram', address)
  fakes.smtp.script.habit = (address) => troubleOf('email', address)
  const people = new People({
    phones: fakes.phones,
    scheduler: fakes.scheduler,
    zalo: fakes.zalo,
    telegram: fakes.telegram,
    speed: options.speed,
    pagesAt: options.pagesAt,
  })
  const page = await servePhonesPage(ports.page, fakes, people).catch(async (error: unknown) => {
    await people.stop()
    await fakes.stop()
    throw error
  })
  return {
    fakes,
    people,
    pageUrl: page.url,
    stop: async () => {
      await page.stop()
      await people.stop()
      await fakes.stop()
    },
  }
}
