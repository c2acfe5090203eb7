import type { Db } from '../../../../db/client.ts'
import type { Channel } from '../../../contract/common.ts'
import { invalid } from '../../../kernel/errors.ts'
import type { Locale } from '../../../kernel/i18n.ts'
import { record } from '../../audit/index.ts'
import { insertCopy, readDirective } from '../../directive/index.ts'
import { notifyLanes } from '../plan/notices-store.ts'
import { queueTrial } from './store.ts'

export interface TrialAuthor {
  readonly staffId: number
  readonly personId: number
  readonly name: string
  readonly locale: Locale
}

/**
 * «Gửi thử cho tôi»: the messages of a draft to its author's own addresses, marked [GỬI THỬ]. They belong to a copy that
 * is set aside at once, so that a trial leaves no recipient, number or link on the draft itself.
 */
export async function sendTrial(
  trx: Db,
  author: TrialAuthor,
  draftId: number,
  federationId: number,
  channels: readonly Channel[],
  now: Date,
): Promise<{ sent: Channel[]; missing: Channel[] }> {
  await readDirective(trx, draftId, author.locale)
  const copyId = await insertCopy(trx, draftId, { staffId: author.staffId, now, state: 'discarded' })
  const sent = await queueTrial(trx, {
    directiveId: copyId,
    federationId,
    personId: author.personId,
    personName: author.name,
    channels,
    now,
  })
  if (sent.length === 0) throw invalid({ field: 'channels', code: 'draft.no_own_contact' })
  await notifyLanes(trx)
  await record(trx, {
    at: now,
    actor: { kind: 'staff', id: author.staffId },
    action: 'directive.tried',
    entity: 'directive',
    entityId: draftId,
    data: { copyId, channels: sent.length },
  })
  return {
    sent: channels.filter((channel) => sent.includes(channel)),
    missing: channels.filter((channel) => !sent.includes(channel)),
  }
}
