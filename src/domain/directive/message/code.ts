import type { Translate } from '../../../kernel/i18n.ts'
import { stripAccents, tidy } from '../../../kernel/text.ts'
import type { MessageContent } from '../../channel/adapter.ts'
import { escapeHtml } from './email.ts'
import type { MessageFrame, MessagePerson } from './frame.ts'
import { shorten } from './shorten.ts'
import { measureSms } from './sms-segments.ts'
import { ZALO_TEMPLATE_LIMITS } from './zalo.ts'

/**
 * The message with the six digits of a further phone. It begins with them, so that the notification alone is enough, and
 * says nothing of the directive: it may be read on a locked screen. One SMS part without accents.
 */
export function prepareCode(input: MessageFrame, t: Translate): (to: MessagePerson) => MessageContent {
  const code = input.code ?? ''
  const issuer = tidy(input.directive.issuerName)
  const words = t('message.code.text', { code, issuer })
  const short = stripAccents(t('message.code.sms', { code }))
  const measure = measureSms(short)
  const sms = { text: short, unicode: measure.encoding === 'UCS-2', parts: measure.parts }
  const subject = t('message.code.subject', { code })
  const limits = ZALO_TEMPLATE_LIMITS
  return ({ person, link }) => ({
    zalo: {
      text: words,
      button: t('message.code.button'),
      ackButton: null,
      ackPayload: null,
      templateData: {
        nguoi_nhan: shorten(person.name, limits.nguoi_nhan),
        don_vi: shorten(person.unitName ?? issuer, limits.don_vi),
        so_hieu: code,
        trich_yeu: shorten(words, limits.trich_yeu),
        han: t('message.code.validity'),
        lien_ket: link,
      },
    },
    telegram: { text: words, button: t('message.code.button'), ackButton: null, ackPayload: null },
    sms,
    webhook: { subject, text: words },
    email: {
      subject,
      text: `${words}\n`,
      html: `<!doctype html><html lang="${input.locale}"><head><meta charset="utf-8"><title>${escapeHtml(subject)}</title></head><body style="font:16px/1.55 Arial,Helvetica,sans-serif;color:#14202E"><p style="margin:0 0 12px;font-size:24px;font-weight:600;letter-spacing:.1em">${code}</p><p style="margin:0">${escapeHtml(words)}</p></body></html>`,
    },
    link,
  })
}
