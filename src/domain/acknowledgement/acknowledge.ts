import type { Db } from '../../../db/client.ts'
import { readableCode } from '../../kernel/ids.ts'
import { recordOfficer, recordOfficers } from '../audit/index.ts'
import {
  holdRecipients,
  holdTargetsOf,
  insertAcknowledgements,
  insertTelephone,
  lowerToOpened,
  type NewAcknowledgement,
  type PressedRecipient,
  standingTelephone,
  type TelephoneResult,
  telephoneTarget,
  withdrawAcknowledgements,
} from './press-store.ts'
import { isLate, mayWithdraw, replacesStanding } from './rules.ts'
import { settle } from './settle.ts'
import { holdTargets } from './settle-store.ts'
import { isTakenUnverified, standingOfDevice } from './step-up/rules.ts'
import type { Acknowledged, Press, Receipt } from './types.ts'

/**
 * Records presses, all in one transaction; the answers come in the order of the presses, after the commit.
 * Pressing twice is pressing once: the second press gets the receipt that stands.
 */
export function acknowledge(db: Db, presses: readonly Press[], now: Date): Promise<readonly Acknowledged[]> {
  return again(() => db.transaction().execute((trx) => acknowledgeIn(trx, presses, now)))
}

async function acknowledgeIn(
  trx: Db,
  presses: readonly Press[],
  now: Date,
): Promise<readonly Acknowledged[]> {
  const ids = [...new Set(presses.map((press) => press.recipientId))]
  const units = await holdTargetsOf(trx, ids)
  const recipients = new Map((await holdRecipients(trx, ids, now)).map((one) => [one.recipientId, one]))

  const news = new Map<number, NewAcknowledgement>()
  const superseded: number[] = []
  const codeNeeded = new Set<Press>()
  for (const press of presses) {
    const recipient = recipients.get(press.recipientId)
    if (!recipient?.asked) continue
    const standing = news.get(press.recipientId) ?? recipient.standing
    if (standing && !replacesStanding(standing.answer, press.answer)) continue
    const device = standingOfDevice(press.deviceHash ?? null, recipient.devices)
    if (device === 'further' && !isTakenUnverified(recipient.urgency)) {
      codeNeeded.add(press)
      continue
    }
    if (recipient.standing && !news.has(press.recipientId)) superseded.push(recipient.standing.id)
    news.set(press.recipientId, newAcknowledgement(recipient, press, device === 'further', now))
  }
  if (news.size > 0) {
    await withdrawAcknowledgements(trx, superseded, now)
    const inserted = await insertAcknowledgements(trx, [...news.values()], now)
    await recordOfficers(
      trx,
      now,
      [...news.values()].map(({ recipient, answer, via }) => ({
        recipientId: recipient.recipientId,
        directiveId: recipient.directiveId,
        unitId: (recipient.targetId && units.get(recipient.targetId)) ?? recipient.ownerUnitId,
        action: PRESSED[answer],
        data: { acknowledgementId: inserted.get(recipient.recipientId)!, via },
      })),
    )
    const changed = [...news.values()].map((one) => one.recipient)
    await settle(trx, {
      targets: [...new Set(changed.flatMap((one) => one.targetId ?? []))],
      directives: changed.map((one) => one.directiveId),
      answered: [...news.keys()],
    })
    for (const [recipientId, one] of news) {
      const id = inserted.get(recipientId)!
      const { code, answer } = one
      recipients.set(recipientId, {
        ...one.recipient,
        standing: { id, code, answer, at: now, isLate: one.isLate, unverified: one.unverified },
      })
    }
  }
  const fresh = new Set(news.keys())
  return presses.map((press) => {
    const recipient = recipients.get(press.recipientId)
    if (!recipient) return { kind: 'unknown', recipientId: press.recipientId }
    if (codeNeeded.has(press)) return { kind: 'code_needed', recipientId: press.recipientId }
    if (!recipient.asked || !recipient.standing) return { kind: 'not_asked', recipientId: press.recipientId }
    // Of several presses in one batch the first one is the press, the others are repetitions.
    return receiptOf(recipient, recipient.standing, !fresh.delete(press.recipientId))
  })
}

