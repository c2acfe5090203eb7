import { createHash } from 'node:crypto'
import { html } from 'ghtml'
import type { Locale, Translate } from '../../kernel/i18n.ts'
import { RETURN_SCRIPT, SCRIPT } from './script.ts'
import { STYLES } from './styles.ts'

const sha256 = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

/** Nothing from elsewhere, nothing but our own style and script, no frame around it. */
const POLICY = [
  "default-src 'none'",
  `style-src ${sha256(STYLES)}`,
  `script-src ${sha256(SCRIPT)} ${sha256(RETURN_SCRIPT)}`,
  "connect-src 'self'",
  "img-src 'self' data:",
  "form-action 'self'",
  "base-uri 'self'",
  "frame-ancestors 'none'",
].join('; ')

/** What every officer's page says to browsers, previews and search engines. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  vary: 'accept-encoding',
  'referrer-policy': 'no-referrer',
  'x-robots-tag': 'noindex, nofollow, noarchive',
  'x-content-type-options': 'nosniff',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
  'content-security-policy': POLICY,
}

export interface PageFrame {
  readonly locale: Locale
  /** Shown on the tab: never the content of the directive. */
  readonly title: string
  /** «/x/<token>/»: what the page's relative links stand on; null on pages without a link, where no script runs. */
  readonly base: string | null
  /** The page reports that it was seen. */
  readonly seen?: boolean
  readonly bar?: boolean
}

/** Everything before the content of the page. */
export function pageTop(frame: PageFrame): string {
  const { before, after } = pageTopParts(frame)
  return before + (frame.base === null ? '' : html`${frame.base}`) + after
}

/** The same in two parts, between which the base goes: all that differs from reader to reader. */
export function pageTopParts({ locale, title, base, seen, bar }: PageFrame): {
  before: string
  after: string
} {
  return {
    before: html`<!doctype html><html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1,viewport-fit=cover"><title>${title}</title><meta name="robots" content="noindex"><meta property="og:title" content="${title}"><meta property="og:type" content="website"><link rel="icon" href="data:,">!${base === null ? '' : '<base href="'}`,
    after: html`!${base === null ? '' : '">'}<style>!${STYLES}</style></head><body!${bar ? ' class="has-bar"' : ''}!${seen ? ' data-seen' : ''}>`,
  }
}

/** Everything after it. */
export const pageEnd = (script: 'page' | 'return' | 'none'): string =>
  `${script === 'none' ? '' : `<script>${script === 'page' ? SCRIPT : RETURN_SCRIPT}</script>`}</body></html>`

/** «English» / «Tiếng Việt»: the other language of the same page. `here` is relative to the page's base. */
export function footer(
  t: Translate,
  locale: Locale,
  here: string,
  say: { own?: boolean; reported?: boolean } = {},
): string {
  const other = locale === 'vi' ? 'en' : 'vi'
  return html`<footer>${t(say.reported === false ? 'phone.seen_off' : 'phone.seen')}<br>!${say.own ? html`<a href="me">${t('phone.own.title')}</a><br>` : ''}<a href="${here}?lang=${other}" lang="${other}">${t('phone.language')}</a></footer>`
}
