import { z } from 'zod'
import { Day, Id } from './common.ts'
import { ContactChannel } from './contact.ts'

/** How a person is addressed in a letter; null when unknown: then «ông/bà». */
export const Salutation = z.enum(['ông', 'bà'])
export type Salutation = z.infer<typeof Salutation>

export const PersonForm = z.object({
  fullName: z.string().max(200),
  salutation: Salutation.nullable().default(null),
  /** «tên, họ đệm» for a name of another order: «Ê Ban, Hoàng Thị». */
  sortName: z.string().max(200).nullable().default(null),
  note: z.string().max(1000).nullable().default(null),
})
/** Somebody who is known already, or a new person. */
const Somebody = z.union([z.object({ personId: Id }), z.object({ person: PersonForm })])
const Addresses = z.array(z.string().max(254)).max(5).default([])

export const RowParams = z.object({ id: Id })
export const NewOfficer = z.object({
  who: Somebody,
  positionCode: z.string().max(40),
  /** Place among those who are called; null: no contact of the unit. */
  contactOrder: z
    .union([z.number().int().min(1).max(999), z.literal('last')])
    .nullable()
    .default('last'),
  from: Day.optional(),
  addresses: Addresses,
})
export const OfficerAdded = z.object({ personId: z.number(), postId: z.number() })
export type OfficerAdded = z.infer<typeof OfficerAdded>

export const EndPost = z.object({
  reason: z.enum(['left', 'term', 'moved', 'mistake']).default('left'),
  /** When it ended before today. */
  on: Day.optional(),
})
/** What ended with the post. */
export const PostEnded = z.object({
  links: z.number(),
  cancelled: z.number(),
  groups: z.number(),
  directives: z.number(),
})
export type PostEnded = z.infer<typeof PostEnded>

export const HandOverPlan = z.object({
  posts: z.array(
    z.object({
      postId: z.number(),
      unitId: z.number(),
      unitName: z.string(),
      position: z.string(),
      contactOrder: z.number().nullable(),
    }),
  ),
  directives: z.array(
    z.object({ directiveId: z.number(), unitId: z.number(), title: z.string(), acknowledged: z.boolean() }),
  ),
  groups: z.array(z.object({ groupId: z.number(), name: z.string(), byRule: z.boolean() })),
  shared: z.array(
    z.object({
      contactPointId: z.number(),
      channel: ContactChannel,
      address: z.string(),
      /** «(024) 3768 1234», as people write it. */
      display: z.string(),
    }),
  ),
})
export type HandOverPlan = z.infer<typeof HandOverPlan>
export const HandOverOrder = z.object({
  to: Somebody,
  addresses: Addresses,
  postIds: z.array(Id).min(1).max(50),
  groupIds: z.array(Id).max(200).default([]),
  sharedContactIds: z.array(Id).max(50).default([]),
})
export const HandedOver = z.object({ toPersonId: z.number() })

export const ContactOrder = z.object({ postIds: z.array(Id).max(200) })
export const VerifyContact = z.object({ how: z.enum(['call', 'reply', 'document']) })
