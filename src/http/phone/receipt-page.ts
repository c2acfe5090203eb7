import { html } from 'ghtml'
import { mayWithdraw, WITHDRAWAL_MS } from '../../domain/acknowledgement/index.ts'
import { clockText, dateText } from '../../kernel/dates.ts'
import type { Locale, Translate } from '../../kernel/i18n.ts'
import type { DirectiveText } from '../../views/phone/directive-text-view.ts'
import type { OwnDelegation, OwnQuestion, PublishedAnswer } from '../../views/phone/page-extras-view.ts'
import { questionsAndAnswers, type Successor, successorBanner } from './directive-page.ts'
import { footer, pageEnd, pageTop } from './shell.ts'
import { identityText, momentText, personText, reference, whenText } from './words.ts'

export interface ReceiptPage {
  readonly directive: DirectiveText
  readonly reader: {
    readonly name: string
    readonly salutation: string | null
    readonly unitName: string | null
  }
  readonly receipt: {
    readonly kind: 'received' | 'not_applicable'
    readonly code: string
    readonly at: Date
    readonly isLate: boolean
    readonly textOpened: boolean | null
    readonly unverified: boolean
  }
  /** Where a code for an unverified receipt would go; null when it needs none, or there is no such contact. */
  readonly codeContact: string | null
  readonly successor: Successor | null
  readonly published: readonly PublishedAnswer[]
  readonly questions: readonly OwnQuestion[]
  readonly delegations: readonly OwnDelegation[]
  /** Other directives that wait for the same officer; `href` only on a phone that is known as theirs. */
  readonly waiting: readonly {
    readonly title: string
    readonly acknowledgeBefore: Date | null
    readonly href: string | null
  }[]
  readonly message: string | null
  readonly base: string
  readonly now: Date
  readonly locale: Locale
  readonly t: Translate
}

/** What an officer may show and read out: the code, the second, what was answered, and what comes next. */
export function renderReceiptPage(page: ReceiptPage): string {
  const { directive, receipt, reader, t, locale, now, base } = page
  const who = personText(t, reader.salutation, reader.name, locale)
  const at = `${clockText(receipt.at)}, ${dateText(receipt.at)}`
  const until = new Date(receipt.at.getTime() + WITHDRAWAL_MS)
  const row = (key: string, value: string): string =>
    html`<dt>${t(`phone.receipt.${key}`)}</dt><dd>${value}</dd>`
  const late =
    receipt.isLate && directive.acknowledgeBefore
      ? html`<p class="dim">${t('phone.receipt.late', { when: whenText(t, directive.acknowledgeBefore, now) })}</p>`
      : ''
  return (
    pageTop({ locale, title: t('phone.og', { issuer: directive.issuerName }), base }) +
    (directive.isDrill ? html`<div class="drill" role="note">${t('phone.drill')}</div>` : '') +
    html`<header class="top"><b>${directive.issuerName}</b>${identityText(t, who, reader.unitName)}</header><main>` +
    (page.message ? html`<div class="strip info" role="status"><p>${page.message}</p></div>` : '') +
    (page.successor ? successorBanner(page.successor, t) : '') +
    html`<h1>✔ ${t(`phone.receipt.title.${receipt.kind}`)}</h1>
<dl><dt>${t('phone.receipt.code')}</dt><dd class="code">${receipt.code}</dd>!${row('at', at)}!${row('what', t(`phone.receipt.answer.${receipt.kind}`))}!${row('by', who)}!${row('of', [reference(directive), directive.title].filter(Boolean).join(' · '))}</dl>!${late}` +
    unverifiedStrip(page) +
    (receipt.textOpened === false
      ? html`<div class="strip info"><p>${t('phone.receipt.textUnread')} <a href="./">${t('phone.receipt.readText')}</a></p></div>`
      : '') +
    (mayWithdraw(receipt.at, now)
      ? html`<form method="post" action="withdraw"><button class="btn">${t('phone.receipt.withdraw')}</button></form><p class="dim">${t('phone.receipt.withdrawUntil', { time: clockText(until) })}</p>`
      : receipt.kind === 'not_applicable'
        ? html`<form method="post" action="acknowledge"><button class="btn">${t('phone.receipt.changeMind')}</button></form>`
        : '') +
    html`<p class="dim">${t('phone.receipt.keep')}</p>` +
    waiting(page) +
    ownQuestions(page.questions, t, now) +
    questionsAndAnswers(page.published, t) +
    html`!${page.delegations.map((one) => html`<p class="dim">${t('phone.handOn.made', { name: one.name, time: momentText(one.at, now) })}</p>`)}` +
    html`<ul class="more"><li><a href="./">${t('phone.back')}</a></li><li><a href="question">${t('phone.question')}</a></li></ul></main>` +
    footer(t, locale, 'receipt', { own: true }) +
    pageEnd('page')
  )
}

/** The press counts; the phone it came from can be checked afterwards. */
function unverifiedStrip({ receipt, codeContact, t }: ReceiptPage): string {
  if (!receipt.unverified) return ''
  const why = codeContact ? t('phone.unverified.why', { contact: codeContact }) : t('phone.stepUp.noChannel')
  return html`<div class="strip note"><p>${t('phone.unverified.mark')}</p><p>${why}</p></div>!${
    codeContact
      ? html`<form method="post" action="send-code"><button class="btn">${t('phone.unverified.send')}</button></form>`
      : ''
  }`
}

function waiting({ waiting, t, now }: ReceiptPage): string {
  if (waiting.length === 0)
    return html`<h2>${t('phone.receipt.next')}</h2><p>${t('phone.receipt.nothing')}</p>`
  const item = (one: ReceiptPage['waiting'][number]): string => {
    const before = one.acknowledgeBefore
      ? html` <span class="dim">– ${t('phone.receipt.before', { when: whenText(t, one.acknowledgeBefore, now) })}</span>`
      : ''
    return one.href
      ? html`<li><a href="${one.href}"><span>${one.title}!${before}</span></a></li>`
      : html`<li class="plain">${one.title}!${before}</li>`
  }
  const known = waiting.some((one) => one.href)
  return html`<h2>${t('phone.receipt.others', { n: waiting.length })}</h2><ul class="more">!${waiting.map(item)}</ul>!${
    known ? '' : html`<p class="dim">${t('phone.receipt.othersHow')}</p>`
  }`
}

export function ownQuestions(questions: readonly OwnQuestion[], t: Translate, now: Date): string {
  if (questions.length === 0) return ''
  return html`<h2>${t('phone.ask.own')}</h2>!${questions.map((one) => {
    const asked = t('phone.ask.asked', { time: momentText(one.askedAt, now) })
    const answered = one.answeredAt ? t('phone.ask.answered', { time: momentText(one.answeredAt, now) }) : ''
    return html`<div class="qa"><p class="text">${one.text}</p><p class="dim">${asked}</p>!${
      one.answer
        ? html`<p class="text">${one.answer}</p><p class="dim">${answered}</p>`
        : html`<p class="dim">${t('phone.ask.waiting')}</p>`
    }</div>`
  })}`
}
