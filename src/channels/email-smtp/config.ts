import { z } from 'zod'

/** A mail server that relays for the federation. `baseUrl` is smtp://host:port, or smtps:// for TLS from the first byte. */
export const EmailConfig = z.object({
  fromName: z.string().min(1).max(120),
  fromAddress: z.email(),
  replyTo: z.email().nullable().default(null),
  /** Bounces go there; the sender when null. */
  envelopeFrom: z.email().nullable().default(null),
  /** Upgrade to TLS before anything else: `required` refuses servers without it. */
  startTls: z.enum(['required', 'when_offered', 'never']).default('when_offered'),
  timeoutMs: z.number().int().min(100).max(120_000).default(20_000),
})
export type EmailConfig = z.infer<typeof EmailConfig>

/** Empty for a relay inside the own network. */
export const EmailSecrets = z.object({
  user: z.string().min(1).optional(),
  password: z.string().min(1).optional(),
})
export type EmailSecrets = z.infer<typeof EmailSecrets>
