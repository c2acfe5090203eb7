import { html } from 'ghtml'
import { QUESTION_LENGTH } from '../../domain/acknowledgement/index.ts'
import type { Locale, Translate } from '../../kernel/i18n.ts'
import type { DirectiveText } from '../../views/phone/directive-text-view.ts'
import type { OwnDelegation, OwnQuestion, PublishedAnswer } from '../../views/phone/page-extras-view.ts'
import { questionsAndAnswers } from './directive-page.ts'
import { ownQuestions } from './receipt-page.ts'
import { footer, pageEnd, pageTop } from './shell.ts'
import { identityText, momentText, personText } from './words.ts'

export interface FormFrame {
  readonly directive: DirectiveText
  readonly reader: {
    readonly name: string
    readonly salutation: string | null
    readonly unitName: string | null
  }
  readonly base: string
  readonly now: Date
  readonly locale: Locale
  readonly t: Translate
}

/** What was typed and what is wrong with it, by field: nothing has to be typed twice. */
export interface Typed {
  readonly values: Readonly<Record<string, string>>
  readonly faults: Readonly<Record<string, string>>
}

/** One more page of the same link: a title, a way back, a form. */
export function formPage(frame: FormFrame, here: string, title: string, main: string, back = './'): string {
  const { directive, reader, t, locale, base } = frame
  const who = personText(t, reader.salutation, reader.name, locale)
  return (
    pageTop({ locale, title: t('phone.og', { issuer: directive.issuerName }), base }) +
    html`<header class="top"><b>${directive.issuerName}</b>${identityText(t, who, reader.unitName)}</header><main><p class="num">${directive.title}</p><h1>${title}</h1>!${main}<ul class="more"><li><a href="${back}">${t('phone.back')}</a></li></ul></main>` +
    footer(t, locale, here) +
    pageEnd('page')
  )
}

const status = (text: string | null): string =>
  text ? html`<div class="strip ok" role="status"><p>${text}</p></div>` : ''

const faultSummary = (typed: Typed, t: Translate): string => {
  const faults = Object.values(typed.faults)
  if (faults.length === 0) return ''
  return html`<div class="strip due" role="alert"><p>${t('phone.faults')}</p>!${
    typed.faults[''] ? html`<p>${typed.faults['']}</p>` : ''
  }</div>`
}

function field(
  typed: Typed,
  one: { name: string; label: string; hint?: string; control: (attributes: string, value: string) => string },
): string {
  const fault = typed.faults[one.name]
  const described = [fault ? `${one.name}-fault` : '', one.hint ? `${one.name}-hint` : '']
    .filter(Boolean)
    .join(' ')
  const attributes = html`id="${one.name}" name="${one.name}"!${described ? html` aria-describedby="${described}"` : ''}!${fault ? ' aria-invalid="true"' : ''}`
  return html`<div!${fault ? ' class="bad"' : ''}><label for="${one.name}">${one.label}</label>!${
    fault ? html`<p class="fault" id="${one.name}-fault">${fault}</p>` : ''
  }!${one.hint ? html`<p class="hint" id="${one.name}-hint">${one.hint}</p>` : ''}!${one.control(attributes, typed.values[one.name] ?? '')}</div>`
}

export function renderQuestionPage(
  frame: FormFrame & {
    readonly typed: Typed
    readonly formKey: string
    readonly sent: boolean
    readonly questions: readonly OwnQuestion[]
    readonly published: readonly PublishedAnswer[]
  },
): string {
  const { t, typed, now } = frame
  const form = html`<form method="post" action="question"><input type="hidden" name="key" value="${frame.formKey}">!${field(
    typed,
    {
      name: 'text',
      label: t('phone.ask.label'),
      hint: t('phone.ask.hint', { limit: QUESTION_LENGTH }),
      control: (attributes, value) =>
        html`<textarea !${attributes} maxlength="!${QUESTION_LENGTH}" required>${value}</textarea>`,
    },
  )}<button class="btn primary">${t('phone.ask.send')}</button></form>`
  return formPage(
    frame,
    'question',
    t('phone.ask.title'),
    status(frame.sent ? t('phone.ask.sent') : null) +
      faultSummary(typed, t) +
      ownQuestions(frame.questions, t, now) +
      questionsAndAnswers(frame.published, t) +
      html`<p>${t('phone.ask.lead')}</p><p class="dim">${t('phone.ask.shared')}</p>!${form}`,
  )
}

export function renderNotApplicablePage(frame: FormFrame & { readonly typed: Typed }): string {
  const { t, typed, reader } = frame
  const lead = reader.unitName ? t('phone.na.lead', { unit: reader.unitName }) : t('phone.na.leadPlain')
  return formPage(
    frame,
    'not-applicable',
    t('phone.na.title'),
    html`<p>${lead}</p><form method="post" action="not-applicable">!${field(typed, {
      name: 'note',
      label: t('phone.na.label'),
      hint: t('phone.na.hint'),
      control: (attributes, value) => html`<textarea !${attributes} maxlength="500">${value}</textarea>`,
    })}<button class="btn primary">${t('phone.na.send')}</button></form>`,
  )
}

export function renderDelegatePage(
  frame: FormFrame & {
    readonly typed: Typed
    readonly sent: boolean
    readonly delegations: readonly OwnDelegation[]
  },
): string {
  const { t, typed, now } = frame
  const form = html`<form method="post" action="delegate">!${field(typed, {
    name: 'name',
    label: t('phone.handOn.name'),
    control: (attributes, value) =>
      html`<input !${attributes} value="${value}" maxlength="120" autocomplete="off" required>`,
  })}!${field(typed, {
    name: 'phone',
    label: t('phone.handOn.phone'),
    hint: t('phone.handOn.phoneHint'),
    control: (attributes, value) =>
      html`<input !${attributes} value="${value}" type="tel" inputmode="tel" maxlength="20" autocomplete="off" required>`,
  })}<button class="btn primary">${t('phone.handOn.send')}</button></form>`
  const made = frame.delegations.map(
    (one) => html`<p>${t('phone.handOn.made', { name: one.name, time: momentText(one.at, now) })}</p>`,
  )
  return formPage(
    frame,
    'delegate',
    t('phone.handOn.title'),
    status(frame.sent ? t('phone.handOn.sent') : null) +
      faultSummary(typed, t) +
      html`!${made}<p>${t('phone.handOn.lead')}</p>!${form}<p class="dim">${t('phone.handOn.still')}</p>`,
  )
}

export function renderNotMePage(frame: FormFrame): string {
  const { t, reader, locale } = frame
  const who = identityText(t, personText(t, reader.salutation, reader.name, locale), reader.unitName)
  return formPage(
    frame,
    'not-me',
    t('phone.stranger.title', { who }),
    html`<p>${t('phone.stranger.lead')}</p><form method="post" action="not-me"><button class="btn primary">${t('phone.stranger.send')}</button></form>`,
  )
}
