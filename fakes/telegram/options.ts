/** The bot: obviously invented. */
export const TELEGRAM_IDENTITY = {
  token: '5012345678:vi-du-ma-cua-bot-mau',
  botUsername: 'loa_mau_bot',
  webhookSecret: 'vi-du-bi-mat-webhook',
} as const

/** Everything that channels.md §7.1 and B.8 mark [?], and what a deployment decides; in the likelier position. */
export interface TelegramSwitches {
  /** Where updates go, as `setWebhook` would have said; empty = none. */
  webhookUrl: string
  webhookSecret: string
  /** Chats that nobody scripted: they pressed Start before, or never. */
  strangers: 'started' | 'never_started' | 'not_found'
  /** Messages a second over all chats, a second into one chat, a minute into one group. */
  perSecond: number
  perChatSecond: number
  perGroupMinute: number
  /** `retry_after` of the first refusal; calls before its end are refused again. */
  retryAfterS: number
  /** Buttons that open this machine or a private network are refused, as from outside. */
  refuseLocalUrls: boolean
}

export const defaultTelegramSwitches = (): TelegramSwitches => ({
  webhookUrl: '',
  webhookSecret: TELEGRAM_IDENTITY.webhookSecret,
  strangers: 'never_started',
  perSecond: 30,
  perChatSecond: 1,
  perGroupMinute: 20,
  retryAfterS: 3,
  refuseLocalUrls: false,
})
