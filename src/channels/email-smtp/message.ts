import { createHash } from 'node:crypto'
import MailComposer from 'nodemailer/lib/mail-composer'
import type { OutgoingMessage } from '../../domain/channel/index.ts'
import type { EmailConfig } from './config.ts'

/** The same for every repetition of one message, so that mail programs show it once. */
export function messageId(key: string, fromAddress: string): string {
  const domain = fromAddress.slice(fromAddress.lastIndexOf('@') + 1)
  const local = /^[A-Za-z0-9._-]{1,60}$/.test(key) ? key : createHash('sha256').update(key).digest('hex')
  return `<${local}@${domain}>`
}

const PRIORITY = ['normal', 'normal', 'high', 'high'] as const

/** Plain text and HTML, without a read receipt or a tracking picture: reading is told by the page behind the link. */
export function buildMail(message: OutgoingMessage, config: EmailConfig, now: Date): Promise<Buffer> {
  const { subject, text, html } = message.content.email
  return new MailComposer({
    from: { name: config.fromName, address: config.fromAddress },
    to: { name: message.recipientName, address: message.address },
    ...(config.replyTo ? { replyTo: config.replyTo } : {}),
    subject,
    text,
    html,
    date: now,
    messageId: messageId(message.key, config.fromAddress),
    priority: PRIORITY[message.urgency],
    headers: {
      // No out-of-office answers, please (RFC 3834). No List-Unsubscribe: this is mail of an office to its officers.
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'OOF, AutoReply',
    },
    disableFileAccess: true,
    disableUrlAccess: true,
  })
    .compile()
    .build()
}
