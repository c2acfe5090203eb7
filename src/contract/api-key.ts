import { z } from 'zod'
import { Id, Instant } from './common.ts'
import { pageOf } from './page.ts'
import { Permission } from './session.ts'

/** Keys for programs: made by an administrator, sent as `Authorization: Bearer loa_…`. */

export const ApiKey = z.object({
  id: z.number(),
  name: z.string(),
  /** The first characters, «loa_7KfQ», to recognise a key by. */
  hint: z.string(),
  permissions: z.array(Permission),
  unit: z.object({ id: z.number(), name: z.string() }),
  madeBy: z.string(),
  createdAt: Instant,
  expiresAt: Instant,
  lastUsedAt: Instant.nullable(),
  revokedAt: Instant.nullable(),
  /** replaced: another one took its place, and this one still works until `expiresAt`. */
  state: z.enum(['active', 'replaced', 'expired', 'revoked']),
})
export type ApiKey = z.infer<typeof ApiKey>
export const ApiKeys = pageOf(ApiKey)

export const MakeApiKey = z.object({
  name: z.string().trim().min(1).max(100),
  permissions: z.array(Permission).min(1),
  /** The key reaches this unit and everything below it. */
  unitId: Id,
  expiresAt: Instant,
})

/** How long the old key goes on working beside the new one. */
export const RotateApiKey = z.object({ overlapHours: z.number().int().min(0).max(168).default(24) })

/** `secret` is shown this one time and kept nowhere. */
export const ApiKeyMade = z.object({ secret: z.string(), key: ApiKey })
export type ApiKeyMade = z.infer<typeof ApiKeyMade>

export const ApiKeyParams = z.object({ id: Id })

/** What the caller may put into a key. */
export const ApiKeyChoices = z.object({
  permissions: z.array(Permission),
  units: z.array(z.object({ id: z.number(), name: z.string() })),
  /** The longest life of a key, in days. */
  longestDays: z.number(),
})
export type ApiKeyChoices = z.infer<typeof ApiKeyChoices>
