import { z } from 'zod'

/** Settings of one bot. What channels.md §7.1 marks [?] is a setting; the default is the likelier reading. */
export const TelegramConfig = z.object({
  /** Without @: what stands in the links with which people connect themselves. */
  botUsername: z.string().regex(/^[A-Za-z][A-Za-z0-9_]{4,31}$/),
  /** Where those links lead. Null = t.me beside Telegram's own API, else the account's address: a fake stands in for both. */
  linkBase: z
    .url({ protocol: /^https?$/ })
    .nullable()
    .default(null),
  /**
   * Telegram refuses buttons whose address it cannot reach from outside [?]; `link` writes the address into the text instead.
   * The button that answers inside the chat stays.
   */
  buttons: z.enum(['buttons', 'link']).default('buttons'),
  /** Answers to presses and to /start go back in the body of the webhook's answer; off = the bot says nothing. */
  answers: z.boolean().default(true),
  /** Connections that Telegram may open to us at once, 1 to 100. */
  webhookConnections: z.number().int().min(1).max(100).default(40),
  timeoutMs: z.number().int().min(100).max(60_000).default(10_000),
})
export type TelegramConfig = z.infer<typeof TelegramConfig>

export const TelegramSecrets = z.object({
  /** From @BotFather: «123456789:AA…». */
  token: z.string().regex(/^\d{5,15}:[A-Za-z0-9_-]{10,80}$/),
  /** Comes back in the header of every post; chosen by us. */
  webhookSecret: z.string().regex(/^[A-Za-z0-9_-]{16,256}$/),
})
export type TelegramSecrets = z.infer<typeof TelegramSecrets>

const TELEGRAM_API = 'https://api.telegram.org'

export function linkBaseOf(config: TelegramConfig, baseUrl: string): string {
  const base = config.linkBase ?? (new URL(baseUrl).origin === TELEGRAM_API ? 'https://t.me' : baseUrl)
  return base.replace(/\/+$/, '')
}
