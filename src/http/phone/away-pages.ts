import { html } from 'ghtml'
import type { NewLink } from '../../domain/acknowledgement/index.ts'
import type { Locale, Translate } from '../../kernel/i18n.ts'
import { maskedEmail, maskedPhone } from '../../kernel/phone.ts'
import type { RegisteredContact } from '../../views/phone/page-extras-view.ts'
import { pageEnd, pageTop } from './shell.ts'

export type Away = 'unknown' | 'closed' | 'reopen' | 'busy' | 'foreign' | 'failed' | 'gone'

/** A page for a link that shows nothing: what happened, what to do. The same words for everybody. */
export function renderAwayPage(which: Away, t: Translate, locale: Locale): string {
  return (
    pageTop({ locale, title: t('phone.ogPlain'), base: null }) +
    html`<main><h1>${t(`phone.away.${which}Title`)}</h1><p>${t(`phone.away.${which}`)}</p></main>` +
    pageEnd(which === 'reopen' ? 'return' : 'none')
  )
}

/** «Zalo đã liên kết hoặc SMS 09•• ••• 567»: enough for the owner to know where to look. */
export function contactsText(contacts: readonly RegisteredContact[], t: Translate): string {
  const one = ({ channel, address }: RegisteredContact): string =>
    t(`phone.contact.${channel}`, {
      address: channel === 'sms' ? maskedPhone(address) : channel === 'email' ? maskedEmail(address) : '',
    })
  return [...new Set(contacts.map(one))].join(t('phone.contact.join'))
}

/** A link past its time: the title, and a new link to the registered contact only. */
export function renderExpiredPage(page: {
  readonly issuerName: string
  readonly title: string
  readonly contacts: readonly RegisteredContact[]
  /** What became of a request for a new link; null before one. */
  readonly asked: NewLink | null
  readonly base: string
  readonly locale: Locale
  readonly t: Translate
}): string {
  const { t, locale, base } = page
  const contacts = contactsText(page.contacts, t)
  const after = {
    queued: 'newSent',
    too_soon: 'newTooSoon',
    over: 'newOver',
    no_channel: 'newNoChannel',
  } as const
  const next = page.asked
    ? html`<div class="strip info" role="status"><p>${t(`phone.away.${after[page.asked]}`, { contacts })}</p></div>`
    : contacts === ''
      ? html`<p>${t('phone.away.expiredNoContact')}</p>`
      : html`<p>${t('phone.away.expired', { contacts })}</p><form method="post" action="new-link"><button class="btn primary">${t('phone.away.sendNew')}</button></form>`
  return (
    pageTop({ locale, title: t('phone.og', { issuer: page.issuerName }), base }) +
    html`<header class="top"><b>${page.issuerName}</b>${page.title}</header><main><h1>${t('phone.away.expiredTitle')}</h1>!${next}</main>` +
    pageEnd('page')
  )
}
