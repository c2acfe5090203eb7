import { z } from 'zod'

/** Given on a unit and all below it; several may be held at once. The order is the one in which a person is named. */
export const Role = z.enum(['administrator', 'leader', 'specialist', 'clerk', 'viewer', 'unit_officer'])
export type Role = z.infer<typeof Role>

/** What a staff member may do. Roles hold them in src/domain/identity/permissions.ts. */
export const Permission = z.enum([
  'directive.read',
  'directive.write',
  'directive.issue',
  'directive.follow',
  'unit.read',
  'unit.write',
  'people.write',
  'group.write',
  'list.import',
  'channel.read',
  'channel.write',
  'audit.read',
  'privacy.read',
  'privacy.write',
  'account.own',
  'staff.read',
  'staff.write',
  'api_key.write',
  'approval.use',
])
export type Permission = z.infer<typeof Permission>

export const Me = z.object({
  staffId: z.number(),
  name: z.string(),
  jobTitle: z.string(),
  /** The first of their roles; what they may do follows from all of them together. */
  role: Role,
  grants: z.array(z.object({ role: Role, unitId: z.number(), unitName: z.string() })),
  permissions: z.array(Permission),
  federation: z.object({ id: z.number(), name: z.string() }),
  locale: z.enum(['vi', 'en']),
  /** Must a second factor be set up before anything else, or by when? */
  secondFactor: z.object({ needed: z.boolean(), dueAt: z.string().nullable() }),
  isDemo: z.boolean(),
  /** The server's clock: countdowns never trust the office PC. */
  now: z.string(),
})
export type Me = z.infer<typeof Me>
