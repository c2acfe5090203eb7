import { z } from 'zod'
import { CallTab, UnitCell } from './board.ts'
import { Channel, Id, Instant } from './common.ts'
import { pageOf } from './page.ts'

/** Following a directive up: reminding, excluding, answering, posting in groups. */

/** Exactly one of the two: some units by hand, or everyone of a tab («all» = everyone who has not acknowledged). */
export const NudgeRequest = z.object({
  targetIds: z.array(Id).min(1).max(20_000).optional(),
  tab: z.union([CallTab, z.literal('all')]).optional(),
  /** True: nothing is sent, the reply says what would be. */
  preview: z.boolean().default(false),
})

/** Why a unit is left out of a reminder. */
export const NudgeSkip = z.object({
  targetId: z.number(),
  name: z.string(),
  reason: z.enum(['cool_down', 'no_channel', 'acknowledged', 'excluded']),
  /** For «cool_down»: when it may be reminded again. */
  allowedAt: Instant.nullable(),
})

export const NudgePreview = z.object({
  units: z.number(),
  people: z.number(),
  byChannel: z.partialRecord(Channel, z.number()),
  /** The reminder as its first receiver will read it. */
  text: z.string(),
  /** «đã hẹn nhắc 14:32»: the next escalation step that will remind these units anyway. */
  scheduledAt: Instant.nullable(),
  skipped: z.array(NudgeSkip),
})
export type NudgePreview = z.infer<typeof NudgePreview>

export const NudgeReply = z.object({
  /** For undo, until `leavesAt`. */
  ids: z.array(z.number()),
  units: z.number(),
  leavesAt: Instant,
  skipped: z.array(NudgeSkip),
})
export type NudgeReply = z.infer<typeof NudgeReply>

export const UndoNudge = z.object({ ids: z.array(Id).min(1).max(20_000) })
export const UndoNudgeReply = z.object({ undone: z.number() })

export const ExcludeRequest = z.object({ reason: z.string().trim().min(3).max(500) })

/** The list behind a number. */
export const BoardList = pageOf(UnitCell).extend({ total: z.number() })
export type BoardList = z.infer<typeof BoardList>

export const Question = z.object({
  id: z.number(),
  targetId: z.number().nullable(),
  unit: z.string().nullable(),
  person: z.string(),
  text: z.string(),
  askedAt: Instant,
  answer: z.string().nullable(),
  answeredAt: Instant.nullable(),
  answeredBy: z.string().nullable(),
  publishedAt: Instant.nullable(),
  publishedQuestion: z.string().nullable(),
})
export type Question = z.infer<typeof Question>
/** Open ones first, oldest first. */
export const Questions = z.object({ items: z.array(Question) })

export const AnswerRequest = z.object({
  answer: z.string().trim().min(1).max(2000),
  /** Shown to every unit as question and answer, the question without its author. */
  publish: z.boolean().default(false),
  publishedQuestion: z.string().trim().min(1).max(1000).optional(),
})
