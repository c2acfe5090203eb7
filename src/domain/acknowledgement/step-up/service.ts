import type { Db } from '../../../../db/client.ts'
import { derivedCode } from '../../../kernel/ids.ts'
import { recordOfficer } from '../../audit/index.ts'
import { queueDeliveries } from '../../delivery/index.ts'
import { notifyBoards } from '../settle-store.ts'
import { CODE_VALID_MS, codesInForce, digitsOf, nextCodeAt, tryCode } from './rules.ts'
import {
  clearUnverified,
  codesOf,
  countWrongTry,
  holdPerson,
  insertCode,
  rememberDevice,
  spendCode,
  type WaitingAct,
} from './store.ts'

/**
 * `sent`: a code is on its way. `too_soon`: the last one is younger than 45 seconds. `over`: no more codes today.
 * `no_channel`: no registered contact that works.
 */
export type CodeAsked = 'sent' | 'too_soon' | 'over' | 'no_channel'

/** Sends a code to the registered contact of the link's person, wherever the press came from. */
export function askCode(db: Db, recipientId: number, act: WaitingAct, now: Date): Promise<CodeAsked> {
  return db.transaction().execute(async (trx) => {
    const person = await holdPerson(trx, recipientId)
    if (!person) return 'over'
    const next = nextCodeAt(await codesOf(trx, recipientId, now), now)
    if (next === 'over') return 'over'
    if (next > now) return 'too_soon'
    const id = await insertCode(trx, recipientId, act, now)
    await recordOfficer(trx, now, { recipientId, action: 'link.code_asked' })
    const { queued } = await queueDeliveries(trx, {
      directiveId: person.directiveId,
      purpose: 'code',
      recipients: [{ recipientId, purposeRef: id }],
      policy: 'sms',
      awaited: true,
      validMs: CODE_VALID_MS,
      now,
    })
    if (queued > 0) return 'sent'
    // Nothing was sent, so nothing can be typed; the press that waits is kept for a contact that comes later.
    await spendCode(trx, id, now)
    return 'no_channel'
  })
}

/** What the page of the code shows; reading it changes nothing. */
export interface CodeStanding {
  /** A code can be typed now, until then. */
  readonly validUntil: Date | null
  /** From then on another code can be asked for; null: no more today. */
  readonly nextAt: Date | null
  /** What the newest code stands for; null when none was asked for today. */
  readonly act: WaitingAct | null
}

export async function codeStanding(db: Db, recipientId: number, now: Date): Promise<CodeStanding> {
  const codes = await codesOf(db, recipientId, now)
  const [newest] = codesInForce(codes, now)
  const next = nextCodeAt(codes, now)
  return {
    validUntil: newest ? new Date(newest.sentAt.getTime() + CODE_VALID_MS) : null,
    nextAt: next === 'over' ? null : next,
    act: codes[0] ? { answer: codes[0].answer, note: codes[0].note, textOpened: codes[0].textOpened } : null,
  }
}

export type CodeEntered =
  /** The phone is remembered; `act` is what was asked for and can be done now. */
  | { readonly kind: 'right'; readonly act: WaitingAct }
  | { readonly kind: 'wrong'; readonly left: number }
  | { readonly kind: 'none' }

/**
 * Checks what was typed. The right digits prove that whoever holds this phone reads the messages of the registered
 * contact: the phone is remembered, and an acknowledgement that went through unverified loses its mark.
 */
export function enterCode(
  db: Db,
  entered: {
    readonly recipientId: number
    readonly typed: string
    readonly device: Buffer
    readonly secret: string
  },
  now: Date,
): Promise<CodeEntered> {
  const digits = digitsOf(entered.typed)
  return db.transaction().execute(async (trx) => {
    const person = await holdPerson(trx, entered.recipientId)
    if (!person) return { kind: 'none' }
    const codes = await codesOf(trx, entered.recipientId, now)
    const tried = tryCode(codes, (id) => derivedCode(entered.secret, `code:${id}`) === digits, now)
    if (tried.kind === 'none') return tried
    if (tried.kind === 'wrong') {
      await countWrongTry(trx, tried.counted)
      return { kind: 'wrong', left: tried.left }
    }
    await spendCode(trx, tried.id, now)
    await rememberDevice(trx, entered.device, person.personId, now)
    await recordOfficer(trx, now, { recipientId: entered.recipientId, action: 'link.phone_verified' })
    if (await clearUnverified(trx, entered.recipientId)) await notifyBoards(trx, [person.directiveId])
    const { answer, note, textOpened } = codes.find((one) => one.id === tried.id)!
    return { kind: 'right', act: { answer, note, textOpened } }
  })
}
