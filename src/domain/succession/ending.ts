import type { Db } from '../../../db/client.ts'
import type { PostEnding } from '../../contract/person.ts'
import { localDay } from '../../kernel/dates.ts'
import { conflict, notFound } from '../../kernel/errors.ts'
import type { Locale } from '../../kernel/i18n.ts'
import { endingPost, endsWith, nextInUnit } from './ending-store.ts'
import { directivesToHand } from './hand-over-store.ts'

/**
 * What would end with a post if it ended now, and who would get what is under way. Nothing is written.
 *
 * @throws Problem post_not_found, post_ended_already
 */
export async function planEnding(
  trx: Db,
  of: { postId: number; locale: Locale },
  now: Date,
): Promise<PostEnding> {
  const found = await endingPost(trx, of.postId, of.locale)
  if (!found) throw notFound('post')
  const { personId, personName, ended, ...post } = found
  if (ended) throw conflict('post_ended_already')
  const on = localDay(now)
  const ends = await endsWith(trx, found, { on, now })
  const open = ends.stays ? [] : await directivesToHand(trx, personId, [post.unitId], now)
  const next = await nextInUnit(trx, {
    unitId: post.unitId,
    withoutPost: post.postId,
    withoutPerson: personId,
    on,
    locale: of.locale,
  })
  return {
    post,
    personId,
    personName,
    ...ends,
    directives: open
      .filter((one) => !one.acknowledged)
      .map(({ directiveId, title }) => ({ directiveId, title })),
    next: ends.stays ? null : next,
  }
}
