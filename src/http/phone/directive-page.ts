import { html } from 'ghtml'
import { dateTimeText } from '../../kernel/dates.ts'
import type { Locale, Translate } from '../../kernel/i18n.ts'
import type { DirectiveText } from '../../views/phone/directive-text-view.ts'
import type { PublishedAnswer } from '../../views/phone/page-extras-view.ts'
import { asText, Fixed, type Piece } from './pieces.ts'
import { footer, pageEnd, pageTopParts } from './shell.ts'
import {
  foldText,
  identityText,
  leftText,
  leftWords,
  momentText,
  personText,
  reference,
  sizeText,
  whenText,
  withTelephones,
} from './words.ts'

/** A later document in place of this one. */
export interface Successor {
  readonly relation: 'replaces' | 'corrects' | 'recalls'
  readonly reference: string
  /** The reader's own link to it; null when they did not get it. */
  readonly href: string | null
}

/** What the page of one reader shows beyond the words of the directive. */
export interface DirectivePage {
  /** The page says that it was seen, and says that it does; false when the installation switched it off. */
  readonly reported?: boolean
  readonly directive: DirectiveText
  readonly reader: {
    readonly name: string
    readonly salutation: string | null
    readonly unitName: string | null
  }
  readonly standing: 'asking' | 'stopped' | 'closed' | 'excluded' | 'trial'
  readonly successor: Successor | null
  /** The reader's own answer. */
  readonly answer: {
    readonly kind: 'received' | 'not_applicable'
    readonly at: Date
    readonly code: string
  } | null
  /** Somebody else of the unit acknowledged. */
  readonly unitDoneAt: Date | null
  /** The reader or their unit confirmed the text that this one replaces or corrects; null when not, or answered again. */
  readonly confirmedEarlier: { readonly at: Date; readonly own: boolean } | null
  readonly published: readonly PublishedAnswer[]
  /** Result of an act that led here, e.g. a withdrawal. */
  readonly message: string | null
  /** «/x/<token>/»; null in a preview: nothing on it can be pressed. */
  readonly base: string | null
  readonly now: Date
  readonly locale: Locale
  readonly t: Translate
}

/** The page of a directive as its reader sees it; the composer shows the same one as its preview. */
export const renderDirectivePage = (page: DirectivePage): string => asText(directivePieces(page))

/** The same page in pieces, most of which are the same for every reader. */
export function directivePieces(page: DirectivePage): Piece[] {
  const { directive, t, locale, now, base, reader } = page
  const words = directiveWords(directive, locale, t)
  const frame = frameOf(page, words)
  const who = identityText(t, personText(t, reader.salutation, reader.name, locale), reader.unitName)
  const quiet = page.answer !== null || page.standing !== 'asking'
  return [
    frame.before,
    base === null ? '' : html`${base}`,
    frame.after,
    html`${who}`,
    frame.main,
    banners(page),
    words.heading,
    quiet ? deadline(directive, t, now, true) : currentDeadline(directive, words, t, now),
    words.content,
    questionsAndAnswers(page.published, t),
    frame.end,
    barToSuccessor(page),
    frame.last,
  ]
}

interface DirectiveWords {
  readonly pageTitle: string
  readonly drill: string
  readonly heading: Fixed
  readonly content: Fixed
  /** What surrounds the words, by what the reader can do. */
  readonly frames: Map<string, PageFrames>
  /** The deadline as it reads in one second. */
  due: { readonly second: number; readonly text: string } | null
}

interface PageFrames {
  readonly before: Fixed
  readonly after: Fixed
  readonly main: Fixed
  readonly end: Fixed
  readonly last: Fixed
}

const rendered = new WeakMap<DirectiveText, Partial<Record<Locale, DirectiveWords>>>()

/** The part that is the same for every reader, made once a language: an issued text never changes. */
export function directiveWords(directive: DirectiveText, locale: Locale, t: Translate): DirectiveWords {
  const byLocale = rendered.get(directive) ?? {}
  const known = byLocale[locale]
  if (known) return known
  const words: DirectiveWords = {
    pageTitle: t('phone.og', { issuer: directive.issuerName }),
    drill: directive.isDrill ? html`<div class="drill" role="note">${t('phone.drill')}</div>` : '',
    heading: new Fixed(heading(directive, locale, t)),
    content: new Fixed(content(directive, locale, t)),
    frames: new Map(),
    due: null,
  }
  rendered.set(directive, { ...byLocale, [locale]: words })
  return words
}

