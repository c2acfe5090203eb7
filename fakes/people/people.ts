import { Agent } from 'undici'
import type { PhoneMessage, Phones } from '../lib/phones.ts'
import type { Scheduler } from '../lib/scheduler.ts'
import type { FakeTelegram } from '../telegram/server.ts'
import type { FakeZalo } from '../zalo/server.ts'
import { Browser, formOf, personalLink } from './browser.ts'
import { type Habit, habitOf, QUESTIONS } from './habits.ts'

export interface PeopleOptions {
  readonly phones: Phones
  readonly scheduler: Scheduler
  readonly zalo: FakeZalo
  readonly telegram: FakeTelegram
  /** How much faster than the sample day they act. */
  readonly speed: number
  /** Where the phone pages are, when the address in the links is not on this machine. */
  readonly pagesAt?: string | null
}

/** What one person does about one directive (one personal link). */
interface Matter {
  readonly link: string
  readonly address: string
  readonly habit: Habit
  readonly browser: Browser
  state: 'waiting' | 'opened' | 'answered'
  messages: number
}

const MINUTE = 60_000
/** A page that could not be reached is tried again like people do: three times, then it is forgotten. */
const TRIES = 3

/**
 * Officers who receive, open and answer, in the spread of the sample day. They know nothing that a phone does not show:
 * the link and the buttons in the messages, and the pages behind them over HTTP.
 */
export class People {
  speed: number
  paused = false
  readonly counts = { opened: 0, answeredOnPage: 0, answeredInChat: 0, asked: 0, failed: 0 }
  readonly #options: PeopleOptions
  readonly #matters = new Map<string, Matter>()
  readonly #mattersOf = new Map<string, number>()
  /** One telephone a person: a second browser would be a further device, and be asked for a code. */
  readonly #browsers = new Map<string, Browser>()
  readonly #held: (() => void)[] = []
  readonly #agent = new Agent({ connections: 8, keepAliveTimeout: 3_000 })
  readonly #deaf: () => void

  constructor(options: PeopleOptions) {
    this.#options = options
    this.speed = options.speed
    this.#deaf = options.phones.onMessage((message) => this.#onMessage(message))
  }

  resume(): void {
    this.paused = false
    for (const act of this.#held.splice(0)) act()
  }

  async stop(): Promise<void> {
    this.#deaf()
    await this.#agent.destroy()
  }

  #onMessage(message: PhoneMessage): void {
    const link = personalLink(message.text, message.links)
    if (!link) return
    const known = this.#matters.get(link)
    if (known) {
      known.messages++
      if (known.state !== 'answered' && known.habit.afterReminder !== null && known.messages === 2)
        this.#later(known.habit.afterReminder, () => this.#attend(known, message))
      return
    }
    const nth = this.#mattersOf.get(message.address) ?? 0
    this.#mattersOf.set(message.address, nth + 1)
    const matter: Matter = {
      link,
      address: message.address,
      habit: habitOf(message.address, nth),
      browser: this.#browserOf(message.address),
      state: 'waiting',
      messages: 1,
    }
    this.#matters.set(link, matter)
    const { opensAfter } = matter.habit
    if (opensAfter !== null) this.#later(opensAfter, () => this.#attend(matter, message))
  }

  #browserOf(address: string): Browser {
    let browser = this.#browsers.get(address)
    if (!browser) {
      browser = new Browser(this.#agent, this.#options.pagesAt ?? null)
      this.#browsers.set(address, browser)
    }
    return browser
  }

