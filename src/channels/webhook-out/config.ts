import { z } from 'zod'

/** Another system that takes our messages as signed posts (standardwebhooks.com). Its address is the account's. */
export const WebhookOutConfig = z.object({
  /** `type` of every message; a receiver of several kinds of events tells them apart by it. */
  eventType: z
    .string()
    .regex(/^[a-zA-Z0-9_]+(\.[a-zA-Z0-9_]+)*$/)
    .max(60)
    .default('directive.message'),
  timeoutMs: z.number().int().min(100).max(60_000).default(15_000),
})
export type WebhookOutConfig = z.infer<typeof WebhookOutConfig>

/** `whsec_` and 24 to 64 bytes in base64. */
const Secret = z
  .string()
  .regex(/^whsec_[A-Za-z0-9+/]+={0,2}$/)
  .refine(
    (text) => {
      const { length } = Buffer.from(text.slice('whsec_'.length), 'base64')
      return length >= 24 && length <= 64
    },
    { message: 'whsec_ and 24 to 64 bytes in base64' },
  )

export const WebhookOutSecrets = z.object({
  secret: Secret,
  /** While the receiver changes over, every post carries a signature of each. */
  previousSecret: Secret.nullable().default(null),
})
export type WebhookOutSecrets = z.infer<typeof WebhookOutSecrets>
