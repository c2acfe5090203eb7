import { dateTimeText } from '../../../kernel/dates.ts'
import type { Translate } from '../../../kernel/i18n.ts'
import type { MessageContent } from '../../channel/adapter.ts'
import { prepareChat } from './chat.ts'
import type { Frame, MessageFrame, MessagePerson } from './frame.ts'
import { shorten } from './shorten.ts'

/** Longest text of a Zalo consultation message (channels.md §1.4). */
export const ZALO_TEXT_LIMIT = 2000

/**
 * Parameters of the one approved template, used when the seven-day window is closed. Lengths are those of their
 * parameter types at Zalo: name 30, code 30, product 200, date 20, URL 200 (channels.md §2).
 */
export const ZALO_TEMPLATE_LIMITS = {
  nguoi_nhan: 30,
  don_vi: 100,
  so_hieu: 30,
  trich_yeu: 200,
  han: 20,
  lien_ket: 200,
} as const
export type ZaloTemplateParameter = keyof typeof ZALO_TEMPLATE_LIMITS

export function prepareZalo(
  frame: Frame,
  input: MessageFrame,
  t: Translate,
): (to: MessagePerson) => MessageContent['zalo'] {
  const chat = prepareChat(frame, input, t, ZALO_TEXT_LIMIT)
  const template = prepareTemplate(frame, input, t)
  return (to) => ({ ...chat(to), templateData: template(to.person, to.link) })
}

/** What the template would carry uncut, so that the composer can say what is too long for it. */
export function templateValues(
  frame: Frame,
  input: MessageFrame,
  t: Translate,
): Record<Exclude<ZaloTemplateParameter, 'nguoi_nhan' | 'don_vi' | 'lien_ket'>, string> {
  const subject = frame.question ? frame.question.answer : frame.title
  const reason =
    frame.purpose === 'issue' || frame.purpose === 'test' ? '' : t(`message.brief.${frame.purpose}`)
  const before = input.directive.acknowledgeBefore
  return {
    so_hieu: frame.reference ?? frame.kindName,
    trich_yeu: frame.tags + reason + subject,
    han: frame.acknowledge && before ? dateTimeText(before) : t('message.noDeadline'),
  }
}

function prepareTemplate(frame: Frame, input: MessageFrame, t: Translate) {
  const limits = ZALO_TEMPLATE_LIMITS
  const values = templateValues(frame, input, t)
  const shared = {
    so_hieu: shorten(values.so_hieu, limits.so_hieu),
    trich_yeu: shorten(values.trich_yeu, limits.trich_yeu),
    han: shorten(values.han, limits.han),
  }
  return (person: MessagePerson['person'], link: string): Record<ZaloTemplateParameter, string> => ({
    nguoi_nhan: shorten(person.name, limits.nguoi_nhan),
    don_vi: shorten(person.unitName ?? frame.issuer, limits.don_vi),
    ...shared,
    lien_ket: link,
  })
}
