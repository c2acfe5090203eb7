import type { Translate } from '../../../kernel/i18n.ts'
import { tidy } from '../../../kernel/text.ts'
import type { MessageContent } from '../../channel/adapter.ts'
import { type Frame, type MessageFrame, type MessagePerson, ownWords, personSentence } from './frame.ts'
import { shorten } from './shorten.ts'

/** RFC 5322 allows 998 octets a line; a list of mails shows the first 60 to 90 characters. */
const SUBJECT_LIMIT = 200

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign)

const P = '<p style="margin:0 0 12px">'
const BUTTON =
  'display:inline-block;padding:14px 22px;border-radius:8px;background:#0B4EA2;color:#FFFFFF;font-weight:600;text-decoration:none'

/** A letter that reads the same in Outlook of 2010 and on a phone: one column, inline styles, no picture, no pixel. */
export function prepareEmail(
  frame: Frame,
  input: MessageFrame,
  t: Translate,
): (to: MessagePerson) => MessageContent['email'] {
  const withUnit = personSentence(t, 'message.toPersonOfUnit')
  const alone = personSentence(t, 'message.toPerson')
  const subject = subjectOf(frame, input)
  const text = textParts(frame, t)
  const html = htmlParts(frame, input, t)
  return ({ person, link }) => {
    const { name } = person
    const greeting = person.unitName ? withUnit({ name, unit: person.unitName }) : alone({ name, unit: '' })
    const href = escapeHtml(link)
    return {
      subject,
      text: `${text.head}${greeting}\n\n${text.middle}${link}\n${text.tail}`,
      html: `${html.head}${P}${escapeHtml(greeting)}</p>${html.middle}${html.button(href)}${html.tail}`,
    }
  }
}

function subjectOf(frame: Frame, input: MessageFrame): string {
  const override = ownWords(frame, input.directive.overrides.emailSubject)
  const usesOverride = override && (frame.purpose === 'issue' || frame.purpose === 'test')
  const words = usesOverride
    ? tidy(override)
    : [frame.name, frame.title].filter((part) => part !== '').join(': ')
  // One line whatever was typed: a line break in a subject would start another header.
  return shorten((frame.tags + words).replace(/\s+/g, ' '), SUBJECT_LIMIT)
}

function textParts(frame: Frame, t: Translate): { head: string; middle: string; tail: string } {
  const head = [frame.tags + frame.name, frame.title, frame.reason, frame.callToAction]
  const middle: string[] = []
  if (frame.question)
    middle.push(
      t('message.asked', { question: frame.question.question }),
      t('message.answered', { answer: frame.question.answer }),
    )
  else {
    if (frame.actions.length > 0)
      middle.push(
        [t('message.actions'), ...frame.actions.map((action, index) => `${index + 1}. ${action}`)].join('\n'),
      )
    if (frame.body !== '') middle.push(frame.body)
    if (frame.attachmentNames.length > 0)
      middle.push(`${t('message.files')}\n${frame.attachmentNames.map((name) => `- ${name}`).join('\n')}`)
  }
  middle.push(`${t(frame.acknowledge ? 'message.button.readAndAcknowledge' : 'message.button.read')}: `)
  return {
    head: `${head.filter((line) => line !== null && line !== '').join('\n')}\n\n`,
    middle: middle.join('\n\n'),
    tail: `\n${frame.issuer}\n${t('message.mailFooter', { issuer: frame.issuer })}\n`,
  }
}

function htmlParts(frame: Frame, input: MessageFrame, t: Translate) {
  const lines = (text: string): string => escapeHtml(text).replace(/\r?\n/g, '<br>')
  const urgent = input.directive.urgency >= 2
  const head = [
    '<!doctype html><html lang="',
    input.locale,
    '"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>',
    escapeHtml(subjectOf(frame, input)),
    '</title></head><body style="margin:0;background:#F6F8FB;color:#14202E;font:16px/1.55 Arial,Helvetica,sans-serif">',
    '<div style="max-width:640px;margin:0 auto;padding:24px 16px"><div style="background:#FFFFFF;border:1px solid #C9D2DE;border-radius:8px;padding:24px">',
    `<p style="margin:0 0 4px;font-weight:600;color:${urgent ? '#7F0A1F' : '#475668'}">${escapeHtml(frame.tags + frame.name)}</p>`,
    frame.title === ''
      ? ''
      : `<h1 style="margin:0 0 12px;font-size:20px;line-height:1.4">${escapeHtml(frame.title)}</h1>`,
    frame.reason === null ? '' : `${P}${escapeHtml(frame.reason)}</p>`,
    frame.callToAction === null ? '' : `${P}<strong>${escapeHtml(frame.callToAction)}</strong></p>`,
  ].join('')
  const middle: string[] = []
  if (frame.question)
    middle.push(
      `${P}${lines(t('message.asked', { question: frame.question.question }))}</p>`,
      `${P}${lines(t('message.answered', { answer: frame.question.answer }))}</p>`,
    )
  else {
    if (frame.actions.length > 0)
      middle.push(
        `<p style="margin:0 0 4px;font-weight:600">${escapeHtml(t('message.actions'))}</p><ol style="margin:0 0 12px;padding-left:24px">`,
        ...frame.actions.map((action) => `<li style="margin:0 0 6px">${lines(action)}</li>`),
        '</ol>',
      )
    for (const paragraph of frame.body.split(/\n{2,}/))
      if (paragraph.trim() !== '') middle.push(`${P}${lines(paragraph.trim())}</p>`)
    if (frame.attachmentNames.length > 0)
      middle.push(
        `${P}${escapeHtml(t('message.files'))}<br>${frame.attachmentNames.map(escapeHtml).join('<br>')}</p>`,
      )
  }
  const label = escapeHtml(t(frame.acknowledge ? 'message.button.readAndAcknowledge' : 'message.button.read'))
  return {
    head,
    middle: middle.join(''),
    button: (href: string): string =>
      `<p style="margin:20px 0"><a href="${href}" style="${BUTTON}">${label}</a></p><p style="margin:0;font-size:14px;color:#475668;word-break:break-all">${href}</p>`,
    tail: `</div><p style="margin:16px 0 0;font-size:14px;color:#475668">${escapeHtml(frame.issuer)}<br>${escapeHtml(t('message.mailFooter', { issuer: frame.issuer }))}</p></div></body></html>`,
  }
}
