import { html } from 'ghtml'
import { clockText, timeText } from '../../kernel/dates.ts'
import { type FormFrame, formPage } from './form-pages.ts'

export interface StepUpPage extends FormFrame {
  /** «SMS 09•• ••• 567»; empty when no contact is registered. */
  readonly contact: string
  /** A code can be typed until then; null: none is in force. */
  readonly validUntil: Date | null
  /** Another code can be asked for from then on; null: not today. */
  readonly nextAt: Date | null
  /** No act waits for the code: an acknowledgement that went through is checked afterwards. */
  readonly afterwards: boolean
  /** A code was asked for before, and none is in force any more. */
  readonly ended: boolean
  readonly fault: string | null
  readonly status: string | null
}

/** One field for six digits. Complete without scripts; a reload shows it again, and the code stays the same. */
export function renderStepUpPage(page: StepUpPage): string {
  const { t, contact, validUntil, nextAt, now, fault } = page
  const strip = (kind: string, text: string): string =>
    html`<div class="strip !${kind}" role="status"><p>${text}</p></div>`
  const lead = validUntil
    ? t(page.afterwards ? 'phone.stepUp.leadAgain' : 'phone.stepUp.lead', { contact })
    : contact === ''
      ? t('phone.stepUp.noChannel')
      : page.ended
        ? t('phone.stepUp.ended')
        : t('phone.stepUp.none', { contact })
  const form = validUntil
    ? html`<form method="post" action="code"><div!${fault ? ' class="bad"' : ''}><label for="code">${t('phone.stepUp.label')}</label>!${
        fault ? html`<p class="fault" id="code-fault" role="alert">${fault}</p>` : ''
      }<p class="hint" id="code-hint">${t('phone.stepUp.hint', { time: timeText(validUntil) })}</p><input id="code" name="code" type="text" inputmode="numeric" autocomplete="one-time-code" maxlength="40" required autofocus aria-describedby="!${fault ? 'code-fault ' : ''}code-hint"!${fault ? ' aria-invalid="true"' : ''}></div><button class="btn primary">${t('phone.stepUp.button')}</button></form>`
    : fault
      ? strip('due', fault)
      : ''
  const again =
    contact === ''
      ? ''
      : nextAt === null
        ? html`<p class="dim">${t('phone.stepUp.over')}</p>`
        : nextAt > now
          ? html`<p class="dim">${t('phone.stepUp.resendFrom', { time: clockText(nextAt) })}</p>`
          : ''
  // The button stands there from the start: without a script nothing could make it appear 45 seconds later.
  const resend =
    contact === '' || nextAt === null
      ? ''
      : html`<form method="post" action="send-code"><button class="btn!${validUntil ? '' : ' primary'}">${t('phone.stepUp.resend')}</button></form>`
  return formPage(
    page,
    'code',
    t('phone.stepUp.title'),
    html`!${page.status ? strip('info', page.status) : ''}!${
      page.afterwards ? '' : strip('note', t('phone.stepUp.waiting'))
    }<p>${lead}</p>!${form}!${again}!${resend}<p>${t('phone.stepUp.call')}</p>`,
    './?read=1',
  )
}
