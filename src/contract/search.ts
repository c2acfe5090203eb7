import { z } from 'zod'
import { Instant, Urgency } from './common.ts'
import { DirectiveState } from './directive.ts'
import { GroupPlatform } from './group.ts'

export const SearchQuery = z.object({ q: z.string().max(200) })

/** The best of each kind for what was typed; each kind of which the reader may see something, in its own order. */
export const SearchReply = z.object({
  units: z.array(
    z.object({ id: z.number(), code: z.string(), name: z.string(), area: z.string().nullable() }),
  ),
  people: z.array(
    z.object({
      id: z.number(),
      name: z.string(),
      position: z.string().nullable(),
      unitId: z.number().nullable(),
      unitName: z.string().nullable(),
    }),
  ),
  directives: z.array(
    z.object({
      id: z.number(),
      title: z.string(),
      state: DirectiveState,
      kindName: z.string(),
      /** «12/CĐ-LĐLĐ»; null before it is issued. */
      reference: z.string().nullable(),
      urgency: Urgency,
      issuedAt: Instant.nullable(),
    }),
  ),
  groups: z.array(
    z.object({ id: z.number(), name: z.string(), platform: GroupPlatform, members: z.number() }),
  ),
})
export type SearchReply = z.infer<typeof SearchReply>
