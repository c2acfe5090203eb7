import { z } from 'zod'
import { Channel, Id, Instant } from './common.ts'

export const PrivacySettings = z.object({
  /** May the page of a directive report that it was seen? */
  openedReported: z.boolean(),
  /** Days after the last post ended until addresses are removed. */
  contactDays: z.number().int().min(0).max(365),
  /** Months until addresses and texts of deliveries are removed. */
  deliveryMonths: z.number().int().min(12).max(60),
})
export type PrivacySettings = z.infer<typeof PrivacySettings>

/** One line of the registry, in words. */
const RegistryLine = z.object({
  table: z.string(),
  columns: z.array(z.string()),
  what: z.string(),
  whose: z.string(),
  purpose: z.string(),
  basis: z.string(),
  retention: z.string(),
})

export const PrivacyOverview = z.object({
  settings: PrivacySettings,
  /** May the reader change what concerns the whole installation? */
  wholeTree: z.boolean(),
  registry: z.array(RegistryLine),
  runs: z.array(z.object({ at: Instant, what: z.string(), removed: z.number() })),
})
export type PrivacyOverview = z.infer<typeof PrivacyOverview>

export const RequestKind = z.enum(['access', 'correct', 'erase', 'restrict', 'object', 'withdraw'])
export const RequestStanding = z.enum(['open', 'due_today', 'answer_late', 'late', 'finished'])

export const DataRequest = z.object({
  id: z.number(),
  personId: z.number(),
  personName: z.string(),
  unitName: z.string().nullable(),
  kind: RequestKind,
  note: z.string().nullable(),
  receivedAt: Instant,
  /** Last days, in Viet Nam. */
  answerBy: z.iso.date(),
  actBy: z.iso.date(),
  thirdParty: z.boolean(),
  extendedDays: z.number().nullable(),
  answeredAt: Instant.nullable(),
  finishedAt: Instant.nullable(),
  outcome: z.enum(['done', 'partly', 'refused']).nullable(),
  standing: RequestStanding,
})
export type DataRequest = z.infer<typeof DataRequest>
export const DataRequests = z.object({ items: z.array(DataRequest) })

export const NewDataRequest = z.object({
  personId: Id,
  kind: RequestKind,
  cameBy: z.enum(['paper', 'call', 'email']),
  note: z.string().trim().min(1).max(1000).nullable().default(null),
  thirdParty: z.boolean().default(false),
  receivedAt: Instant.optional(),
})
export const Extension = z.object({
  days: z.number().int().min(1).max(15),
  reason: z.string().trim().min(1).max(300),
})
export const RequestEnd = z.object({
  outcome: z.enum(['done', 'partly', 'refused']),
  note: z.string().trim().min(1).max(500).nullable().default(null),
})

export const PeopleFound = z.object({
  items: z.array(z.object({ id: z.number(), name: z.string(), unitName: z.string().nullable() })),
})
export const PeopleQuery = z.object({ q: z.string().trim().min(2).max(100) })

const Cell = z.union([z.string(), z.number(), z.boolean(), z.null()])
export const HeldData = z.object({
  personId: z.number(),
  sections: z.array(
    z.object({ section: z.string(), name: z.string(), rows: z.array(z.record(z.string(), Cell)) }),
  ),
})
export type HeldData = z.infer<typeof HeldData>

export const ConsentRequest = z.object({
  purpose: z.enum(['promotion', 'photo', 'praise']),
  channel: Channel.nullable().default(null),
  given: z.boolean(),
  how: z.enum(['paper', 'call']),
  evidence: z.string().trim().min(1).max(300),
})
export const ObjectionRequest = z.object({
  channel: Channel,
  stopped: z.boolean(),
  how: z.enum(['paper', 'call']),
})

export const Breach = z.object({
  id: z.number(),
  discoveredAt: Instant,
  /** 72 hours after the discovery. */
  noticeBy: Instant,
  openedBy: z.string().nullable(),
  summary: z.string(),
  frozen: z.boolean(),
  notifiedAt: Instant.nullable(),
  closedAt: Instant.nullable(),
  entries: z.array(z.object({ at: Instant, by: z.string().nullable(), text: z.string() })),
})
export type Breach = z.infer<typeof Breach>
export const Breaches = z.object({ items: z.array(Breach) })
export const NewBreach = z.object({
  summary: z.string().trim().min(1).max(1000),
  discoveredAt: Instant.optional(),
})
export const BreachEntry = z.object({ text: z.string().trim().min(1).max(1000) })
export const BreachStep = z.object({ step: z.enum(['thawed', 'notified', 'closed']) })
export const Created = z.object({ id: z.number() })
