import { html } from 'ghtml'
import { dateTimeText } from '../../src/kernel/dates.ts'
import type { Locale, Translate } from '../../src/kernel/i18n.ts'
import { translator } from '../../src/runtime/i18n.ts'
import type { FakeProviders } from '../index.ts'
import { type Answer, listen, type Received } from '../lib/http.ts'
import type { PhoneMessage } from '../lib/phones.ts'
import { STYLES } from './page-styles.ts'
import { type People, pressIn } from './people.ts'

const SHOWN = 100
const LANGUAGES: readonly Locale[] = ['vi', 'en']

/** The page with everybody's simulated phone, and the switches that make the providers misbehave. */
export function servePhonesPage(
  port: number,
  fakes: FakeProviders,
  people: People,
): Promise<{ url: string; stop(): Promise<void> }> {
  return listen(port, (received) => {
    const query = new URLSearchParams(received.query)
    const locale: Locale = query.get('lang') === 'en' ? 'en' : 'vi'
    const t = translator(locale)
    if (received.method === 'POST') return act(received, fakes, people)
    if (received.path === '/') return show(locale, t, home(t, locale, query.get('q') ?? '', fakes, people))
    const address = query.get('address')
    if (received.path === '/phone' && address)
      return show(locale, t, phone(t, locale, address, fakes.phones.messagesOf(address)))
    return { ...show(locale, t, html`<p>${t('fakes.notFound')}</p>`), status: 404 }
  })
}

const show = (locale: Locale, t: Translate, main: string) => ({
  status: 200,
  type: 'text/html; charset=utf-8',
  body: html`<!doctype html><html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${t('fakes.title')}</title><style>!${STYLES}</style></head><body><header><a href="/?lang=${locale}"><b>${t('fakes.title')}</b></a><span class="demo">${t('fakes.sample')}</span><nav>!${LANGUAGES.map(
    (one) => html`<a href="/?lang=${one}" lang="${one}">${t(`fakes.language.${one}`)}</a>`,
  )}</nav></header><main>!${main}</main></body></html>`,
  headers: {
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'",
  },
})

function home(t: Translate, locale: Locale, search: string, fakes: FakeProviders, people: People): string {
  const list = fakes.phones.list(search, SHOWN)
  return html`<p class="lead">${t('fakes.lead')}</p>!${switches(t, locale, fakes, people)}<section><h2>${t('fakes.phones', { n: fakes.phones.size })}</h2><form class="search" method="get" action="/"><input type="hidden" name="lang" value="${locale}"><label for="q">${t('fakes.search')}</label><input id="q" name="q" value="${search}"><button>${t('fakes.find')}</button></form>!${
    list.length === 0
      ? html`<p class="empty">${search === '' ? t('fakes.nothingYet') : t('fakes.nothingFound')}</p>`
      : html`<ul class="phones">!${list.map(
          (one) =>
            html`<li><a href="/phone?lang=${locale}&address=${encodeURIComponent(one.address)}"><b>${one.address}</b> <i>${t(`fakes.channel.${one.channel}`)} · ${dateTimeText(one.at)}</i><span>${firstLine(one)}</span></a></li>`,
        )}</ul>`
  }</section>`
}

const firstLine = (message: PhoneMessage): string => (message.subject ?? message.text).slice(0, 220)

function phone(t: Translate, locale: Locale, address: string, messages: readonly PhoneMessage[]): string {
  return html`<p><a href="/?lang=${locale}">← ${t('fakes.back')}</a></p><h1>${address}</h1>!${
    messages.length === 0
      ? html`<p class="empty">${t('fakes.nothingYet')}</p>`
      : messages
          .toReversed()
          .map(
            (one) =>
              html`<article><p class="meta">${t(`fakes.channel.${one.channel}`)} · ${dateTimeText(one.at)}</p>!${one.subject ? html`<h2>${one.subject}</h2>` : ''}<p class="text">${one.text}</p>!${[
                ...new Set(one.links),
              ].map(
                (link) =>
                  html`<p><a class="open" href="${safe(link)}" rel="noreferrer">${t('fakes.open')}</a> <code>${link}</code></p>`,
              )}!${one.buttons.map(
                (button) =>
                  html`<form method="post" action="/press"><input type="hidden" name="lang" value="${locale}"><input type="hidden" name="address" value="${address}"><input type="hidden" name="payload" value="${button.payload}"><button>${button.title}</button></form>`,
              )}</article>`,
          )
          .join('')
  }`
}

