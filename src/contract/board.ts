import { z } from 'zod'
import { Channel, Instant, Urgency } from './common.ts'
import { ContactChannel } from './contact.ts'

/** The state of one unit on the live board (ux.md §6.3), worst first. Exactly one per unit. */
export const UnitState = z.enum([
  'overdue',
  'failed',
  'no_channel',
  'unknown',
  'opened',
  'delivered',
  'accepted',
  'waiting',
  'acknowledged',
  'excluded',
])
export type UnitState = z.infer<typeof UnitState>

export const UnitCell = z.object({
  targetId: z.number(),
  unitId: z.number(),
  name: z.string(),
  area: z.string().nullable(),
  sector: z.string().nullable(),
  state: UnitState,
  /** 0 waiting · 1 accepted · 2 delivered · 3 opened · 4 acknowledged: the furthest of its people. */
  stage: z.number(),
  acknowledgedAt: Instant.nullable(),
  /** page · button · reply · phone */
  via: z.string().nullable(),
  late: z.boolean(),
  /** Settled from a further phone that nobody has checked yet. */
  unverified: z.boolean(),
  /** The unit acknowledged the text that this one replaces or corrects, and not yet this one. */
  confirmAgain: z.boolean(),
  /** Who to call first; null when the unit has no contact. */
  contact: z
    .object({ recipientId: z.number(), name: z.string(), position: z.string().nullable() })
    .nullable(),
  people: z.number(),
  /** «Zalo 14:02» …: the latest attempts, newest last. */
  attempts: z.array(
    z.object({ channel: Channel, at: Instant, state: z.string(), reason: z.string().nullable() }),
  ),
  lastNudgedAt: Instant.nullable(),
  nudgeAllowedAt: Instant.nullable(),
  toCallSince: Instant.nullable(),
  openQuestions: z.number(),
  excludedReason: z.string().nullable(),
})
export type UnitCell = z.infer<typeof UnitCell>

/** Which of the three tabs of the call list an unacknowledged unit stands in. */
export const CallTab = z.enum(['not_opened', 'opened', 'problem'])
export type CallTab = z.infer<typeof CallTab>

export const Funnel = z.object({
  /** Units due: targets without the excluded ones. */
  due: z.number(),
  accepted: z.number(),
  delivered: z.number(),
  opened: z.number(),
  acknowledged: z.number(),
  acknowledgedLate: z.number(),
  byPhone: z.number(),
  unverified: z.number(),
  confirmAgain: z.number(),
  excluded: z.number(),
  people: z.object({
    due: z.number(),
    accepted: z.number(),
    delivered: z.number(),
    opened: z.number(),
    acknowledged: z.number(),
    withoutChannel: z.number(),
  }),
  /** Units whose channel can report «opened» or «delivered» at all. */
  measurable: z.object({ delivered: z.number(), opened: z.number() }),
  tabs: z.object({ not_opened: z.number(), opened: z.number(), problem: z.number() }),
  states: z.partialRecord(UnitState, z.number()),
})
export type Funnel = z.infer<typeof Funnel>

export const LaneHealth = z.object({
  accountId: z.number(),
  name: z.string(),
  channel: Channel,
  health: z.enum(['ok', 'slow', 'failing', 'down']),
  reason: z.string().nullable(),
  code: z.string().nullable(),
  since: Instant.nullable(),
  waiting: z.number(),
})

export const BoardSnapshot = z.object({
  directiveId: z.number(),
  /** Grows with every change; an event that does not follow the last one means: fetch the snapshot again. */
  version: z.number(),
  at: Instant,
  funnel: Funnel,
  cells: z.array(UnitCell),
  lanes: z.array(LaneHealth),
  progress: z.object({ queued: z.number(), sent: z.number(), total: z.number() }),
  openQuestions: z.number(),
  groupPosts: z.object({ posted: z.number(), total: z.number() }),
})
export type BoardSnapshot = z.infer<typeof BoardSnapshot>

/** What an event stream carries after the first snapshot: the changed cells and all totals. */
export const BoardChange = BoardSnapshot.omit({ cells: true }).extend({
  previous: z.number(),
  cells: z.array(UnitCell),
})
export type BoardChange = z.infer<typeof BoardChange>

export const TimelineEntry = z.object({
  at: Instant,
  kind: z.enum([
    'attempt',
    'receipt',
    'opened',
    'acknowledged',
    'withdrawn',
    'question',
    'answer',
    'delegated',
    'not_me',
    'nudge',
    'call',
    'escalation',
    'report_seen',
    'excluded',
    'restored',
    'new_link',
  ]),
  /** One sentence in the reader's language. */
  text: z.string(),
  person: z.string().nullable(),
  providerId: z.string().nullable(),
  providerCode: z.string().nullable(),
})
export type TimelineEntry = z.infer<typeof TimelineEntry>

export const UnitDetail = z.object({
  cell: UnitCell,
  people: z.array(
    z.object({
      recipientId: z.number(),
      name: z.string(),
      position: z.string().nullable(),
      stage: z.number(),
      problem: z.string().nullable(),
      /** Why this person was not contacted, in one sentence; null when contacted. */
      why: z.string().nullable(),
      contacts: z.array(
        z.object({
          channel: ContactChannel,
          display: z.string(),
          tel: z.string().nullable(),
          state: z.string(),
          shared: z.boolean(),
        }),
      ),
    }),
  ),
  timeline: z.array(TimelineEntry),
})
export type UnitDetail = z.infer<typeof UnitDetail>

export const CallOutcome = z.object({
  outcome: z.enum(['promised', 'no_answer', 'wrong_number', 'acknowledged', 'dissolved']),
  recipientId: z.number().nullable().default(null),
  /** Required for «acknowledged»: who said so. */
  spokeWith: z.string().trim().max(120).optional(),
  note: z.string().trim().max(500).optional(),
})

export const Home = z.object({
  at: Instant,
  live: z.array(
    z.object({
      id: z.number(),
      reference: z.string().nullable(),
      title: z.string(),
      kindName: z.string(),
      urgency: Urgency,
      isDrill: z.boolean(),
      state: z.string(),
      issuedAt: Instant,
      heldUntil: Instant.nullable(),
      acknowledgeBefore: Instant.nullable(),
      acknowledge: z.boolean(),
      due: z.number(),
      acknowledged: z.number(),
      opened: z.number(),
      toCall: z.number(),
      problems: z.number(),
      openQuestions: z.number(),
    }),
  ),
  drafts: z.array(
    z.object({
      id: z.number(),
      title: z.string(),
      kindName: z.string(),
      updatedAt: Instant,
      updatedBy: z.string().nullable(),
    }),
  ),
  questions: z.array(
    z.object({
      id: z.number(),
      directiveId: z.number(),
      directive: z.string(),
      unit: z.string().nullable(),
      text: z.string(),
      askedAt: Instant,
    }),
  ),
  /** Escalations that reached the reader as a leader and that they have not called seen. */
  reports: z.array(
    z.object({
      id: z.number(),
      directiveId: z.number(),
      reference: z.string().nullable(),
      title: z.string(),
      at: Instant,
      /** Units without an answer then, and now. */
      units: z.number(),
      silent: z.number(),
    }),
  ),
  lanes: z.array(LaneHealth),
  reach: z.object({
    units: z.number(),
    people: z.number(),
    withoutChannel: z.number(),
    unitsWithoutContact: z.number(),
  }),
})
export type Home = z.infer<typeof Home>
