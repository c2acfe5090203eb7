import { z } from 'zod'

/** The one way of going through a list that can grow: `?limit=…`, then `?after=<next of the last reply>&limit=…`. */
export const PageQuery = z.object({
  /** `next` of the reply before; without it the list begins at its beginning. */
  after: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export type PageQuery = z.infer<typeof PageQuery>

/** `next` is null at the end of the list. `total` stands where a count is already known. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), next: z.string().nullable(), total: z.number().optional() })
