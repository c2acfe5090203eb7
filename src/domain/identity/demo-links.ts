import { timingSafeEqual } from 'node:crypto'
import type { Db } from '../../../db/client.ts'
import { derivedToken } from '../../kernel/ids.ts'
import { type SampleMember, sampleStaff } from './store.ts'

export interface DemoLink {
  readonly staffId: number
  /** «Chủ tịch», as the staff list names the post. */
  readonly role: string
  readonly name: string
  readonly url: string
}

/**
 * One-click sign-in for the cast of the sample federation. The token is derived from the installation's secret, so that
 * nothing is stored and a link survives a restart; it stops working with the demo, because only a demo mounts its page
 * and only sample staff have one.
 */
const tokenOf = (secret: string, staffId: number): string => derivedToken(secret, `demo-sign-in:${staffId}`)

export async function mintDemoLinks(
  db: Db,
  options: { secret: string; publicUrl: string },
): Promise<readonly DemoLink[]> {
  const cast = await sampleStaff(db)
  return cast.map((staff) => ({
    staffId: staff.staffId,
    role: staff.jobTitle,
    name: staff.name,
    url: `${options.publicUrl}/demo/${tokenOf(options.secret, staff.staffId)}`,
  }))
}

/** Whose link this is; null for a token that is nobody's. */
export async function staffOfDemoToken(db: Db, secret: string, token: string): Promise<SampleMember | null> {
  const given = Buffer.from(token)
  for (const staff of await sampleStaff(db)) {
    const known = Buffer.from(tokenOf(secret, staff.staffId))
    if (known.length === given.length && timingSafeEqual(known, given)) return staff
  }
  return null
}
