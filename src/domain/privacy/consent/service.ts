import type { Db } from '../../../../db/client.ts'
import { invalid } from '../../../kernel/errors.ts'
import { type Actor, record } from '../../audit/index.ts'
import {
  type ConsentChannel,
  type ConsentPurpose,
  endConsent,
  endObjection,
  type How,
  insertConsent,
  insertObjection,
} from './store.ts'

/** The wording that people are shown today (`privacy.consent_text.<purpose>`); an older one stays what it was given to. */
const CONSENT_TEXT = '2026-11'

export interface ConsentOrder {
  readonly personId: number
  readonly purpose: ConsentPurpose
  /** Promotion is agreed to channel by channel; photographs and praise are no messages. */
  readonly channel: ConsentChannel | null
  readonly how: How
  /** Where the proof is. */
  readonly evidence: string
}

/** Consent somebody gave, by a tick of their own or on paper. Giving it twice is giving it once. */
export async function giveConsent(trx: Db, actor: Actor, order: ConsentOrder, now: Date): Promise<void> {
  if ((order.purpose === 'promotion') !== (order.channel !== null))
    throw invalid({ field: 'channel', code: 'privacy.consent_channel' })
  const recordedBy = actor.kind === 'staff' ? actor.id : null
  const id = await insertConsent(trx, { ...order, textVersion: CONSENT_TEXT, recordedBy, now })
  if (id !== null) await log(trx, actor, 'privacy.consent_given', order, now)
}

/** Takes effect at once: what was queued and not yet sent for this purpose is not sent. */
export async function withdrawConsent(
  trx: Db,
  actor: Actor,
  order: Omit<ConsentOrder, 'evidence'>,
  now: Date,
): Promise<void> {
  if (await endConsent(trx, { ...order, now })) await log(trx, actor, 'privacy.consent_withdrawn', order, now)
}

/** «Ngừng nhận qua kênh này», and its end. Duty orders still come; everything else stops on the channel. */
export async function setObjection(
  trx: Db,
  actor: Actor,
  order: {
    readonly personId: number
    readonly channel: ConsentChannel
    readonly stopped: boolean
    readonly how: How
  },
  now: Date,
): Promise<void> {
  const changed = order.stopped
    ? await insertObjection(trx, { ...order, recordedBy: actor.kind === 'staff' ? actor.id : null, now })
    : await endObjection(trx, order.personId, order.channel, now)
  if (!changed) return
  await log(
    trx,
    actor,
    order.stopped ? 'privacy.channel_stopped' : 'privacy.channel_resumed',
    { personId: order.personId, channel: order.channel },
    now,
  )
}

const log = (
  trx: Db,
  actor: Actor,
  action: string,
  of: { personId: number; purpose?: string; channel: string | null },
  now: Date,
): Promise<void> =>
  record(trx, {
    at: now,
    actor,
    action,
    entity: 'person',
    entityId: of.personId,
    data: { channel: of.channel, ...(of.purpose === undefined ? {} : { purpose: of.purpose }) },
  })
