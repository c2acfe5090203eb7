import { z } from 'zod'
import { Day, Id } from './common.ts'
import { PageQuery, pageOf } from './page.ts'

export { Day }

const Line = (max: number) => z.string().trim().min(1).max(max)
const MANY = 10_000

export const EventKind = z.enum([
  'found',
  'merge',
  'split',
  'move',
  'rename',
  'dissolve',
  'end_activity',
  'hand_over',
])
export type EventKind = z.infer<typeof EventKind>

/** A unit that does not exist yet. Without a code it gets one. */
export const NewUnit = z.object({
  code: Line(60).optional(),
  name: Line(300),
  shortName: Line(120).optional(),
  typeCode: Line(40),
  parentId: Id,
  sectorCode: Line(40).optional(),
  subsector: Line(60).optional(),
  /** The area of its seat. */
  areaId: Id.optional(),
  address: Line(300).optional(),
  symbol: Line(60).optional(),
  placeName: Line(60).optional(),
})
export type NewUnit = z.infer<typeof NewUnit>

/** A unit that is there, or one that the same decision founds. */
export const Successor = z.union([z.object({ unitId: Id }), z.object({ found: NewUnit })])
export type Successor = z.infer<typeof Successor>

/** «Are these two one person?»: answered by a person for every pair that the preview shows. */
export const DuplicateAnswer = z.object({ keepId: Id, otherId: Id, same: z.boolean() })
export type DuplicateAnswer = z.infer<typeof DuplicateAnswer>

const common = {
  /** «1940/QĐ-LĐLĐ» and its date. */
  decision: z.object({ number: Line(60), date: Day }),
  effectiveOn: Day,
  note: Line(1000).optional(),
}

/** What a decision orders; one kind a decision (domain.md §2.5). */
export const EventOrder = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('found'), ...common, unit: NewUnit }),
  z.object({
    kind: z.literal('merge'),
    ...common,
    /** The units that end. */
    units: z.array(Id).min(1).max(200),
    into: Successor,
    /** carry: their contacts become contacts of the successor until it has named its own · end: their posts end. */
    officers: z.enum(['carry', 'end']).default('carry'),
    duplicates: z.array(DuplicateAnswer).max(5_000).default([]),
  }),
  z.object({
    kind: z.literal('split'),
    ...common,
    unitId: Id,
    into: z.array(Successor).min(1).max(20),
    /** Does the unit that is split go on beside the new ones? */
    keepsGoing: z.boolean(),
    /** Who goes where: the place of the successor in `into`. Whoever is not named stays, or ends with the unit. */
    officers: z
      .array(z.object({ personId: Id, into: z.number().int().min(0).max(19) }))
      .max(5_000)
      .default([]),
  }),
  z.object({ kind: z.literal('move'), ...common, units: z.array(Id).min(1).max(MANY), toId: Id }),
  z.object({
    kind: z.literal('rename'),
    ...common,
    unitId: Id,
    name: Line(300),
    shortName: Line(120).nullable().optional(),
    symbol: Line(60).nullable().optional(),
    placeName: Line(60).nullable().optional(),
    /** The two lines at the head of documents; empty: from the names. */
    letterheadUpper: Line(200).nullable().optional(),
    letterheadOwn: Line(200).nullable().optional(),
  }),
  z.object({
    kind: z.enum(['dissolve', 'end_activity']),
    ...common,
    units: z.array(Id).min(1).max(MANY),
    /** Who takes over the units below, the areas and the chat groups of a unit that ends. */
    toId: Id.optional(),
  }),
  z.object({
    kind: z.literal('hand_over'),
    ...common,
    fromId: Id,
    toId: Id,
    /** The units handed over; all that stand directly below when absent. */
    units: z.array(Id).min(1).max(MANY).optional(),
  }),
])
export type EventOrder = z.infer<typeof EventOrder>

/** One unit as it was on a day. Headcounts are the newest of that day or before; null: none was reported. */
export const UnitAsOf = z.object({
  id: z.number(),
  code: z.string(),
  name: z.string(),
  typeCode: z.string(),
  isRecipient: z.boolean(),
  sectorCode: z.string().nullable(),
  areaId: z.number().nullable(),
  areaName: z.string().nullable(),
  parentId: z.number().nullable(),
  /** 0 for the unit asked for, 1 for what stands directly below it. */
  depth: z.number(),
  workers: z.number().nullable(),
  members: z.number().nullable(),
})
export type UnitAsOf = z.infer<typeof UnitAsOf>

/** Why two people may be one: the same number, address or Zalo id, or the same name but for accents. */
export const DuplicateReason = z.enum(['phone', 'email', 'zalo', 'name'])