const safe = (link: string): string => (/^https?:\/\//.test(link) ? link : '#')

/** One switch: what it is called in the locales, whether it stands, and what turns it. */
interface Switch {
  readonly name: string
  readonly on: (fakes: FakeProviders) => boolean
  readonly set: (fakes: FakeProviders, on: boolean) => void
}

const SCRIPTS = (fakes: FakeProviders) => [
  fakes.zalo.script,
  fakes.sms.script,
  fakes.smtp.script,
  fakes.telegram.script,
]
const SLOW_MS = 3_000
const SOME = 0.2

const SWITCHES: readonly Switch[] = [
  {
    name: 'slow',
    on: (fakes) => fakes.zalo.script.knobs.latencyMs > 0,
    set: (fakes, on) => {
      for (const script of SCRIPTS(fakes)) script.knobs.latencyMs = on ? SLOW_MS : 0
    },
  },
  {
    name: 'errors',
    on: (fakes) => fakes.zalo.script.knobs.errorShare > 0,
    set: (fakes, on) => {
      const codes = ['-200', '99', '451', '429 Too Many Requests: retry after 3']
      SCRIPTS(fakes).forEach((script, index) => {
        script.knobs.errorShare = on ? SOME : 0
        script.knobs.errorCode = codes[index]!
      })
    },
  },
  {
    name: 'down',
    on: (fakes) => fakes.zalo.script.knobs.lostRequestShare === 1,
    set: (fakes, on) => {
      fakes.zalo.script.knobs.lostRequestShare = on ? 1 : 0
    },
  },
  {
    name: 'lost',
    on: (fakes) => fakes.zalo.script.knobs.lostAnswerShare > 0,
    set: (fakes, on) => {
      for (const script of SCRIPTS(fakes)) script.knobs.lostAnswerShare = on ? SOME : 0
    },
  },
  {
    name: 'duplicates',
    on: (fakes) => fakes.zalo.script.knobs.duplicateReceiptShare > 0,
    set: (fakes, on) => {
      for (const script of SCRIPTS(fakes)) script.knobs.duplicateReceiptShare = on ? 1 : 0
    },
  },
  {
    name: 'early',
    on: (fakes) => fakes.zalo.script.knobs.receiptBeforeAnswer,
    set: (fakes, on) => {
      for (const script of SCRIPTS(fakes)) script.knobs.receiptBeforeAnswer = on
    },
  },
]

function switches(t: Translate, locale: Locale, fakes: FakeProviders, people: People): string {
  const { counts } = people
  const toggle = (name: string, on: boolean): string =>
    html`<form method="post" action="/switch"><input type="hidden" name="lang" value="${locale}"><input type="hidden" name="name" value="${name}"><button name="on" value="${on ? '0' : '1'}" aria-pressed="${on ? 'true' : 'false'}">${t(`fakes.switch.${name}`)}</button></form>`
  return html`<section><h2>${t('fakes.people')}</h2><p>${t('fakes.counts', { ...counts })}</p><div class="row">!${toggle('pause', people.paused)}</div><h2>${t('fakes.trouble')}</h2><div class="row">!${SWITCHES.map(
    (one) => toggle(one.name, one.on(fakes)),
  )}</div></section>`
}

function act(received: Received, fakes: FakeProviders, people: People): Answer {
  // A form of another site cannot turn the demo's switches.
  const site = received.headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin')
    return { status: 403, type: 'text/plain', body: 'forbidden' }
  const form = new URLSearchParams(received.body)
  const lang = form.get('lang') === 'en' ? 'en' : 'vi'
  if (received.path === '/press') {
    const address = form.get('address') ?? ''
    const payload = form.get('payload') ?? ''
    const pressed = fakes.phones
      .messagesOf(address)
      .findLast((one) => one.buttons.some((button) => button.payload === payload))
    void pressIn(fakes, pressed ?? { channel: 'zalo', address }, payload)
    return seeOther(`/phone?lang=${lang}&address=${encodeURIComponent(address)}`)
  }
  const on = form.get('on') === '1'
  const name = form.get('name')
  if (name === 'pause') {
    if (on) people.paused = true
    else people.resume()
  }
  SWITCHES.find((one) => one.name === name)?.set(fakes, on)
  return seeOther(`/?lang=${lang}`)
}

const seeOther = (location: string): Answer => ({
  status: 303,
  type: 'text/plain',
  body: '',
  headers: { location },
})
