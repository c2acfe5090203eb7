import { createHash } from 'node:crypto'
import { html } from 'ghtml'
import type { StaffMember } from '../../domain/identity/index.ts'
import type { Locale, Translate } from '../../kernel/i18n.ts'

const SCRIPT = 'document.forms[0].submit()'
const STYLE =
  'body{font:17px/1.6 system-ui,sans-serif;max-width:34rem;margin:12vh auto;padding:0 1rem;color:#14202e}' +
  'button{font:inherit;font-weight:600;min-height:48px;padding:0 24px;border:0;border-radius:8px;background:#0b4ea2;color:#fff}'
const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

/** Allows exactly the page's own script and style. */
export const PAGE_POLICY = `default-src 'none'; script-src ${hashOf(SCRIPT)}; style-src ${hashOf(STYLE)}; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`

/** A form that posts itself: opening the link signs nobody in, a preview of it changes nothing (invariant 7). */
export function signInPage(
  t: Translate,
  locale: Locale,
  staff: Pick<StaffMember, 'name' | 'jobTitle'>,
): string {
  const who = { name: staff.name, jobTitle: staff.jobTitle }
  return html`<!doctype html>
<html lang="${locale}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${t('sign_in.demo.title')}</title><style>!${STYLE}</style></head>
<body><main><h1>${t('sign_in.demo.title')}</h1><p>${t('sign_in.demo.who', who)}</p>
<form method="post"><button type="submit">${t('sign_in.demo.button')}</button></form></main>
<script>!${SCRIPT}</script></body></html>`
}
