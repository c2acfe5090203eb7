import { z } from 'zod'
import { UnitState } from './board.ts'
import { Id, Instant, Urgency } from './common.ts'
import { ContactChannel } from './contact.ts'
import { Day, EventKind, EventState } from './organisation.ts'
import { PageQuery, pageOf } from './page.ts'

/**
 * Can the contacts of a unit be reached? `ok`: an address has worked and works · `untried`: addresses, none written to yet ·
 * `failing`: every address that was tried fails · `none`: contacts without an address that may be written to · `nobody`: no
 * officer at all.
 */
export const UnitReach = z.enum(['ok', 'untried', 'failing', 'none', 'nobody'])
export type UnitReach = z.infer<typeof UnitReach>

const filters = {
  q: z.string().max(200).optional(),
  typeCode: z.string().max(40).optional(),
  sectorCode: z.string().max(40).optional(),
  areaId: Id.optional(),
  /** `contact`: no contact has an address that may be written to · `officer`: nobody holds a post. */
  lacks: z.enum(['contact', 'officer']).optional(),
  /** Units in force on the day, or those that had ended by then. */
  state: z.enum(['active', 'ended']).default('active'),
  /** Only what stands below this unit. */
  under: Id.optional(),
  asOf: Day.optional(),
}
export const UnitFilter = z.object(filters)
export type UnitFilter = z.infer<typeof UnitFilter>
export const UnitQuery = PageQuery.extend(filters)
export type UnitQuery = z.infer<typeof UnitQuery>
export const UnitExport = UnitFilter.extend({ format: z.enum(['csv', 'xlsx']).default('csv') })

export const UnitLine = z.object({
  id: z.number(),
  code: z.string(),
  name: z.string(),
  typeCode: z.string(),
  typeName: z.string(),
  isRecipient: z.boolean(),
  sectorName: z.string().nullable(),
  areaName: z.string().nullable(),
  parentId: z.number().nullable(),
  parentName: z.string().nullable(),
  validTo: z.string().nullable(),
  /** Whom the federation writes to and calls first. */
  contact: z.object({ personId: z.number(), name: z.string(), position: z.string() }).nullable(),
  /** Null on a day that is past: addresses are known as of today only. */
  reach: UnitReach.nullable(),
  workers: z.number().nullable(),
  members: z.number().nullable(),
  hasChildren: z.boolean(),
})
export type UnitLine = z.infer<typeof UnitLine>
/** `total` stands on the first page. */
export const UnitPage = pageOf(UnitLine).extend({ asOf: z.string() })
export type UnitPage = z.infer<typeof UnitPage>

/** The branch below `parentId`, or the tops of what the reader sees. */
export const BranchQuery = PageQuery.extend({ parentId: Id.optional(), asOf: Day.optional() })
export type BranchQuery = z.infer<typeof BranchQuery>

export const UnitParams = z.object({ id: Id })

/** How a channel of a unit or of a person stands. `closed`: the address is wrong, blocked or stopped. */
export const ChannelReach = z.object({
  channel: ContactChannel,
  state: z.enum(['works', 'untried', 'failing', 'closed']),
  /** When it last worked; when `failing` or `closed`, since when it fails. */
  at: Instant.nullable(),
  /** Why it fails, in words. */
  reason: z.string().nullable(),
})
export type ChannelReach = z.infer<typeof ChannelReach>

export const OfficerContact = ChannelReach.extend({
  id: z.number(),
  display: z.string(),
  tel: z.string().nullable(),
  shared: z.boolean(),
  verified: z.boolean(),
})
export type OfficerContact = z.infer<typeof OfficerContact>

export const UnitOfficer = z.object({
  postId: z.number(),
  personId: z.number(),
  name: z.string(),
  salutation: z.string().nullable(),
  position: z.string(),
  contactOrder: z.number().nullable(),
  from: z.string(),
  until: z.string().nullable(),
  contacts: z.array(OfficerContact),
  /** Directives under way that this person may still get a link of. */
  waiting: z.number(),
  /** Links of this person that open a page now. */
  openLinks: z.number(),
})
export type UnitOfficer = z.infer<typeof UnitOfficer>

const NamedUnit = z.object({ id: z.number(), name: z.string() })

export const Headcount = z.object({
  asOf: z.string(),
  workers: z.number(),
  members: z.number(),
  workersMen: z.number().nullable(),
  workersWomen: z.number().nullable(),
  membersMen: z.number().nullable(),
  membersWomen: z.number().nullable(),
})
export type Headcount = z.infer<typeof Headcount>

