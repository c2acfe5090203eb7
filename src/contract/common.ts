import { z } from 'zod'

/** Schemas shared by requests and replies. The console imports the types; the server parses with the schemas. */

export const Id = z.coerce.number().int().positive()
/** From 1900 to 2199: what lies outside is a slip of the keyboard, and beyond year 0 calendars disagree. */
const inOurTime = (text: string): boolean => /^(?:19|20|21)\d\d-/.test(text)

export const Instant = z.iso.datetime({ offset: true }).refine(inOurTime)
/** A local day, yyyy-mm-dd, that exists. */
export const Day = z.iso.date().refine(inOurTime)
export type Day = z.infer<typeof Day>

/** In the order in which people usually name them. «webhook»: another system that takes signed posts. */
export const Channel = z.enum(['zalo', 'telegram', 'sms', 'email', 'webhook'])
export type Channel = z.infer<typeof Channel>

/** An address there means something to one account alone: a user id of one Official Account, of one bot. */
export const BOUND_CHANNELS: readonly Channel[] = ['zalo', 'telegram', 'webhook']

/** 0 thường · 1 khẩn · 2 thượng khẩn · 3 hỏa tốc (Decree 30/2020, art. 10b). */
export const Urgency = z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)])
export type Urgency = z.infer<typeof Urgency>

/** RFC 9457, with the field faults of a form. */
export const ProblemDetails = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  code: z.string(),
  detail: z.string().optional(),
  /** This very refusal, `urn:uuid:…`: what to tell an administrator, who finds it in the log. */
  instance: z.string().optional(),
  faults: z
    .array(
      z.object({
        field: z.string(),
        code: z.string(),
        message: z.string(),
        /** Where in the body, as a JSON pointer: `#/audience/lines/0`. */
        pointer: z.string().optional(),
        /** The parameter of path or query, when it is not in the body. */
        parameter: z.string().optional(),
      }),
    )
    .optional(),
})
export type ProblemDetails = z.infer<typeof ProblemDetails>
