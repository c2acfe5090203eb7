import { type Agent, request } from 'undici'
import { linksIn } from '../lib/phones.ts'

interface Page {
  readonly url: string
  readonly status: number
  readonly html: string
}

/** What a form sends: its address and the fields that stand in it. */
export interface Form {
  readonly action: string
  readonly fields: Record<string, string>
}

const AGENT =
  'Mozilla/5.0 (Linux; Android 10; SM-A107F) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/92.0.4515.159 Mobile Safari/537.36 Zalo android'
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/

/** A phone's browser with scripts switched off: pages, forms, redirects, cookies. It reaches this machine only. */
export class Browser {
  readonly #cookies = new Map<string, string>()
  readonly #agent: Agent
  readonly #home: string | null

  /** `home`: where the pages really are, when their public address is not on this machine. */
  constructor(agent: Agent, home: string | null = null) {
    this.#agent = agent
    this.#home = home
  }

  get(url: string): Promise<Page> {
    return this.#fetch('GET', url, null, 3)
  }

  submit(page: Page, form: Form, typed: Record<string, string> = {}): Promise<Page> {
    const body = new URLSearchParams({ ...form.fields, ...typed }).toString()
    return this.#fetch('POST', resolveIn(page, form.action), body, 3)
  }

  /** What the script of the page says by itself after two seconds before somebody's eyes. */
  beacon(page: Page, path: string): Promise<Page> {
    return this.#fetch('POST', resolveIn(page, path), '', 0)
  }

  async #fetch(method: 'GET' | 'POST', url: string, body: string | null, redirects: number): Promise<Page> {
    const asked = new URL(url)
    const target = this.#home ? new URL(asked.pathname + asked.search, this.#home) : asked
    if (!LOOPBACK.test(target.hostname)) throw new Error('simulated people stay on this machine')
    const answer = await request(target, {
      dispatcher: this.#agent,
      method,
      headers: {
        'user-agent': AGENT,
        accept: 'text/html',
        'accept-language': 'vi-VN',
        'sec-fetch-site': method === 'GET' ? 'none' : 'same-origin',
        ...(this.#cookies.size > 0
          ? { cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ') }
          : {}),
        ...(body === null ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      body,
      headersTimeout: 15_000,
      bodyTimeout: 15_000,
    })
    const html = await answer.body.text()
    this.#keepCookies(answer.headers['set-cookie'])
    const { location } = answer.headers
    if (answer.statusCode >= 300 && answer.statusCode < 400 && typeof location === 'string' && redirects > 0)
      return this.#fetch('GET', new URL(location, asked).href, null, redirects - 1)
    return { url: asked.href, status: answer.statusCode, html }
  }

  #keepCookies(header: string | string[] | undefined): void {
    for (const one of [header ?? []].flat()) {
      const [pair = ''] = one.split(';')
      const equals = pair.indexOf('=')
      if (equals > 0) this.#cookies.set(pair.slice(0, equals).trim(), pair.slice(equals + 1).trim())
    }
  }
}

const plainText = (text: string): string =>
  text
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&')

const attribute = (tag: string, name: string): string | null => {
  const found = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1]
  return found === undefined ? null : plainText(found)
}

/** Relative addresses of a page start at its <base>. */
function resolveIn(page: Page, address: string): string {
  const base = attribute(/<base\s[^>]*>/.exec(page.html)?.[0] ?? '', 'href')
  return new URL(address, new URL(base ?? '', page.url)).href
}

/** The form of a page that posts to `action`, with its hidden fields; null when the page has none. */
export function formOf(page: { readonly html: string }, action: string): Form | null {
  for (const [whole, opening = ''] of page.html.matchAll(/(<form\s[^>]*>)[\s\S]*?<\/form>/g)) {
    const to = attribute(opening, 'action')
    if (to?.split('/').at(-1) !== action) continue
    const fields: Record<string, string> = {}
    for (const [input] of whole.matchAll(/<input\s[^>]*>/g)) {
      const name = attribute(input, 'name')
      if (name) fields[name] = attribute(input, 'value') ?? ''
    }
    return { action: to, fields }
  }
  return null
}

/** The personal page among the links of a message. */
export const personalLink = (text: string, links: readonly string[]): string | null =>
  [...links, ...linksIn(text)].find((link) => /\/x\/[A-Za-z0-9_-]{22}$/.test(link)) ?? null
