import { z } from 'zod'
import { Channel, Id, Instant, Urgency } from './common.ts'
import { ContactChannel } from './contact.ts'
import { Day } from './organisation.ts'
import { PageQuery, pageOf } from './page.ts'
import { Salutation } from './people.ts'

/** Which people: all that is given must hold. `position` and `area` are those of one post. */
export const PeopleFilter = z.object({
  q: z.string().max(200).optional(),
  position: z.string().max(40).optional(),
  /** A unit and all below it. */
  unit: Id.optional(),
  area: Id.optional(),
  /** ok: a way that works · none: none to write to · wrong: an address that proved wrong. */
  reach: z.enum(['ok', 'none', 'wrong']).optional(),
  /** Who has taken consent back, or asked for no more messages on a channel. */
  consent: z.enum(['withdrawn']).optional(),
  /** left: held a post here once and holds none now. */
  state: z.enum(['current', 'left']).default('current'),
})
export type PeopleFilter = z.infer<typeof PeopleFilter>
export const PeopleListQuery = PeopleFilter.extend(PageQuery.shape)
/** `ids`: those that were ticked, «1,2,3»; then nothing else is asked. */
export const PeopleExport = PeopleFilter.extend({
  ids: z
    .string()
    .regex(/^\d{1,15}(,\d{1,15}){0,499}$/)
    .optional(),
})

export const PersonPost = z.object({
  postId: z.number(),
  unitId: z.number(),
  unitName: z.string(),
  positionCode: z.string(),
  position: z.string(),
  /** Place among those who are called; null: no contact of the unit. */
  contactOrder: z.number().nullable(),
  from: Day.nullable(),
  to: Day.nullable(),
})
export type PersonPost = z.infer<typeof PersonPost>

export const PersonRow = z.object({
  id: z.number(),
  name: z.string(),
  salutation: Salutation.nullable(),
  /** Held today; of somebody who left, the last ones. Only those in the reader's part of the tree. */
  posts: z.array(PersonPost),
  /** Channels with an address that works. */
  channels: z.array(ContactChannel),
  phone: z.object({ display: z.string(), tel: z.string() }).nullable(),
  /** Has an address that proved wrong. */
  wrong: z.boolean(),
  /** «Ngừng nhận qua kênh này». */
  stopped: z.array(Channel),
})
export type PersonRow = z.infer<typeof PersonRow>
/** `total` stands on the first page when there are no more than 2,000. */
export const PeoplePage = pageOf(PersonRow).extend({
  /** The name of the unit that the list is confined to. */
  place: z.string().nullable(),
})
export type PeoplePage = z.infer<typeof PeoplePage>

export const PersonContact = z.object({
  id: z.number(),
  channel: ContactChannel,
  /** «0901 234 567», an e-mail address, or the name of the account that a Zalo id belongs to. */
  display: z.string(),
  tel: z.string().nullable(),
  state: z.enum(['ok', 'invalid', 'blocked', 'stopped']),
  shared: z.boolean(),
  addedAt: Instant.nullable(),
  verifiedAt: Instant.nullable(),
  verifiedHow: z.enum(['code', 'reply', 'call', 'document']).nullable(),
  lastSuccessAt: Instant.nullable(),
  lastFailureAt: Instant.nullable(),
  /** Why the last failure, in words. */
  failure: z.string().nullable(),
})
export type PersonContact = z.infer<typeof PersonContact>

export const Person = z.object({
  id: z.number(),
  name: z.string(),
  salutation: Salutation.nullable(),
  sortName: z.string().nullable(),
  note: z.string().nullable(),
  erased: z.boolean(),
  /** Merged into this one, who has everything now. */
  mergedInto: z.object({ id: z.number(), name: z.string() }).nullable(),
  /** Member of the federation's staff, who signs in. */
  staff: z.object({ jobTitle: z.string(), disabled: z.boolean() }).nullable(),
  /** Held today or later first, then the past, newest first. */
  posts: z.array(
    PersonPost.extend({
      held: z.boolean(),
      unitEnded: z.boolean(),
      endReason: z.enum(['left', 'term', 'moved', 'unit_ended', 'mistake']).nullable(),
    }),
  ),
  contacts: z.array(PersonContact),
  consents: z.array(
    z.object({
      purpose: z.enum(['promotion', 'photo', 'praise']),
      channel: Channel.nullable(),
      givenAt: Instant,
      withdrawnAt: Instant.nullable(),
    }),
  ),
  stopped: z.array(z.object({ channel: Channel, at: Instant })),
  groups: z.array(
    z.object({
      groupId: z.number(),
      name: z.string(),
      platform: z.string(),
      from: Day.nullable(),
      byRule: z.boolean(),
    }),
  ),
  /** The latest ones sent by units that the reader sees. */
  directives: z.array(
    z.object({
      recipientId: z.number(),
      directiveId: z.number(),
      reference: z.string().nullable(),
      title: z.string(),
      urgency: Urgency,
      unitName: z.string().nullable(),
      issuedAt: Instant,
      state: z.enum(['waiting', 'accepted', 'delivered', 'opened', 'acknowledged', 'problem', 'left']),
      /** Links that still open it. */
      links: z.number(),
    }),
  ),
})
export type Person = z.infer<typeof Person>

/** What would end with a post, now. Nothing is written. */
export const PostEnding = z.object({
  post: PersonPost,
  personId: z.number(),
  personName: z.string(),
  /** Another post of the unit stays: links and directives stay as well. */
  stays: z.boolean(),
  links: z.number(),
  /** Messages that wait and will not be sent. */
  pending: z.number(),
  groups: z.array(z.string()),
  /** Sign-ins of the console that end with it. */
  rights: z.boolean(),
  /** Directives under way that the unit has not acknowledged. */
  directives: z.array(z.object({ directiveId: z.number(), title: z.string() })),
  /** Who gets them; null: nobody, they wait for whoever is appointed. */
  next: z.object({ personId: z.number(), name: z.string(), position: z.string() }).nullable(),
})
export type PostEnding = z.infer<typeof PostEnding>

/** People who may be the one that somebody is about to write down. */
export const AlikeQuery = z.object({
  fullName: z.string().max(200).optional(),
  address: z.string().max(254).optional(),
})
export const Alike = z.object({
  items: z.array(
    z.object({
      id: z.number(),
      name: z.string(),
      position: z.string().nullable(),
      unitName: z.string().nullable(),
      /** The same number or address, the same name. */
      reasons: z.array(z.enum(['address', 'name'])),
    }),
  ),
})
export type Alike = z.infer<typeof Alike>

const OneOfTwo = PersonRow.extend({ contacts: z.array(PersonContact) })
/** Pairs who may be one person, side by side; `more`: there are further ones behind these. */
export const AlikePairs = z.object({
  items: z.array(
    z.object({
      one: OneOfTwo,
      other: OneOfTwo,
      reasons: z.array(z.enum(['address', 'name'])),
    }),
  ),
  more: z.boolean(),
})
export type AlikePairs = z.infer<typeof AlikePairs>
export const OtherPerson = z.object({ otherId: Id })

export const PeopleChoices = z.object({
  positions: z.array(z.object({ code: z.string(), name: z.string() })),
  areas: z.array(z.object({ id: z.number(), name: z.string() })),
  salutations: z.array(Salutation),
})
export type PeopleChoices = z.infer<typeof PeopleChoices>
export const LinksRevoked = z.object({ revoked: z.number() })
