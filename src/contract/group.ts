import { z } from 'zod'
import { AudienceLine } from './audience.ts'
import { Id, Instant } from './common.ts'
import { PageQuery, pageOf } from './page.ts'

/** zalo, facebook: a chat group that people keep by hand. list: people written to together, without a chat group. */
export const GroupPlatform = z.enum(['zalo', 'facebook', 'list'])
export type GroupPlatform = z.infer<typeof GroupPlatform>

/** One condition of a rule: the composer's, without what speaks of groups or of an earlier directive. */
export const RuleLine = AudienceLine.pick({
  all: true,
  sectors: true,
  subsectors: true,
  types: true,
  areas: true,
  below: true,
  units: true,
  minWorkers: true,
  maxWorkers: true,
})

/**
 * Who is in a group by rule: the same words and the same meaning as a choice of recipients (src/contract/audience.ts), so
 * that the group and a directive to the same choice hold the same people. No position: every contact of the units.
 */
export const GroupRule = z.object({
  lines: z.array(RuleLine).min(1).max(20),
  positions: z.array(z.string().max(40)).max(50).default([]),
  excludeUnits: z.array(Id).max(2000).default([]),
  excludePersons: z.array(Id).max(2000).default([]),
})
export type GroupRule = z.infer<typeof GroupRule>

export const GroupParams = z.object({ id: Id })
export const GroupQuery = PageQuery.extend({
  /** Words of the name, accents optional. */
  q: z.string().max(200).optional(),
})

export const GroupItem = z.object({
  id: z.number(),
  name: z.string(),
  platform: GroupPlatform,
  byRule: z.boolean(),
  /** Whose group it is, when it is another unit's than the reader's own. */
  ownerName: z.string().nullable(),
  members: z.number(),
  /** Members who do not sit in the real chat group yet; people who sit there and are no members any more. */
  toInvite: z.number(),
  toRemove: z.number(),
  /** In the last seven days. */
  joined: z.number(),
  left: z.number(),
})
export type GroupItem = z.infer<typeof GroupItem>
export const GroupPage = pageOf(GroupItem)
export type GroupPage = z.infer<typeof GroupPage>

/** A rule's ids in words. */
const Named = z.object({ id: z.number(), name: z.string() })
export const GroupDetail = GroupItem.extend({
  url: z.string().nullable(),
  rule: GroupRule.nullable(),
  endedAt: Instant.nullable(),
  /** Units that the group is meant for in which nobody is a member. */
  unitsWithout: z.number(),
  /** Names of the units and areas in the rule, those that are gone included. */
  names: z.object({ units: z.array(Named), areas: z.array(Named), persons: z.array(Named) }),
})
export type GroupDetail = z.infer<typeof GroupDetail>

export const GroupPeopleQuery = GroupQuery.extend({
  /** invite: members who do not sit in the chat group · remove: who sits there and is no member any more. */
  list: z.enum(['members', 'invite', 'remove']).default('members'),
})
export type GroupPeopleQuery = z.infer<typeof GroupPeopleQuery>

/** Why somebody joined or left. */
export const SeatReason = z.enum([
  'hand',
  'rule',
  'successor',
  'group_ended',
  'left',
  'term',
  'moved',
  'unit_ended',
  'mistake',
  'unknown',
])
export type SeatReason = z.infer<typeof SeatReason>

export const GroupPerson = z.object({
  personId: z.number(),
  name: z.string(),
  position: z.string().nullable(),
  unitId: z.number().nullable(),
  unitName: z.string().nullable(),
  /** To be found in the chat group: a number, spaced; null when none is known. */
  phone: z.string().nullable(),
  /** Member since; for `remove`: no member since. */
  since: Instant.nullable(),
  reason: SeatReason,
})
export type GroupPerson = z.infer<typeof GroupPerson>
export const GroupPeople = pageOf(GroupPerson)
export type GroupPeople = z.infer<typeof GroupPeople>

export const GroupUnits = pageOf(z.object({ id: z.number(), name: z.string(), area: z.string().nullable() }))
export type GroupUnits = z.infer<typeof GroupUnits>

export const GroupChangesQuery = PageQuery.extend({
  /** Not before this moment; the last three weeks when absent. */
  since: Instant.optional(),
})
export const GroupMove = z.object({
  personId: z.number(),
  name: z.string(),
  unitName: z.string().nullable(),
  kind: z.enum(['joined', 'left']),
  at: Instant,
  reason: SeatReason,
  /** Who did it, when a person did. */
  byName: z.string().nullable(),
})
export type GroupMove = z.infer<typeof GroupMove>
export const GroupMoves = pageOf(GroupMove)
export type GroupMoves = z.infer<typeof GroupMoves>

const form = {
  name: z.string().max(400),
  url: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .nullable()
    .default(null),
  /** Null: members are named one by one. */
  rule: GroupRule.nullable().default(null),
}
export const NewGroup = z.object({ ...form, platform: GroupPlatform })
/** A group that loses its rule keeps its members. */
export const GroupChange = z.object(form)
export const GroupMade = z.object({ id: z.number() })
export type GroupMade = z.infer<typeof GroupMade>

export const GroupPreviewRequest = z.object({ rule: GroupRule, groupId: Id.optional() })
/** What a rule would mean today. Nothing is written. */
export const GroupPreview = z.object({
  units: z.number(),
  people: z.number(),
  /** Units chosen in which nobody fits. */
  unitsWithout: z.number(),
  /** People of whom no telephone number is known: they cannot be found in the chat group. */
  withoutPhone: z.number(),
  /** Against the members of today. */
  joining: z.number(),
  leaving: z.number(),
})
export type GroupPreview = z.infer<typeof GroupPreview>

export const GroupMembersChange = z.object({
  add: z.array(Id).max(2000).default([]),
  remove: z.array(Id).max(2000).default([]),
})
export const GroupMembersChanged = z.object({ joined: z.number(), left: z.number() })
export type GroupMembersChanged = z.infer<typeof GroupMembersChanged>

/** «Đã mời» (true), «Đã ra» (false), and the same the other way round to take it back. */
export const SeatsTicked = z.object({ personIds: z.array(Id).min(1).max(2000), inChat: z.boolean() })
export const SeatsTickedReply = z.object({ people: z.number() })
export type SeatsTickedReply = z.infer<typeof SeatsTickedReply>
