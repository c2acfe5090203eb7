import { findMember, type LinkKind, noteMailed } from '../../domain/identity/index.ts'
import { momentText } from '../../kernel/dates.ts'
import type { HttpWorld } from '../world.ts'
import { mailLink } from './mail.ts'

/** The token stands after «#»: browsers send it to nobody, no log of a proxy ever holds it. */
export const linkUrl = (world: Pick<HttpWorld, 'publicUrl'>, token: string): string =>
  `${world.publicUrl}/sign-in/link#${token}`

/** Mails a link to its owner, if there is a way; notes that it left. After the transaction that made it (invariant 10). */
export async function mailToMember(
  world: HttpWorld,
  link: { readonly id: number; readonly token: string; readonly expiresAt: Date },
  staffId: number,
  kind: LinkKind,
): Promise<boolean> {
  const member = await findMember(world.db, staffId)
  if (!member) return false
  const now = world.machineClock.now()
  const mailed = await mailLink(
    world,
    {
      key: `staff-link-${link.id}`,
      address: member.email,
      name: member.name,
      kind: kind === 'invitation' ? 'invitation' : 'reset',
      link: linkUrl(world, link.token),
      federation: member.unitName,
      until: momentText(link.expiresAt, now),
    },
    world.translate('vi'),
  )
  if (mailed) await noteMailed(world.db, link.id, now)
  return mailed
}