  /** Looks at the message: in the chat or on the page. */
  async #attend(matter: Matter, message: PhoneMessage): Promise<void> {
    if (matter.state !== 'waiting') return
    matter.state = 'opened'
    const { habit } = matter
    if (message.channel === 'zalo') await this.#options.zalo.events.seen(message.address, [message.id])
    const button = message.buttons.find((one) => one.payload.startsWith('#ack_'))
    if (button && habit.prefers === 'button' && habit.asks === null && habit.answersAfter !== null) {
      this.#later(habit.answersAfter, async () => {
        matter.state = 'answered'
        this.counts.answeredInChat++
        await pressIn(this.#options, message, button.payload)
      })
      return
    }
    await this.#open(matter)
    if (habit.answersAfter === null) return
    if (habit.asks !== null) this.#later(habit.answersAfter, () => this.#ask(matter, QUESTIONS[habit.asks!]!))
    // Whoever asked waits for an answer before pressing.
    this.#later(habit.answersAfter + (habit.asks === null ? 0 : 12), () => this.#answer(matter))
  }

  async #open(matter: Matter): Promise<void> {
    const page = await matter.browser.get(matter.link)
    if (page.status !== 200) throw new Error(`page answered ${page.status}`)
    await matter.browser.beacon(page, 'opened')
    this.counts.opened++
  }

  async #ask(matter: Matter, text: string): Promise<void> {
    const page = await matter.browser.get(`${matter.link}/question`)
    const form = formOf(page, 'question')
    if (!form) return
    await matter.browser.submit(page, form, { text })
    this.counts.asked++
  }

  async #answer(matter: Matter): Promise<void> {
    const page = await matter.browser.get(matter.link)
    const form = formOf(page, 'acknowledge')
    // No form: nothing is asked, or somebody of the unit was faster and the page says so.
    if (!form) return
    const receipt = await matter.browser.submit(page, form)
    if (receipt.status !== 200) throw new Error(`acknowledgement answered ${receipt.status}`)
    if (formOf(receipt, 'code')) {
      // The phone was restarted, or the message came to another address: it is a further device, and a code is on its way.
      this.#later(1, () => this.#typeCode(matter, receipt))
      return
    }
    matter.state = 'answered'
    this.counts.answeredOnPage++
  }

  /** Looks where the page says that the code went, and types it. */
  async #typeCode(matter: Matter, page: Awaited<ReturnType<Browser['get']>>): Promise<void> {
    const code = codeOn(this.#options.phones, matter.address, page.html)
    const form = formOf(page, 'code')
    if (!code || !form) throw new Error('no code came')
    const receipt = await matter.browser.submit(page, form, { code })
    if (receipt.status !== 200) throw new Error(`code answered ${receipt.status}`)
    matter.state = 'answered'
    this.counts.answeredOnPage++
  }

  /** After so many minutes of the sample day, if nobody pressed «pause» meanwhile. */
  #later(minutes: number, act: () => Promise<void>, tried = 1): void {
    const run = (): void => {
      if (this.paused) {
        this.#held.push(run)
        return
      }
      act().catch(() => {
        this.counts.failed++
        if (tried < TRIES) this.#later(1, act, tried + 1)
      })
    }
    this.#options.scheduler.after((minutes * MINUTE) / this.speed, run)
  }
}

/** Presses an answering button of a message, in the chat it stands in. */
export async function pressIn(
  chats: { readonly zalo: FakeZalo; readonly telegram: FakeTelegram },
  message: Pick<PhoneMessage, 'channel' | 'address'>,
  payload: string,
): Promise<void> {
  if (message.channel === 'telegram') await chats.telegram.press(message.address, payload)
  else await chats.zalo.memberWrites(message.address, payload)
}

const CODE = /^\d{6}(?= )/

/** The newest code on the telephone whose last three digits the page shows, else in the chat that the link came to. */
export function codeOn(phones: Phones, address: string, html: string): string | null {
  const ending = /••• (\d{3})/.exec(html)?.[1]
  const telephone =
    ending && phones.list(ending, 50).find((one) => one.address.endsWith(ending) && CODE.test(one.text))
  const message = telephone || phones.messagesOf(address).findLast((one) => CODE.test(one.text))
  return message ? CODE.exec(message.text)![0] : null
}
