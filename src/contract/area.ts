import { z } from 'zod'
import { Id, Instant } from './common.ts'
import { Day } from './organisation.ts'
import { PageQuery, pageOf } from './page.ts'

const Name = z.string().trim().min(1).max(120)

/** How much of the old area went over: all of it, most, a part. */
export const AreaShare = z.enum(['whole', 'most', 'part'])
export type AreaShare = z.infer<typeof AreaShare>

export const AreaQuery = PageQuery.extend({
  q: z.string().max(120).optional(),
  /** Areas in force today, or those that are gone. */
  state: z.enum(['active', 'ended']).default('active'),
})
export type AreaQuery = z.infer<typeof AreaQuery>

const Relation = z.object({ id: z.number(), name: z.string(), share: AreaShare, on: z.string() })
export const AreaLine = z.object({
  id: z.number(),
  code: z.string(),
  name: z.string(),
  levelName: z.string(),
  validFrom: z.string(),
  validTo: z.string().nullable(),
  /** Units of the reader's scope whose office stands here today. */
  units: z.number(),
  cameFrom: z.array(Relation),
  wentTo: z.array(Relation),
})
export type AreaLine = z.infer<typeof AreaLine>

export const AreaChanged = z.object({
  id: z.number(),
  effectiveOn: z.string(),
  founded: z.array(z.string()),
  ended: z.array(z.string()),
  at: Instant,
  by: z.string().nullable(),
  undoneAt: Instant.nullable(),
  canUndo: z.boolean(),
})
export type AreaChanged = z.infer<typeof AreaChanged>

/** `mayChange`: areas are those of the whole installation, and changed by who sees all of it. */
export const AreaPage = pageOf(AreaLine).extend({ mayChange: z.boolean(), changes: z.array(AreaChanged) })
export type AreaPage = z.infer<typeof AreaPage>

/** An area by its id, or a new one by the name that the same order gives it. */
const AreaOrNew = z.union([z.object({ areaId: Id }), z.object({ name: Name })])

/**
 * From a day on: new areas come, old ones go, and which became which, many to many. Without `pairs` areas are only founded
 * or ended.
 */
export const AreaOrder = z.object({
  effectiveOn: Day,
  found: z
    .array(z.object({ name: Name, code: z.string().trim().min(1).max(40).optional() }))
    .max(200)
    .default([]),
  end: z.array(Id).max(500).default([]),
  pairs: z
    .array(z.object({ fromId: Id, to: AreaOrNew, share: AreaShare }))
    .max(1000)
    .default([]),
})
export type AreaOrder = z.infer<typeof AreaOrder>
export const AreaOrdered = z.object({ changeId: z.number(), founded: z.array(z.number()) })
export const AreaEdit = z.object({ name: Name.optional(), code: z.string().trim().min(1).max(40).optional() })
export type AreaEdit = z.infer<typeof AreaEdit>
export const AreaParams = z.object({ id: Id })
export const ChangeRef = z.object({ changeId: Id })
