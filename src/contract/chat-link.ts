import { z } from 'zod'
import { Channel, Id, Instant } from './common.ts'

/** An account in which a person can be linked: with a one-time code, or by the address that another system knows them by. */
export const ChatAccounts = z.object({
  items: z.array(
    z.object({
      accountId: Id,
      name: z.string(),
      channel: Channel,
      by: z.enum(['code', 'address']),
      /** Has the person a working address there? */
      linked: z.boolean(),
    }),
  ),
})
export type ChatAccounts = z.infer<typeof ChatAccounts>

export const MakeLinkCode = z.object({ accountId: Id })

/** Shown once: Loa keeps a hash of the code. */
export const MadeLinkCode = z.object({
  /** What the person opens, on the telephone that holds the chat. */
  address: z.string(),
  expiresAt: Instant,
})
export type MadeLinkCode = z.infer<typeof MadeLinkCode>

export const LinkAccount = z.object({
  accountId: Id,
  address: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .regex(/^[^\p{Cc}\p{Cs}]+$/u),
})

const Claimant = z.object({
  /** Null: outside the reader's part of the tree. */
  personId: Id.nullable(),
  name: z.string().nullable(),
  unit: z.string().nullable(),
})

/** Chats that two people claim. */
export const LinkConflicts = z.object({
  items: z.array(
    z.object({
      id: Id,
      channel: Channel,
      at: Instant,
      holder: Claimant,
      claimant: Claimant,
      /** Only who sees both people decides. */
      mayDecide: z.boolean(),
    }),
  ),
})
export type LinkConflicts = z.infer<typeof LinkConflicts>

export const ConflictParams = z.object({ id: Id })
export const DecideLinkConflict = z.object({ outcome: z.enum(['holder', 'claimant']) })
