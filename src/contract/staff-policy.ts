import { z } from 'zod'

/** What the installation asks of everybody who signs in. */
export const StaffPolicy = z.object({
  secondFactor: z.enum(['required', 'optional']),
  /** How long newcomers may work before they must have one. */
  graceDays: z.number().int().min(0).max(60),
  /** May passkeys be added, and do they sign in alone? */
  passkeys: z.enum(['none', 'second', 'alone']),
  /** A session ends so many hours after it began. */
  sessionHours: z.number().int().min(1).max(720),
  /** Is a sign-in through the organisation's own accounts proof enough, or does Loa's second step follow? */
  oidcSecondFactor: z.enum(['own', 'provider']),
})
export type StaffPolicy = z.infer<typeof StaffPolicy>