/** What a decision would do, found by doing it and taking it back: nothing is written. */
export const EventPreview = z.object({
  /** False: it waits for its day. */
  today: z.boolean(),
  units: z.array(
    z.object({
      id: z.number(),
      name: z.string(),
      change: z.enum(['founded', 'ended', 'moved', 'renamed']),
      /** The parent from then on, or the new name. */
      to: z.string().nullable(),
    }),
  ),
  /** Units further down that come along with those above them. */
  along: z.number(),
  /** Unanswered obligations, directive by directive, and who carries each on; null: it ends with the unit. */
  obligations: z.array(
    z.object({
      directiveId: z.number(),
      reference: z.string(),
      unitName: z.string(),
      toUnitName: z.string().nullable(),
    }),
  ),
  unitsAsked: z.number(),
  peopleMoved: z.number(),
  peopleAsked: z.number(),
  /** Whose links close and to whom nothing more leaves, because their post ended. */
  peopleLeft: z.number(),
  officers: z.array(
    z.object({
      personId: z.number(),
      name: z.string(),
      unitName: z.string(),
      /** Becomes a contact there; null: the post ends. */
      toUnitName: z.string().nullable(),
    }),
  ),
  duplicates: z.array(
    z.object({
      keepId: z.number(),
      keepName: z.string(),
      otherId: z.number(),
      otherName: z.string(),
      reasons: z.array(DuplicateReason),
    }),
  ),
  /** Chat groups that change hands or lose members. */
  groups: z.array(z.string()),
  /** Staff whose office ends: their rights must be granted anew elsewhere. */
  staff: z.number(),
  /** Directives under way that a unit that ends has issued; they stay its own. */
  ownDirectives: z.number(),
})
export type EventPreview = z.infer<typeof EventPreview>

export const EventState = z.enum(['planned', 'applied', 'undone', 'cancelled', 'failed'])
export type EventState = z.infer<typeof EventState>

export const OrganisationEvent = z.object({
  id: z.number(),
  kind: EventKind,
  state: EventState,
  decision: z.object({ number: z.string(), date: z.string() }).nullable(),
  effectiveOn: z.string(),
  note: z.string().nullable(),
  predecessors: z.array(z.object({ id: z.number(), name: z.string() })),
  successors: z.array(z.object({ id: z.number(), name: z.string() })),
  createdAt: z.string(),
  appliedAt: z.string().nullable(),
  undoneAt: z.string().nullable(),
  createdBy: z.string().nullable(),
  /** Why it failed on its day, as a sentence. */
  problem: z.string().nullable(),
  canUndo: z.boolean(),
  canCancel: z.boolean(),
})
export type OrganisationEvent = z.infer<typeof OrganisationEvent>

export const EventPage = pageOf(OrganisationEvent).extend({ total: z.number() })
export type EventPage = z.infer<typeof EventPage>

export const EventQuery = PageQuery.extend({ unitId: Id.optional() })
export const EventFiled = z.object({ id: z.number(), state: EventState })
export const EventParams = z.object({ id: Id })

/** The day to look at; today when absent. */
export const AsOfQuery = z.object({ asOf: Day.optional(), unitId: Id.optional() })

export const Tree = z.object({ asOf: z.string(), units: z.array(UnitAsOf) })
export type Tree = z.infer<typeof Tree>

/** `reported` of `units` have a headcount: missing is not zero (invariant 12). */
const Total = z.object({
  units: z.number(),
  reported: z.number(),
  workers: z.number(),
  members: z.number(),
})
export type Total = z.infer<typeof Total>
const Named = Total.extend({ key: z.string().nullable(), name: z.string().nullable() })
export type NamedTotal = z.infer<typeof Named>

/** Grassroots units and their people on a day, whole and by sector, area and parent; each list adds up to the whole. */
export const Totals = z.object({
  asOf: z.string(),
  unitName: z.string().nullable(),
  whole: Total,
  /** Men and women, of the units that told them apart: how many units that are stands beside. */
  byGender: z.object({
    workersUnits: z.number(),
    membersUnits: z.number(),
    workersMen: z.number(),
    workersWomen: z.number(),
    membersMen: z.number(),
    membersWomen: z.number(),
  }),
  bySector: z.array(Named),
  byArea: z.array(Named),
  byParent: z.array(Named),
})
export type Totals = z.infer<typeof Totals>

/** What a form about units chooses from. */
export const OrganisationCatalogue = z.object({
  types: z.array(
    z.object({ code: z.string(), name: z.string(), isRecipient: z.boolean(), parents: z.array(z.string()) }),
  ),
  sectors: z.array(z.object({ code: z.string(), name: z.string() })),
  areas: z.array(z.object({ id: z.number(), name: z.string() })),
})
export type OrganisationCatalogue = z.infer<typeof OrganisationCatalogue>

/** A unit to choose in a form. */
export const UnitChoice = z.object({
  id: z.number(),
  name: z.string(),
  code: z.string(),
  typeCode: z.string(),
  typeName: z.string(),
  areaName: z.string().nullable(),
})
export type UnitChoice = z.infer<typeof UnitChoice>
export const UnitChoices = z.object({ items: z.array(UnitChoice) })
export const UnitChoiceQuery = z.object({
  q: z.string().max(200).default(''),
})

/** An office that stands in an area that is gone, and the areas that followed it. */
export const SeatToReview = z.object({
  id: z.number(),
  name: z.string(),
  address: z.string().nullable(),
  areaName: z.string(),
  into: z.array(z.object({ id: z.number(), name: z.string() })),
})
export type SeatToReview = z.infer<typeof SeatToReview>
export const SeatsToReview = z.object({ items: z.array(SeatToReview) })
export const ReseatUnits = z.object({
  units: z.array(Id).min(1).max(MANY),
  areaId: Id,
  effectiveOn: Day,
})
export const Reseated = z.object({ units: z.number() })
