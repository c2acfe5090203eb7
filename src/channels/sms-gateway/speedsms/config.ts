import { z } from 'zod'

/** An account at SpeedSMS (speedsms.vn/sms-api). */
export const SpeedSmsConfig = z.object({
  /** The registered sender; of no use with type 2. */
  sender: z.string().max(20).default(''),
  /** 2 = random number, 3 = own sender name, 4 = the provider's «Verify»/«Notify», 5 = the provider's Android app. */
  smsType: z.number().int().min(2).max(8).default(3),
  /** What one part costs by the contract, in VND: the composer's estimate. */
  pricePerPart: z.number().min(0).optional(),
  /** From this status on a report says that the SMS never arrived; those below it may still change [?]. */
  failedFrom: z.number().int().min(1).default(64),
  timeoutMs: z.number().int().min(100).max(60_000).default(10_000),
})
export type SpeedSmsConfig = z.infer<typeof SpeedSmsConfig>

export const SpeedSmsSecrets = z.object({
  accessToken: z.string().min(1),
  /** Last part of the address for reports: they are not signed. */
  callbackSecret: z.string().regex(/^[A-Za-z0-9_-]{16,64}$/),
})
export type SpeedSmsSecrets = z.infer<typeof SpeedSmsSecrets>