/** Top, identity line, further links and bar: the same for everybody with the same things to do. */
function frameOf(page: DirectivePage, words: DirectiveWords): PageFrames {
  const { t, locale, base, directive } = page
  const goesOn = barToSuccessor(page) !== ''
  const key = `${base !== null} ${page.standing} ${page.answer !== null} ${goesOn} ${page.reported !== false}`
  const known = words.frames.get(key)
  if (known) return known
  const bar = goesOn ? '' : barOf(page)
  const top = pageTopParts({
    locale,
    title: words.pageTitle,
    base,
    seen: page.reported !== false,
    bar: goesOn || bar !== '',
  })
  const [beforeWho = '', afterWho = ''] = t('phone.identity', { who: '\u0000' }).split('\u0000')
  const notMe =
    base === null ? html`<u>${t('phone.notMe')}</u>` : html`<a href="not-me">${t('phone.notMe')}</a>`
  const frames = {
    before: new Fixed(top.before),
    after: new Fixed(
      html`!${top.after}!${words.drill}<header class="top"><b>${directive.issuerName}</b>${beforeWho}`,
    ),
    main: new Fixed(html`${afterWho}. !${notMe}</header><main>`),
    end: new Fixed(
      `${moreOf(page)}</main>${footer(t, locale, '', { own: base !== null, reported: page.reported !== false })}${bar}`,
    ),
    last: new Fixed(pageEnd(base === null ? 'none' : 'page')),
  }
  words.frames.set(key, frames)
  return frames
}

function currentDeadline(directive: DirectiveText, words: DirectiveWords, t: Translate, now: Date): string {
  const second = Math.floor(now.getTime() / 1000)
  if (words.due?.second !== second) words.due = { second, text: deadline(directive, t, now, false) }
  return words.due.text
}

const BARS =
  '<svg viewBox="0 0 20 14" aria-hidden="true"><path d="M0 10h4v4H0z"/><path d="M5.3 8h4v6h-4z" opacity="%1"/><path d="M10.6 4.5h4V14h-4z" opacity="%2"/><path d="M16 0h4v14h-4z" opacity="%3"/></svg>'

function chip(urgency: number, t: Translate): string {
  const bars = BARS.replace(/%(\d)/g, (_, bar) => (Number(bar) <= urgency ? '1' : '.28'))
  return html`<span class="chip u!${urgency}">!${bars}${t(`phone.urgency.${urgency}`)}</span>`
}

function heading(directive: DirectiveText, locale: Locale, t: Translate): string {
  const number = reference(directive)
  const line = [
    number ? t('phone.number', { reference: number }) : directive.kindNames[locale],
    directive.issuedAt ? dateTimeText(directive.issuedAt) : '',
  ].filter(Boolean)
  const { replaces } = directive
  return html`!${chip(directive.urgency, t)}<h1>${directive.title}</h1><p class="num">${line.join(' · ')}</p>!${
    replaces
      ? html`<div class="strip info"><p>${t(`phone.replaces.${replaces.relation}`, { reference: reference(replaces) })}</p></div>`
      : ''
  }`
}

const CLOCK =
  '<svg viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="13" r="8"/><path d="M12 9v4l3 2M9 2h6"/></svg>'

function deadline(directive: DirectiveText, t: Translate, now: Date, quiet: boolean): string {
  const until = directive.acknowledgeBefore
  if (!directive.acknowledge || !until) return ''
  const when = whenText(t, until, now)
  if (quiet) return html`<p class="dim">${t('phone.deadlineEnded', { when })}</p>`
  return html`<div class="strip row due">!${CLOCK}<span>${t('phone.deadline', { when })} <span id="left" data-until="${until.getTime()}" data-now="${now.getTime()}" data-words="${leftWords(t)}">(${leftText(t, until, now)})</span></span></div>`
}

function content(directive: DirectiveText, locale: Locale, t: Translate): string {
  const { actions, attachments, relay } = directive
  const { shown, folded } = foldText(directive.body)
  const decimal = locale === 'vi' ? ',' : '.'
  return [
    actions.length > 0
      ? html`<p class="lead">${t('phone.todo')}</p><ol>!${actions.map((action) => html`<li>!${withTelephones(action)}</li>`)}</ol>`
      : '',
    attachments.length > 0
      ? html`<div role="group" aria-label="${t('phone.files')}">!${attachments.map(
          (file) =>
            html`<a class="file" href="file/${file.key}"><b>${file.name}</b><i>${sizeText(file.size, decimal)}</i></a>`,
        )}</div>`
      : '',
    directive.body !== ''
      ? html`<h2>${t('phone.text')}</h2><div class="text">!${withTelephones(shown)}</div>!${
          folded
            ? html`<details id="full"><summary>${t('phone.readOn')}</summary><div class="text">!${withTelephones(folded)}</div></details>`
            : ''
        }`
      : '',
    relay ? html`<p class="dim">${t('phone.relay', relay)}</p>` : '',
  ].join('')
}

