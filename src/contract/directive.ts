import { z } from 'zod'
import { Audience } from './audience.ts'
import { Channel, Id, Instant, Urgency } from './common.ts'
import { PageQuery, pageOf } from './page.ts'

export const MessageClass = z.enum(['official', 'information', 'promotion'])

export const DirectiveState = z.enum([
  'template',
  'draft',
  'held',
  'sending',
  'sent',
  'stopped',
  'closed',
  'discarded',
])
export type DirectiveState = z.infer<typeof DirectiveState>

export const DirectiveKind = z.object({
  code: z.string(),
  name: z.string(),
  hint: z.string(),
  abbreviation: z.string().nullable(),
  defaultUrgency: Urgency,
  acknowledgeByDefault: z.boolean(),
  isPrivate: z.boolean(),
  messageClass: MessageClass,
})
export type DirectiveKind = z.infer<typeof DirectiveKind>

/** «Sau 30 phút nếu chưa xác nhận → gửi SMS». */
export const EscalationStep = z.object({
  afterMinutes: z.number().int().min(1).max(10_080),
  /** remind: same channel again · next_channel: the person's next one · call: to the call list · leader: tell the leaders */
  act: z.enum(['remind', 'next_channel', 'call', 'leader']),
})
export type EscalationStep = z.infer<typeof EscalationStep>

/** What a person may type into a draft. Every field may be saved half-finished; `issue` is where completeness is asked. */
export const DraftContent = z.object({
  kind: z.string(),
  urgency: Urgency,
  messageClass: MessageClass,
  isDrill: z.boolean(),
  title: z.string().max(500),
  actions: z.array(z.string().max(1000)).max(30),
  body: z.string().max(50_000),
  overrides: z.object({
    zalo: z.string().max(2000).optional(),
    sms: z.string().max(1000).optional(),
    emailSubject: z.string().max(300).optional(),
  }),
  smsUnaccented: z.boolean(),
  relay: z
    .object({ issuer: z.string().max(200), number: z.string().max(60), date: z.string().max(20) })
    .nullable(),
  audience: Audience,
  acknowledge: z.boolean(),
  acknowledgeBy: z.enum(['unit', 'person']),
  acknowledgeBefore: Instant.nullable(),
  escalation: z.array(EscalationStep).max(8),
})
export type DraftContent = z.infer<typeof DraftContent>

/** Where a draft comes from: a kind (empty), a template, or the issued directive that it replaces, corrects or recalls. */
export const CreateDraft = z.object({
  kind: z.string().optional(),
  templateId: Id.optional(),
  correctionOf: Id.optional(),
  relation: z.enum(['replaces', 'corrects', 'recalls']).optional(),
})

/** Autosave: the fields that changed, and the revision they were typed upon. */
export const SaveDraft = z.object({ revision: z.number().int().min(1), change: DraftContent.partial() })

export const Attachment = z.object({
  id: z.number(),
  fileName: z.string(),
  mime: z.string(),
  size: z.number(),
  sha256: z.string(),
  url: z.string(),
})
export type Attachment = z.infer<typeof Attachment>

export const Directive = DraftContent.extend({
  id: z.number(),
  state: DirectiveState,
  revision: z.number(),
  kindName: z.string(),
  /** «12/CĐ-LĐLĐ»; null before issue. */
  reference: z.string().nullable(),
  issuerName: z.string(),
  attachments: z.array(Attachment),
  createdBy: z.string().nullable(),
  updatedBy: z.string().nullable(),
  updatedAt: Instant,
  issuedAt: Instant.nullable(),
  issuedBy: z.string().nullable(),
  heldUntil: Instant.nullable(),
  releasedAt: Instant.nullable(),
  stoppedAt: Instant.nullable(),
  closedAt: Instant.nullable(),
  validUntil: Instant.nullable(),
  /** Sent by one person in an emergency, where two are asked for (src/domain/approval). */
  sentAlone: z.object({ by: z.string(), at: Instant, reason: z.string() }).nullable(),
  replaces: z
    .object({
      id: z.number(),
      reference: z.string().nullable(),
      relation: z.enum(['replaces', 'corrects', 'recalls']),
    })
    .nullable(),
  replacedBy: z
    .object({
      id: z.number(),
      reference: z.string().nullable(),
      relation: z.enum(['replaces', 'corrects', 'recalls']),
    })
    .nullable(),
})
export type Directive = z.infer<typeof Directive>

