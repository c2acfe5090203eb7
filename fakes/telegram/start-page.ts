import { html } from 'ghtml'
import { translator } from '../../src/runtime/i18n.ts'
import type { Answer, Received } from '../lib/http.ts'
import type { FakeTelegram } from './server.ts'

/** What t.me shows for a deep link: whose bot it is, and Start. In the demo one chooses whose Telegram presses it. */
export async function startPage(received: Received, telegram: FakeTelegram): Promise<Answer> {
  const t = translator('vi')
  if (received.method === 'POST') {
    const site = received.headers['sec-fetch-site']
    if (site !== undefined && site !== 'same-origin')
      return { status: 403, type: 'text/plain', body: 'forbidden' }
    const form = new URLSearchParams(received.body)
    const user = form.get('user') ?? ''
    if (!/^\d{5,15}$/.test(user)) return page(html`<p>${t('fakes.telegram.who')}</p>`)
    await telegram.start(user, form.get('code') ?? '')
    const said = telegram.answers.findLast((one) => String(one['chat_id']) === user)
    return page(html`<p>${String(said?.['text'] ?? t('fakes.telegram.silent'))}</p>`)
  }
  const code = new URLSearchParams(received.query).get('start') ?? ''
  return page(
    html`<p>${t('fakes.telegram.lead')}</p><form method="post"><input type="hidden" name="code" value="${code}"><label>${t('fakes.telegram.user')} <input name="user" inputmode="numeric" value="5920417"></label> <button>${t('fakes.telegram.start')}</button></form>`,
  )
}

const page = (main: string): Answer => ({
  status: 200,
  type: 'text/html; charset=utf-8',
  body: html`<!doctype html><html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>Telegram (mẫu)</title></head><body style="font:16px/1.6 sans-serif;max-width:36rem;margin:2rem auto;padding:0 1rem">!${main}</body></html>`,
  headers: {
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'",
  },
})