function banners(page: DirectivePage): string {
  const { successor, answer, t, now } = page
  const parts: string[] = []
  if (page.message) parts.push(html`<div class="strip info" role="status"><p>${page.message}</p></div>`)
  if (successor) parts.push(successorBanner(successor, t))
  const { confirmedEarlier, directive } = page
  if (confirmedEarlier && directive.replaces)
    parts.push(
      html`<div class="strip note"><p>${t(
        `phone.confirmAgain.${confirmedEarlier.own ? 'own' : 'unit'}.${directive.replaces.relation}`,
        {
          reference: reference(directive.replaces),
          time: momentText(confirmedEarlier.at, now),
        },
      )}</p></div>`,
    )
  if (page.standing !== 'asking')
    parts.push(html`<div class="strip note"><p>${t(`phone.${page.standing}`)}</p></div>`)
  if (answer) {
    const time = momentText(answer.at, now)
    parts.push(
      html`<div class="strip ok"><p>✔ ${t(`phone.done.${answer.kind}`, { time })}</p><p>${t('phone.done.code', { code: answer.code })}</p></div>`,
    )
  } else if (page.unitDoneAt)
    parts.push(
      html`<div class="strip ok"><p>${t('phone.unitDone', { time: momentText(page.unitDoneAt, now) })}</p></div>`,
    )
  return parts.join('')
}

export function successorBanner(successor: Successor, t: Translate): string {
  const advice = successor.relation === 'recalls' ? 'recalledAdvice' : 'replacedAdvice'
  return html`<div class="strip note"><p>${t(`phone.replacedBy.${successor.relation}`, { reference: successor.reference })}</p><p>${t(`phone.${advice}`)}!${
    successor.href ? html` <a href="${successor.href}">${t('phone.openNew')}</a>` : ''
  }</p></div>`
}

export function questionsAndAnswers(published: readonly PublishedAnswer[], t: Translate): string {
  if (published.length === 0) return ''
  return html`<h2>${t('phone.qa')}</h2>!${published.map(
    (one) => html`<div class="qa"><p>${one.question}</p><p class="text">${one.answer}</p></div>`,
  )}`
}

/** Everything that is not the one thing asked. */
function moreOf({ base, t, standing, answer, directive }: DirectivePage): string {
  if (standing === 'stopped' || standing === 'trial') return ''
  const links = [
    answer ? (['receipt', 'receiptLink'] as const) : null,
    answer || !directive.acknowledge ? (['question', 'question'] as const) : null,
    directive.acknowledge ? (['delegate', 'delegate'] as const) : null,
  ].filter((one) => one !== null)
  return html`<ul class="more">!${links.map(([href, key]) =>
    base
      ? html`<li><a href="${href}">${t(`phone.${key}`)}</a></li>`
      : html`<li><a>${t(`phone.${key}`)}</a></li>`,
  )}</ul>`
}

/** The fixed bar: one primary button while an acknowledgement is asked for, none afterwards. */
function barOf({ directive, answer, standing, base, t }: DirectivePage): string {
  if (
    !directive.acknowledge ||
    answer ||
    standing === 'stopped' ||
    standing === 'excluded' ||
    standing === 'trial'
  )
    return ''
  const press = html`<button class="btn primary"!${base ? '' : ' type="button"'}>${t('phone.acknowledge')}</button>`
  const other = (href: string, key: string): string =>
    base
      ? html`<a class="btn" href="${href}">${t(`phone.${key}`)}</a>`
      : html`<a class="btn">${t(`phone.${key}`)}</a>`
  return `<div class="bar">${
    base
      ? `<form method="post" action="acknowledge"><input type="hidden" name="read" id="read">${press}</form>`
      : press
  }<div class="row2">${other('question', 'question')}${other('not-applicable', 'notApplicable')}</div></div>`
}

/**
 * What no longer holds is not confirmed: the one thing to do is to read the document in its place, which asks again by
 * name (invariant 8). A correction of form leaves the old one in force. The link is the reader's own: never a fixed piece.
 */
function barToSuccessor({ answer, successor, t }: DirectivePage): string {
  if (!successor?.href || successor.relation === 'corrects' || answer) return ''
  return html`<div class="bar"><a class="btn primary" href="${successor.href}">${t('phone.openNew')}</a></div>`
}
