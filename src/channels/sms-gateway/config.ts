import { z } from 'zod'

/** An account at an SMS gateway that speaks the language of eSMS (developers.esms.vn). */
export const SmsConfig = z.object({
  /** The registered sender, at most eleven characters. */
  brandname: z.string().regex(/^[A-Za-z0-9 ._-]{3,11}$/),
  /** 2 = customer care (CSKH): the class for messages to one's own members. */
  smsType: z
    .string()
    .regex(/^\d{1,2}$/)
    .default('2'),
  /** What one part costs by the contract, in VND: the composer's estimate. Unknown until somebody fills it in. */
  pricePerPart: z.number().min(0).optional(),
  /** The gateway checks everything and sends nothing. */
  sandbox: z.boolean().default(false),
  timeoutMs: z.number().int().min(100).max(60_000).default(10_000),
})
export type SmsConfig = z.infer<typeof SmsConfig>

export const SmsSecrets = z.object({
  apiKey: z.string().min(1),
  secretKey: z.string().min(1),
  /** Last part of the callback address: callbacks are not signed. */
  callbackSecret: z.string().regex(/^[A-Za-z0-9_-]{16,64}$/),
})
export type SmsSecrets = z.infer<typeof SmsSecrets>
