import { z } from 'zod'
import { Id } from './common.ts'

/** A local day, yyyy-mm-dd, that exists. */
export const Day = z.iso.date()
export type Day = z.infer<typeof Day>

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
