import { z } from 'zod'

/** A setting of an account as its adapter knows it; the value is what stands now, never of a secret. */
export const AccountField = z.object({
  name: z.string(),
  type: z.enum(['text', 'number', 'yes_no', 'choice', 'json']),
  choices: z.array(z.string()),
  /** May be left empty. */
  optional: z.boolean(),
  value: z.string(),
})
export type AccountField = z.infer<typeof AccountField>

/** An account through which messages leave, as those see it who may ask for a change of it. */
export const ChannelAccount = z.object({
  id: z.number(),
  name: z.string(),
  channel: z.string(),
  unitName: z.string(),
  enabled: z.boolean(),
  baseUrl: z.string(),
  config: z.array(AccountField),
  /** Names of credentials; all of them are given anew, or none. */
  secrets: z.array(AccountField),
})
export type ChannelAccount = z.infer<typeof ChannelAccount>
export const ChannelAccounts = z.object({ items: z.array(ChannelAccount) })
export type ChannelAccounts = z.infer<typeof ChannelAccounts>
