import type { Db } from '../../../../db/client.ts'
import { addMs, minutes } from '../../../kernel/clock.ts'
import { derivedCode, randomToken, tokenHash } from '../../../kernel/ids.ts'
import { CODE_VALID_MS, codesInForce, digitsOf, nextCodeAt, tryCode } from '../../acknowledgement/index.ts'
import { type Actor, record, recordOfficer } from '../../audit/index.ts'
import { queueDeliveries } from '../../delivery/index.ts'
import {
  codesOf,
  countWrongTry,
  holdRecipient,
  insertCode,
  insertVisit,
  isVisit,
  spendCode,
} from './store.ts'

/** How long the page of one's own data stays open after the code. */
export const VISIT_MS = minutes(15)

export type OwnCodeAsked = 'sent' | 'too_soon' | 'over' | 'no_channel'

/** Sends a code to the registered contact: having the link alone opens nobody's data. */
export function askOwnCode(db: Db, recipientId: number, now: Date): Promise<OwnCodeAsked> {
  return db.transaction().execute(async (trx) => {
    const recipient = await holdRecipient(trx, recipientId)
    if (!recipient) return 'over'
    const next = nextCodeAt(await codesOf(trx, recipientId, now), now)
    if (next === 'over') return 'over'
    if (next > now) return 'too_soon'
    const id = await insertCode(trx, recipientId, now)
    await recordOfficer(trx, now, { recipientId, action: 'privacy.own_code_asked' })
    const { queued } = await queueDeliveries(trx, {
      directiveId: recipient.directiveId,
      purpose: 'code',
      recipients: [{ recipientId, purposeRef: id }],
      policy: 'sms',
      awaited: true,
      validMs: CODE_VALID_MS,
      now,
    })
    if (queued > 0) return 'sent'
    await spendCode(trx, id, now)
    return 'no_channel'
  })
}

/** Can a code be typed now? Reading it changes nothing. */
export const ownCodeInForce = async (db: Db, recipientId: number, now: Date): Promise<boolean> =>
  codesInForce(await codesOf(db, recipientId, now), now).length > 0

/** The token of the visit when the digits are right; null otherwise. */
export function enterOwnCode(
  db: Db,
  entered: { readonly recipientId: number; readonly typed: string; readonly secret: string },
  now: Date,
): Promise<string | null> {
  const digits = digitsOf(entered.typed)
  return db.transaction().execute(async (trx) => {
    if (!(await holdRecipient(trx, entered.recipientId))) return null
    const codes = await codesOf(trx, entered.recipientId, now)
    const tried = tryCode(codes, (id) => derivedCode(entered.secret, `code:${id}`) === digits, now)
    if (tried.kind === 'wrong') await countWrongTry(trx, tried.counted)
    if (tried.kind !== 'right') return null
    await spendCode(trx, tried.id, now)
    const token = randomToken()
    await insertVisit(trx, {
      tokenHash: tokenHash(token),
      recipientId: entered.recipientId,
      now,
      until: addMs(now, VISIT_MS),
    })
    await recordOfficer(trx, now, { recipientId: entered.recipientId, action: 'privacy.own_opened' })
    return token
  })
}

export const isOwnVisit = (db: Db, token: string, recipientId: number, now: Date): Promise<boolean> =>
  isVisit(db, tokenHash(token), recipientId, now)

/** A copy of one's own data leaves the house: a line of the log. */
export const recordOwnExport = (db: Db, actor: Actor, personId: number, now: Date): Promise<void> =>
  record(db, { at: now, actor, action: 'privacy.person_exported', entity: 'person', entityId: personId })
