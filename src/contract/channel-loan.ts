import { z } from 'zod'
import { Day, Id } from './common.ts'

/** An account of a tier above that a unit and all below it may speak through, from one day to another. */
export const ChannelLoan = z.object({
  id: z.number(),
  accountId: z.number(),
  accountName: z.string(),
  borrowerUnitId: z.number(),
  borrowerName: z.string(),
  from: z.string(),
  until: z.string().nullable(),
  state: z.enum(['planned', 'open', 'ended']),
  /** Only the lender takes it back. */
  canEnd: z.boolean(),
})
export type ChannelLoan = z.infer<typeof ChannelLoan>

export const ChannelLoans = z.object({
  items: z.array(ChannelLoan),
  /** Accounts of one's own, to be lent. */
  accounts: z.array(z.object({ id: z.number(), name: z.string(), channel: z.string() })),
})
export type ChannelLoans = z.infer<typeof ChannelLoans>

export const LendChannel = z.object({
  accountId: Id,
  borrowerUnitId: Id,
  from: Day,
  /** The first day without it; absent: until somebody ends it. */
  until: Day.nullable().optional(),
})
export const LoanFiled = z.object({ id: z.number() })
export const LoanParams = z.object({ id: Id })