/** What stands between a draft and its issue. `blocking` ones refuse; the others are asked about on the check page. */
export const IssueCheck = z.object({
  faults: z.array(
    z.object({ field: z.string(), code: z.string(), message: z.string(), blocking: z.boolean() }),
  ),
  /** Type this number to confirm; null when no typing is asked (fewer than 50 units and not Hỏa tốc). */
  typedNumber: z.number().nullable(),
  units: z.number(),
  people: z.number(),
  /** An issued directive with the same words to an overlapping audience within 24 h. */
  duplicateOf: z.object({ id: z.number(), reference: z.string() }).nullable(),
  cost: z.object({
    smsParts: z.number(),
    smsPeople: z.number(),
    total: z.number(),
    currency: z.literal('VND'),
  }),
  holdSeconds: z.number(),
  /** When quiet hours keep it back: the instant at which it would leave. */
  keptUntil: Instant.nullable(),
  /** May a reason send it in spite of quiet hours? */
  mayLeaveNow: z.boolean(),
})
export type IssueCheck = z.infer<typeof IssueCheck>

/** The last issued directive of the same kind, and to how many units it went: what the composer compares its count with. */
export const LastOfKind = z.object({
  last: z.object({ reference: z.string(), units: z.number(), issuedAt: Instant }).nullable(),
})
export type LastOfKind = z.infer<typeof LastOfKind>

export const IssueRequest = z.object({
  revision: z.number().int().min(1),
  typedNumber: z.number().int().nullable().optional(),
  /** The sender has seen the warnings (people without a channel, a duplicate within 24 h). */
  acceptWarnings: z.boolean().default(false),
  /** «Gửi ngay»: why it may not wait for the end of quiet hours. Kept in the audit log; routine words wait all the same. */
  overrideQuietHours: z.string().trim().max(300).nullable().optional(),
  /** One click is one issue: repeated requests with the same key return the first one's answer. */
  requestKey: z.string().min(8).max(60),
})

/** «Gửi ngay». A reason is asked for when it overrides quiet hours. */
export const ReleaseRequest = z.object({ reason: z.string().trim().max(300).optional() }).nullish()

/** Lists. Search folds accents: «hoa toc» finds «Hỏa tốc». */
export const DirectiveQuery = PageQuery.extend({
  q: z.string().max(200).optional(),
  state: z.enum(['live', 'draft', 'template', 'done', 'all']).default('all'),
  kind: z.string().optional(),
})
export const DirectiveListItem = z.object({
  id: z.number(),
  state: DirectiveState,
  kind: z.string(),
  kindName: z.string(),
  urgency: Urgency,
  isDrill: z.boolean(),
  reference: z.string().nullable(),
  title: z.string(),
  issuedBy: z.string().nullable(),
  issuedAt: Instant.nullable(),
  heldUntil: Instant.nullable(),
  updatedAt: Instant,
  acknowledge: z.boolean(),
  acknowledgeBefore: Instant.nullable(),
  units: z.number(),
  acknowledged: z.number(),
  needsAttention: z.number(),
  openQuestions: z.number(),
})
export type DirectiveListItem = z.infer<typeof DirectiveListItem>
export const DirectiveList = pageOf(DirectiveListItem)
export type DirectiveList = z.infer<typeof DirectiveList>

/** True previews, composed by the same functions that compose the sent messages. */
export const Previews = z.object({
  zalo: z.object({
    accountName: z.string(),
    text: z.string(),
    button: z.string(),
    /** Template parameters with their limits, used outside the seven-day window. */
    template: z.array(
      z.object({ name: z.string(), value: z.string(), limit: z.number(), tooLong: z.boolean() }),
    ),
    tooLong: z.boolean(),
    limit: z.number(),
  }),
  sms: z.object({
    text: z.string(),
    encoding: z.enum(['GSM-7', 'UCS-2']),
    length: z.number(),
    parts: z.number(),
    /** Steps of the tariff: characters that fit into 1, 2, 3 parts. */
    steps: z.array(z.number()),
    /** Characters that force UCS-2, in order of appearance. */
    accented: z.array(z.string()),
    costPerPerson: z.number(),
    people: z.number(),
    tooLong: z.boolean(),
  }),
  email: z.object({ subject: z.string(), preview: z.string(), text: z.string(), html: z.string() }),
  /** The phone page as HTML, to be shown in a sandboxed frame. */
  page: z.object({ html: z.string() }),
  sample: z.object({ person: z.string(), unit: z.string(), index: z.number(), of: z.number() }),
})
export type Previews = z.infer<typeof Previews>

/** «Xem thử với đơn vị thứ n»: which of the chosen people the messages are addressed to. */
export const PreviewRequest = z.object({ index: z.number().int().min(1).default(1) })

export const TestSend = z.object({ channels: z.array(Channel).min(1) })
/** Which of the asked channels a trial copy was queued on; the author has no address on the others. */
export const TestSent = z.object({ sent: z.array(Channel), missing: z.array(Channel) })
export const DirectiveKinds = z.object({ items: z.array(DirectiveKind) })
export const AttachmentParams = z.object({ id: Id, attachmentId: Id })
export const DirectiveParams = z.object({ id: Id })
