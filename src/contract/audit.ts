import { z } from 'zod'
import { Day, Id, Instant } from './common.ts'
import { PageQuery, pageOf } from './page.ts'

/** Which lines of the log: who, what, when, about what. All may be left out. */
export const AuditFilter = z.object({
  /** Member of staff. */
  staff: Id.optional(),
  /** `office`: the federation, its keys and Loa itself · `officers`: what officers of units did on their phones. */
  by: z.enum(['office', 'officers']).optional(),
  /** First word of the action: `directive`, `contact`, … */
  kind: z
    .string()
    .regex(/^[a-z_]{1,40}$/)
    .optional(),
  /** Days in Viet Nam, both included. */
  from: Day.optional(),
  to: Day.optional(),
  directive: Id.optional(),
  unit: Id.optional(),
  person: Id.optional(),
})
export type AuditFilter = z.infer<typeof AuditFilter>

export const AuditQuery = AuditFilter.extend(PageQuery.shape)

export const AuditLine = z.object({
  id: z.number(),
  at: Instant,
  /** `directive.issued` */
  action: z.string(),
  /** «Hoa ban hành 12/CĐ-LĐLĐ «Rà soát nhà trọ» cho 312 đơn vị qua Zalo, SMS.» */
  sentence: z.string(),
  actor: z.object({ kind: z.enum(['staff', 'api_key', 'officer', 'system', 'provider']), name: z.string() }),
  /** What it is about, when there is a screen of it. */
  directiveId: z.number().nullable(),
  unit: z.object({ id: z.number(), name: z.string() }).nullable(),
})
export type AuditLine = z.infer<typeof AuditLine>

export const AuditPage = pageOf(AuditLine).extend({
  /** What the filter is about, in words. */
  about: z.string().nullable(),
})
export type AuditPage = z.infer<typeof AuditPage>

export const AuditChoices = z.object({
  staff: z.array(z.object({ id: z.number(), name: z.string() })),
  kinds: z.array(z.object({ code: z.string(), name: z.string() })),
  /** The last sealed block: note it down outside Loa, `loa audit verify --head` compares it. */
  head: z.object({ text: z.string(), sealedAt: Instant }).nullable(),
})
export type AuditChoices = z.infer<typeof AuditChoices>

export const AuditExport = AuditFilter.extend({ format: z.enum(['csv', 'json']).default('csv') })