/** How the log calls each answer. */
const PRESSED: Readonly<Record<Press['answer'], string>> = {
  received: 'acknowledgement.received',
  not_applicable: 'acknowledgement.not_applicable',
}

function newAcknowledgement(
  recipient: PressedRecipient,
  press: Press,
  unverified: boolean,
  now: Date,
): NewAcknowledgement {
  return {
    recipient,
    answer: press.answer,
    note: press.note ?? null,
    via: press.via,
    code: readableCode('XN'),
    isLate: isLate(now, recipient.acknowledgeBefore),
    textOpened: press.textOpened ?? null,
    deviceHash: press.deviceHash ?? null,
    unverified,
  }
}

const receiptOf = (
  recipient: PressedRecipient,
  standing: NonNullable<PressedRecipient['standing']>,
  repeated: boolean,
): Receipt => ({
  kind: 'receipt',
  acknowledgementId: standing.id,
  recipientId: recipient.recipientId,
  directiveId: recipient.directiveId,
  targetId: recipient.targetId,
  code: standing.code,
  answer: standing.answer,
  at: standing.at,
  isLate: standing.isLate,
  unverified: standing.unverified,
  repeated,
})

/** `too_late`: five minutes have passed. `nothing`: there is no press to take back. */
export type Withdrawn = 'withdrawn' | 'too_late' | 'nothing'

/** Takes one's own press back. The unit is open again unless another officer's acknowledgement stands. */
export function withdraw(db: Db, recipientId: number, now: Date): Promise<Withdrawn> {
  return again(() =>
    db.transaction().execute(async (trx) => {
      const targets = [...(await holdTargetsOf(trx, [recipientId])).keys()]
      const [recipient] = await holdRecipients(trx, [recipientId], now)
      if (!recipient?.standing) return 'nothing'
      if (!mayWithdraw(recipient.standing.at, now)) return 'too_late'
      await withdrawAcknowledgements(trx, [recipient.standing.id], now)
      await lowerToOpened(trx, recipientId)
      await recordOfficer(trx, now, {
        recipientId,
        action: 'acknowledgement.withdrawn',
        data: { acknowledgementId: recipient.standing.id },
      })
      await settle(trx, { targets, directives: [recipient.directiveId], answered: [] })
      return 'withdrawn'
    }),
  )
}

/**
 * «Xác nhận qua điện thoại, do … ghi»: staff spoke with somebody of the unit. Runs in the caller's transaction, so
 * that the record of the call and its consequence are one. Null when there is no such unit.
 */
export async function recordByPhone(trx: Db, result: TelephoneResult, now: Date): Promise<Receipt | null> {
  await holdTargets(trx, [result.targetId])
  const target = await telephoneTarget(trx, result.targetId)
  if (!target) return null
  const of = {
    kind: 'receipt',
    recipientId: result.recipientId,
    targetId: result.targetId,
    directiveId: target.directiveId,
    answer: 'received',
  } as const
  const before = await standingTelephone(trx, result.targetId, result.recipientId)
  if (before) {
    const { id, ...rest } = before
    return { ...of, ...rest, acknowledgementId: id, unverified: false, repeated: true }
  }
  const code = readableCode('XN')
  const late = isLate(now, target.acknowledgeBefore)
  const acknowledgementId = await insertTelephone(trx, target.directiveId, result, code, late, now)
  await settle(trx, {
    targets: [result.targetId],
    directives: [target.directiveId],
    answered: result.recipientId ? [result.recipientId] : [],
  })
  return { ...of, acknowledgementId, code, at: now, isLate: late, unverified: false, repeated: false }
}

/** Two transactions in each other's way, or a receipt code drawn twice (one in 900 million): do it once more. */
async function again<T>(work: () => Promise<T>): Promise<T> {
  for (let left = 3; ; left--) {
    try {
      return await work()
    } catch (error) {
      const code = (error as { code?: string }).code
      if (left === 0 || (code !== '40P01' && code !== '40001' && code !== '23505')) throw error
    }
  }
}
