import { z } from 'zod'
import { Id, Instant } from './common.ts'
import { Day } from './organisation.ts'

export const Holiday = z.object({
  day: Day,
  nameVi: z.string().trim().min(1).max(120),
  nameEn: z.string().trim().min(1).max(120),
})
export type Holiday = z.infer<typeof Holiday>

const Year = z.coerce.number().int().min(1990).max(2200)
export const HolidayQuery = z.object({ year: Year })
export const Holidays = z.object({
  year: z.number(),
  days: z.array(Holiday),
  /** Holidays are those of the whole installation, and changed by who sees all of it. */
  mayChange: z.boolean(),
  changes: z.array(
    z.object({
      id: z.number(),
      at: Instant,
      by: z.string().nullable(),
      added: z.number(),
      removed: z.number(),
      undoneAt: Instant.nullable(),
      canUndo: z.boolean(),
    }),
  ),
})
export type Holidays = z.infer<typeof Holidays>

/** The year's whole list, instead of the one before. */
export const HolidayList = z.object({ year: Year, days: z.array(Holiday).max(120) })
export type HolidayList = z.infer<typeof HolidayList>

/** A list as it was announced: a line a day or a span of days. */
export const HolidayText = z.object({ year: Year, text: z.string().max(20_000) })
export const HolidayReading = z.object({
  days: z.array(Holiday),
  faults: z.array(z.object({ line: z.number(), text: z.string(), why: z.string() })),
})
export type HolidayReading = z.infer<typeof HolidayReading>
export const HolidayChanged = z.object({ changeId: z.number().nullable() })
export const HolidayChangeRef = z.object({ changeId: Id })
