import { z } from 'zod'

export const Role = z.enum(['leader', 'specialist', 'clerk', 'viewer', 'administrator'])
export type Role = z.infer<typeof Role>

/** What a staff member may do. Roles hold them in src/domain/identity/permissions.ts. */
export const Permission = z.enum([
  'directive.read',
  'directive.write',
  'directive.issue',
  'directive.follow',
  'unit.read',
  'channel.read',
  'channel.write',
  'audit.read',
])
export type Permission = z.infer<typeof Permission>

export const Me = z.object({
  staffId: z.number(),
  name: z.string(),
  jobTitle: z.string(),
  role: Role,
  permissions: z.array(Permission),
  federation: z.object({ id: z.number(), name: z.string() }),
  locale: z.enum(['vi', 'en']),
  isDemo: z.boolean(),
  /** The server's clock: countdowns never trust the office PC. */
  now: z.string(),
})
export type Me = z.infer<typeof Me>
