import { z } from 'zod'
import { Channel, Id } from './common.ts'
import { PageQuery, pageOf } from './page.ts'

/**
 * Who shall get a directive. Each line is one choice: all its filled fields must hold (AND), inside a field any value
 * does (OR). The audience is the union of its lines, minus the exclusions.
 *   M2 «khối doanh nghiệp, từ 50 lao động»  = one line {sectors:[DN_NN,DN_NNN,DN_FDI], minWorkers:50}
 *   M3 «CĐCS phường Mễ Trì và khối y tế»    = two lines {areas:[…]}, {sectors:[YT,SN,ND]}
 */
export const AudienceLine = z.object({
  /** Every recipient unit of the federation, all members of its groups included. Excludes the other fields' meaning. */
  all: z.boolean().optional(),
  groups: z.array(Id).optional(),
  sectors: z.array(z.string()).optional(),
  /** Branches within a sector («may», «MN»), as they are written with the units. */
  subsectors: z.array(z.string()).optional(),
  areas: z.array(Id).optional(),
  /** Tiers. */
  types: z.array(z.string()).optional(),
  /** Everything below these units. */
  below: z.array(Id).optional(),
  units: z.array(Id).optional(),
  minWorkers: z.number().int().min(0).max(10_000_000).optional(),
  maxWorkers: z.number().int().min(0).max(10_000_000).optional(),
  /** Exactly the units and people that got this directive: for its replacement or correction. */
  recipientsOf: Id.optional(),
})
export type AudienceLine = z.infer<typeof AudienceLine>

export const Audience = z.object({
  lines: z.array(AudienceLine).default([]),
  /** Positions that get it in each unit; empty = every listed contact (đầu mối). Members of a chosen group always do. */
  positions: z.array(z.string()).default([]),
  excludeUnits: z.array(Id).default([]),
  excludePersons: z.array(Id).default([]),
  /** Groups that also get a post by hand from the share kit; null = every group chosen above (all of them for `all`). */
  groupPosts: z.array(Id).nullable().default(null),
})
export type Audience = z.infer<typeof Audience>

/** The three numbers that stand beside every choice. `units.chosen` = `units.reachable` + `units.withoutChannel`. */
export const AudienceCount = z.object({
  units: z.object({ chosen: z.number(), reachable: z.number(), withoutChannel: z.number() }),
  people: z.object({ chosen: z.number(), reachable: z.number(), withoutChannel: z.number() }),
  /** Units of `units.withoutChannel` that have no contact person at all. */
  unitsWithoutContact: z.number(),
  /** By the channel each person would get it on: the first of theirs that works. */
  byChannel: z.record(Channel, z.number()),
  memberships: z.number(),
  groupPosts: z.number(),
  excluded: z.object({ units: z.number(), people: z.number() }),
})
export type AudienceCount = z.infer<typeof AudienceCount>

export const AudienceListKind = z.enum([
  'units',
  'units-reachable',
  'units-without-channel',
  'units-without-contact',
  'excluded-units',
  'people',
  'people-reachable',
  'people-without-channel',
  'people-zalo',
  'people-telegram',
  'people-sms',
  'people-email',
  'people-webhook',
  'group-posts',
  'excluded-people',
])
export type AudienceListKind = z.infer<typeof AudienceListKind>

/** A row of the names behind a count. */
export const AudienceName = z.object({
  id: z.number(),
  name: z.string(),
  /** Unit of a person; area of a unit; platform of a group. */
  detail: z.string().nullable(),
  channel: Channel.nullable(),
})
export type AudienceName = z.infer<typeof AudienceName>

export const AudienceCountRequest = z.object({ audience: Audience })

/** The names behind a count. `q` narrows the names shown; `total` counts what `q` leaves. */
export const AudienceListRequest = PageQuery.extend({
  audience: Audience,
  kind: AudienceListKind,
  q: z.string().max(200).optional(),
})
export const AudienceListReply = pageOf(AudienceName).extend({ total: z.number() })
export type AudienceListReply = z.infer<typeof AudienceListReply>

/** One unit a line, by name or code, as copied out of a spreadsheet. */
export const PastedRequest = z.object({ text: z.string().max(400_000) })

/** Result of matching pasted lines (names or codes) with units. */
export const PastedMatch = z.object({
  line: z.string(),
  unit: z.object({ id: z.number(), name: z.string() }).nullable(),
  /** More than one unit fits: a person chooses («Trường Mầm non Hoa Hồng» exists twice). */
  candidates: z.array(z.object({ id: z.number(), name: z.string(), area: z.string().nullable() })),
})
export type PastedMatch = z.infer<typeof PastedMatch>

export const PastedReply = z.object({ matches: z.array(PastedMatch) })

/** Search of units by name or code: accents optional, abbreviations understood («cty», «MN», «CĐCS»). */
export const UnitSearchQuery = z.object({ q: z.string().max(200) })
export const UnitFound = z.object({
  id: z.number(),
  code: z.string(),
  name: z.string(),
  area: z.string().nullable(),
})
export type UnitFound = z.infer<typeof UnitFound>
export const UnitSearchReply = z.object({ items: z.array(UnitFound) })

/** What the composer can choose from. */
export const AudienceChoices = z.object({
  groups: z.array(
    z.object({
      id: z.number(),
      code: z.string(),
      name: z.string(),
      platform: z.string(),
      units: z.number(),
      people: z.number(),
    }),
  ),
  sectors: z.array(z.object({ code: z.string(), name: z.string(), units: z.number() })),
  areas: z.array(z.object({ id: z.number(), name: z.string(), units: z.number() })),
  subsectors: z.array(z.object({ code: z.string(), units: z.number() })),
  types: z.array(z.object({ code: z.string(), name: z.string(), units: z.number() })),
  /** Units with recipients of their own below them. */
  below: z.array(z.object({ id: z.number(), name: z.string(), units: z.number() })),
  positions: z.array(z.object({ code: z.string(), name: z.string(), people: z.number() })),
  totals: z.object({ units: z.number(), people: z.number() }),
})
export type AudienceChoices = z.infer<typeof AudienceChoices>
