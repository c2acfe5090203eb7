import { html } from 'ghtml'
import { Channel } from '../../contract/common.ts'
import type { Held } from '../../domain/privacy/index.ts'
import type { Translate } from '../../kernel/i18n.ts'
import type { ReaderChat } from '../../views/phone/chats-view.ts'
import { cellText, heldSections } from '../privacy-page.ts'
import { type FormFrame, formPage } from './form-pages.ts'

const CHANNELS = Channel.options
const KINDS = ['correct', 'erase', 'restrict', 'object', 'withdraw', 'access'] as const

const strip = (kind: string, text: string | null): string =>
  text ? html`<div class="strip !${kind}" role="status"><p>${text}</p></div>` : ''

/** Before the code: what the page is, and the code's field. */
export function ownDataGate(
  frame: FormFrame,
  gate: { contact: string; canType: boolean; fault: string | null; status: string | null },
): string {
  const { t } = frame
  const form = gate.canType
    ? html`<form method="post" action="me/code"><div><label for="code">${t('phone.stepUp.label')}</label><input id="code" name="code" type="text" inputmode="numeric" autocomplete="one-time-code" maxlength="40" required></div><button class="btn primary">${t('phone.own.open')}</button></form>`
    : ''
  const send = gate.contact
    ? html`<form method="post" action="me/send-code"><button class="btn!${gate.canType ? '' : ' primary'}">${t('phone.own.send', { contact: gate.contact })}</button></form>`
    : html`<p>${t('phone.stepUp.noChannel')}</p>`
  return formPage(
    frame,
    'me',
    t('phone.own.title'),
    html`!${strip('due', gate.fault)}!${strip('info', gate.status)}<p>${t('phone.own.lead')}</p>!${form}!${send}`,
  )
}

/** After the code: what is held, and what one may ask for. Nothing is ticked beforehand. */
export function ownDataPage(
  frame: FormFrame,
  held: Held,
  chats: readonly ReaderChat[],
  status: string | null,
): string {
  const { t } = frame
  const stopped = new Set(
    (held['stopped'] ?? []).filter((row) => row['endedAt'] === null).map((row) => row['channel']),
  )
  const agreed = new Set(
    (held['consents'] ?? [])
      .filter((row) => row['withdrawnAt'] === null)
      .map((row) => `${row['purpose']} ${row['channel'] ?? ''}`.trim()),
  )
  const channels = CHANNELS.map((channel) => {
    const stop = !stopped.has(channel)
    return html`<form method="post" action="me/channel"><input type="hidden" name="channel" value="${channel}"><input type="hidden" name="stopped" value="${stop ? '1' : '0'}"><button class="btn">${t(stop ? 'phone.own.stop' : 'phone.own.resume', { channel: t(`audit.channel.${channel}`) })}</button></form>`
  }).join('')
  const consent = (purpose: string, channel: string): string => {
    const given = agreed.has(`${purpose} ${channel}`.trim())
    return html`<form method="post" action="me/consent"><input type="hidden" name="purpose" value="${purpose}"><input type="hidden" name="channel" value="${channel}"><input type="hidden" name="given" value="${given ? '0' : '1'}"><p>${t(`privacy.consent_text.${purpose}`, { channel: channel ? t(`audit.channel.${channel}`) : '' })}</p><button class="btn">${t(given ? 'phone.own.withdraw' : 'phone.own.agree')}</button></form>`
  }
  const consents = [
    ...CHANNELS.map((channel) => consent('promotion', channel)),
    consent('photo', ''),
    consent('praise', ''),
  ].join('')
  const linking = chats
    .map(
      (chat) =>
        html`<form method="post" action="me/link"><input type="hidden" name="account" value="${String(chat.accountId)}"><p>${t(chat.linked ? 'phone.own.link.linked' : 'phone.own.link.not_linked', { name: chat.name })}</p><button class="btn">${t('phone.own.link.ask', { channel: t(`audit.channel.${chat.channel}`) })}</button></form>`,
    )
    .join('')
  const request = html`<form method="post" action="me/request"><div><label for="kind">${t('phone.own.ask')}</label><select id="kind" name="kind">!${KINDS.map(
    (kind) => html`<option value="${kind}">${t(`personal.kind.${kind}`)}</option>`,
  ).join(
    '',
  )}</select></div><div><label for="note">${t('phone.own.note')}</label><textarea id="note" name="note" maxlength="1000" rows="3"></textarea></div><button class="btn primary">${t('phone.own.send_request')}</button></form><p class="dim">${t('phone.own.clock')}</p>`
  return formPage(
    frame,
    'me',
    t('phone.own.title'),
    html`!${strip('ok', status)}<p>${t('phone.own.basis')}</p><ul class="more"><li><a href="me/export?format=html">${t('phone.own.export_html')}</a></li><li><a href="me/export?format=json">${t('phone.own.export_json')}</a></li></ul><h2>${t('phone.own.ask_title')}</h2>!${request}!${chats.length > 0 ? html`<h2>${t('phone.own.link.title')}</h2><p>${t('phone.own.link.hint')}</p>!${linking}` : ''}<h2>${t('phone.own.channels')}</h2><p>${t('phone.own.channels_hint')}</p>!${channels}<h2>${t('phone.own.consents')}</h2>!${consents}!${heldLists(held, t)}`,
  )
}

/** The link with its one-time code: pressed on this phone, or read by it from another screen. */
export function linkChatPage(
  frame: FormFrame,
  offer: { address: string; qr: string; channel: string; until: string },
): string {
  const { t } = frame
  return formPage(
    frame,
    'me',
    t('phone.own.link.ask', { channel: offer.channel }),
    html`<p>${t('phone.own.link.lead', { channel: offer.channel })}</p><p><a class="btn primary" href="${offer.address}" rel="noreferrer">${t('phone.own.link.open', { channel: offer.channel })}</a></p><p>${t('phone.own.link.scan', { channel: offer.channel })}</p><p>!${offer.qr}</p><p class="dim">${t('phone.own.link.until', { until: offer.until })}</p>`,
    'me',
  )
}

/** One line a row: tables do not fit a telephone. */
const heldLists = (held: Held, t: Translate): string =>
  heldSections(held, t)
    .filter(({ rows }) => rows.length > 0)
    .map(
      ({ name, rows }) =>
        html`<h2>${name}</h2><ul>!${rows
          .map(
            (row) =>
              html`<li>${Object.entries(row)
                .filter(([, value]) => value !== null)
                .map(([column, value]) => `${t(`privacy.field.${column}`)}: ${cellText(value, t)}`)
                .join(' · ')}</li>`,
          )
          .join('')}</ul>`,
    )
    .join('')
