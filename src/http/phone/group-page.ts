import { html } from 'ghtml'
import type { Locale, Translate } from '../../kernel/i18n.ts'
import type { DirectiveText } from '../../views/phone/directive-text-view.ts'
import type { PublishedAnswer } from '../../views/phone/page-extras-view.ts'
import { directiveWords, questionsAndAnswers, type Successor, successorBanner } from './directive-page.ts'
import { footer, pageEnd, pageTop } from './shell.ts'
import { whenText } from './words.ts'

/** The page behind a link posted in an ordinary group: to read only, without any person's name. */
export function renderGroupPage(page: {
  readonly directive: DirectiveText
  readonly groupName: string
  readonly standing: 'live' | 'stopped' | 'closed'
  readonly successor: Successor | null
  readonly published: readonly PublishedAnswer[]
  readonly asked: 'sent' | 'wrong' | null
  readonly base: string
  readonly now: Date
  readonly locale: Locale
  readonly t: Translate
}): string {
  const { directive, t, locale, now, base } = page
  const words = directiveWords(directive, locale, t)
  const due =
    directive.acknowledge && directive.acknowledgeBefore && page.standing === 'live'
      ? html`<div class="strip due"><p>${t('phone.deadline', { when: whenText(t, directive.acknowledgeBefore, now) })}</p></div>`
      : ''
  const own =
    directive.acknowledge && page.standing === 'live'
      ? html`<h2 id="own">${t('phone.group.getOwn')}</h2>!${
          page.asked === 'sent'
            ? html`<div class="strip ok" role="status"><p>${t('phone.group.sent')}</p></div>`
            : html`<p>${t('phone.group.getOwnLead')}</p><form method="post" action="link"><div!${page.asked === 'wrong' ? ' class="bad"' : ''}><label for="phone">${t('phone.group.phone')}</label>!${
                page.asked === 'wrong' ? html`<p class="fault" id="fault">${t('phone.group.wrong')}</p>` : ''
              }<input id="phone" name="phone" type="tel" inputmode="tel" autocomplete="tel" maxlength="20" required!${
                page.asked === 'wrong' ? ' aria-invalid="true" aria-describedby="fault"' : ''
              }></div><button class="btn">${t('phone.group.send')}</button></form>`
        }`
      : ''
  return (
    pageTop({ locale, title: words.pageTitle, base, seen: true }) +
    words.drill +
    html`<header class="top"><b>${directive.issuerName}</b>${t('phone.group.title', { group: page.groupName })}</header><main>` +
    (page.asked ? own : '') +
    (page.successor ? successorBanner(page.successor, t) : '') +
    (page.standing === 'live'
      ? html`<div class="strip info"><p>${t('phone.group.personal')}</p></div>`
      : html`<div class="strip note"><p>${t(`phone.${page.standing}`)}</p></div>`) +
    words.heading.text +
    due +
    words.content.text +
    questionsAndAnswers(page.published, t) +
    (page.asked ? '' : own) +
    '</main>' +
    footer(t, locale, '') +
    pageEnd('page')
  )
}
