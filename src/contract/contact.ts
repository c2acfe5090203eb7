import { z } from 'zod'
import { Channel, Id } from './common.ts'

/** «phone» is called and never written to: a landline of an office. */
export const ContactChannel = z.enum([...Channel.options, 'phone'])
export type ContactChannel = z.infer<typeof ContactChannel>

/** Shown in place of an address that says nothing to a person: the user ids of chats. */
export const CHAT_NAMES: Readonly<Partial<Record<string, string>>> = { zalo: 'Zalo', telegram: 'Telegram' }

/** A way to reach a person, as somebody read it off a letterhead: a telephone number or an e-mail address. */
export const AddContact = z.object({ address: z.string().max(254) })
/** Whom to write to in a unit that has nobody yet: a person, their post, and how to reach them. */
export const AddUnitContact = z.object({
  fullName: z.string().max(120),
  position: z.string().max(40),
  address: z.string().max(254),
})
export const PersonParams = z.object({ id: Id })

export const ContactAdded = z.object({
  channel: ContactChannel,
  /** As it is kept: +84… or the e-mail address. */
  address: z.string(),
  /** Has the person a way that works now? Not when no account serves the channel. */
  reachable: z.boolean(),
})
export type ContactAdded = z.infer<typeof ContactAdded>