const People = z.number().int().min(0).max(10_000_000)
/** Men and women together or not at all; a figure of the same day is put right. */
export const NewHeadcount = z.object({
  asOf: Day,
  workers: People,
  members: People,
  workersMen: People.nullable().default(null),
  workersWomen: People.nullable().default(null),
  membersMen: People.nullable().default(null),
  membersWomen: People.nullable().default(null),
})
export type NewHeadcount = z.infer<typeof NewHeadcount>

/** How the unit answered one directive. */
export const UnitAnswer = z.object({
  directiveId: z.number(),
  targetId: z.number(),
  reference: z.string().nullable(),
  title: z.string(),
  urgency: Urgency,
  issuedAt: Instant,
  state: UnitState,
  late: z.boolean(),
  via: z.string().nullable(),
  unverified: z.boolean(),
  acknowledgedAt: Instant.nullable(),
})
export type UnitAnswer = z.infer<typeof UnitAnswer>

export const UnitEvent = z.object({
  id: z.number(),
  kind: EventKind,
  state: EventState,
  decision: z.object({ number: z.string(), date: z.string() }).nullable(),
  effectiveOn: z.string(),
  role: z.enum(['predecessor', 'successor']),
  predecessors: z.array(NamedUnit),
  successors: z.array(NamedUnit),
})
export type UnitEvent = z.infer<typeof UnitEvent>

export const UnitProfile = z.object({
  id: z.number(),
  code: z.string(),
  name: z.string(),
  shortName: z.string().nullable(),
  typeCode: z.string(),
  typeName: z.string(),
  isRecipient: z.boolean(),
  sectorCode: z.string().nullable(),
  sectorName: z.string().nullable(),
  subsector: z.string().nullable(),
  address: z.string().nullable(),
  note: z.string().nullable(),
  seat: NamedUnit.nullable(),
  inCharge: z.array(NamedUnit),
  validFrom: z.string(),
  validTo: z.string().nullable(),
  letterhead: z.object({
    upper: z.string().nullable(),
    own: z.string(),
    symbol: z.string().nullable(),
    placeName: z.string().nullable(),
  }),
  formerNames: z.array(z.object({ name: z.string(), from: z.string(), until: z.string() })),
  /** From the top that the reader sees down to the unit directly above. */
  above: z.array(NamedUnit),
  below: z.array(z.object({ typeCode: z.string(), typeName: z.string(), units: z.number() })),
  reach: UnitReach,
  channels: z.array(ChannelReach),
  officers: z.array(UnitOfficer),
  formerOfficers: z.array(
    z.object({
      postId: z.number(),
      personId: z.number(),
      name: z.string(),
      position: z.string(),
      from: z.string(),
      until: z.string(),
    }),
  ),
  /** Telephones of the office: whoever of these answers. */
  sharedPhones: z.array(z.object({ display: z.string(), tel: z.string(), people: z.array(z.string()) })),
  headcounts: z.array(Headcount),
  /** The latest first. */
  answers: z.array(UnitAnswer),
  /** Of the last directives that asked for an answer: how many, how many answered, and half of those within so long. */
  responsiveness: z.object({
    asked: z.number(),
    answered: z.number(),
    medianMs: z.number().nullable(),
  }),
  events: z.array(UnitEvent),
  /** Who carries on for a unit that has ended. */
  successors: z.array(NamedUnit),
  groups: z.array(NamedUnit),
})
export type UnitProfile = z.infer<typeof UnitProfile>

const Text = (max: number) => z.string().trim().max(max)
const Optional = (max: number) =>
  Text(max)
    .nullable()
    .transform((text) => text || null)
    .optional()

/** What may be put right without a decision; what is absent stays as it is. */
export const UnitEdit = z.object({
  shortName: Optional(120),
  sectorCode: Optional(40),
  subsector: Optional(60),
  address: Optional(300),
  note: Optional(1000),
})
export type UnitEdit = z.infer<typeof UnitEdit>

/** «Phụ trách»: the areas that the unit looks after from a day on, instead of those before. */
export const AreasInCharge = z.object({ areaIds: z.array(Id).max(500), effectiveOn: Day })
export type AreasInCharge = z.infer<typeof AreasInCharge>

/** What became of the links that were asked for: one a directive under way. */
export const LinksSent = z.object({ queued: z.number(), tooSoon: z.number(), noChannel: z.number() })
export type LinksSent = z.infer<typeof LinksSent>
export const LinksClosed = z.object({ links: z.number() })
export type LinksClosed = z.infer<typeof LinksClosed>
