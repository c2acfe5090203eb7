import { findMember, type LinkKind, noteMailed } from '../../domain/identity/index.ts'
import { momentText } from '../../kernel/dates.ts'
import type { Locale } from '../../kernel/i18n.ts'
import type { HttpWorld } from '../world.ts'
import { mailLink } from './mail.ts'

/** The token stands after «#»: browsers send it to nobody, no log of a proxy ever holds it. */
export const linkUrl = (world: Pick<HttpWorld, 'publicUrl'>, token: string): string =>
  `${world.publicUrl}/sign-in/link#${token}`

/**
 * Mails a link to its owner, if there is a way, in the language they read; notes that it left. After the transaction that made it
 * (invariant 10). `locale`: the one in which they have just asked for it.
 */
export async function mailToMember(
  world: HttpWorld,
  link: { readonly id: number; readonly token: string; readonly expiresAt: Date },
  staffId: number,
  kind: LinkKind,
  locale?: Locale,
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
    world.translate(locale ?? (member.locale === 'en' ? 'en' : 'vi')),
  )
  if (mailed) await noteMailed(world.db, link.id, now)
  return mailed
}
