import type { Db } from '../../../../db/client.ts'
import type { Channel } from '../../../contract/common.ts'
import { addMs } from '../../../kernel/clock.ts'
import { conflict, notFound } from '../../../kernel/errors.ts'
import { isToken, randomToken, tokenHash } from '../../../kernel/ids.ts'
import { type Actor, record } from '../../audit/index.ts'
import { requirePerson } from '../../people/index.ts'
import type { LinkOutcome } from '../adapter.ts'
import {
  codesSince,
  dropChat,
  endOpenCodes,
  hasChat,
  holdCode,
  holdConflict,
  holderOf,
  insertCode,
  keepChat,
  markUsed,
  openConflict,
  settleConflict,
} from './store.ts'

/** Whoever asked for the code stands before the page; whoever is invited reads the message in the evening. */
export const OWN_CODE_MS = 15 * 60_000
export const INVITED_CODE_MS = 7 * 86_400_000
const CODES_A_DAY = 20

export interface LinkCode {
  /** 22 characters of base64url: fits into the 64 that a deep link takes. Stored as a hash alone. */
  readonly code: string
  readonly expiresAt: Date
}

/**
 * A one-time code with which a person links a chat of theirs at this account; earlier ones of theirs end. The caller has
 * made sure that the account is one through which the person is written to.
 *
 * @throws Problem person_not_found, link_codes_used_up
 */
export async function askLinkCode(
  trx: Db,
  actor: Actor,
  order: { personId: number; accountId: number; validMs: number },
  now: Date,
): Promise<LinkCode> {
  const { personId, accountId } = order
  await requirePerson(trx, personId)
  if ((await codesSince(trx, personId, addMs(now, -86_400_000))) >= CODES_A_DAY)
    throw conflict('link_codes_used_up')
  const code = randomToken()
  const expiresAt = addMs(now, order.validMs)
  await endOpenCodes(trx, personId, accountId, now)
  await insertCode(trx, {
    hash: tokenHash(code),
    personId,
    accountId,
    createdAt: now,
    createdBy: actor.kind === 'staff' ? actor.id : null,
    expiresAt,
  })
  await record(trx, {
    at: now,
    actor,
    action: 'contact.link_code_made',
    entity: 'person',
    entityId: personId,
    data: { accountId },
  })
  return { code, expiresAt }
}

/**
 * Somebody opened the account with a code: the chat becomes an address of the person who was given the code, unless it is
 * somebody else's already. Nothing is merged and nothing is taken away by itself. Harmless to repeat.
 */
export function linkByCode(
  db: Db,
  accountId: number,
  pressed: { code: string; address: string; at: Date },
  now: Date,
): Promise<LinkOutcome> {
  if (!isToken(pressed.code)) return Promise.resolve('unknown')
  return db.transaction().execute(async (trx) => {
    const hash = tokenHash(pressed.code)
    const held = await holdCode(trx, hash)
    // A code of another account proves nothing here.
    if (held?.accountId !== accountId) return 'unknown'
    const { personId, channel } = held
    const link = { personId, accountId, address: pressed.address }
    if (held.usedAt) return (await hasChat(trx, link)) ? 'again' : 'spent'
    if (held.expiresAt <= pressed.at) return 'expired'
    const actor: Actor = { kind: 'provider', id: accountId }
    const entry = { at: now, actor, entity: 'person', entityId: personId }
    await markUsed(trx, hash, now)
    const holderId = await holderOf(trx, accountId, pressed.address, channel, personId)
    if (holderId !== null) {
      const id = await openConflict(trx, {
        accountId,
        channel,
        address: pressed.address,
        holderId,
        claimantId: personId,
        at: now,
      })
      if (id !== null)
        await record(trx, { ...entry, action: 'contact.link_conflict_found', data: { id, holderId } })
      return 'conflict'
    }
    const contactPointId = await keepChat(trx, { ...link, channel, how: 'code', heardAt: pressed.at, now })
    await record(trx, { ...entry, action: 'contact.linked', data: { channel, contactPointId } })
    return 'linked'
  })
}

/** Who has this chat or address already, other people than the one in `link`; null for nobody. Needs to see everybody. */
export const chatHolder = (
  db: Db,
  link: { personId: number; accountId: number; channel: Channel; address: string },
): Promise<number | null> => holderOf(db, link.accountId, link.address, link.channel, link.personId)

/**
 * Writes down by which address another system knows a person, as somebody read it there. The caller has made sure that it
 * is nobody else's (`chatHolder`).
 *
 * @throws Problem person_not_found
 */
export async function linkByHand(
  trx: Db,
  actor: Actor,
  order: { personId: number; accountId: number; channel: Channel; address: string },
  now: Date,
): Promise<void> {
  const { personId, accountId, channel, address } = order
  await requirePerson(trx, personId)
  const contactPointId = await keepChat(trx, {
    personId,
    accountId,
    channel,
    address,
    how: 'document',
    heardAt: now,
    now,
  })
  await record(trx, {
    at: now,
    actor,
    action: 'contact.added',
    entity: 'person',
    entityId: personId,
    data: { channel, contactPointId },
  })
}

/**
 * A person decides whose chat it is. `claimant`: it is taken away from the one and given to the other; `holder`: all stays
 * as it is. Whoever sees only one of the two people does not decide.
 *
 * @throws Problem link_conflict_not_found, link_conflict_settled, link_conflict_beyond
 */
export async function decideLinkConflict(
  trx: Db,
  order: { id: number; outcome: 'holder' | 'claimant'; by: number },
  now: Date,
): Promise<void> {
  const held = await holdConflict(trx, order.id)
  if (!held) throw notFound('link_conflict')
  if (held.settled) throw conflict('link_conflict_settled')
  if (!held.seesBoth) throw conflict('link_conflict_beyond')
  const { accountId, channel, address, holderId, claimantId } = held
  if (order.outcome === 'claimant') {
    await dropChat(trx, { personId: holderId, accountId, address, now })
    await keepChat(trx, { personId: claimantId, accountId, channel, address, how: 'code', heardAt: now, now })
  }
  await settleConflict(trx, held.id, order.outcome, order.by, now)
  await record(trx, {
    at: now,
    actor: { kind: 'staff', id: order.by },
    action: 'contact.link_conflict_settled',
    entity: 'person',
    entityId: claimantId,
    data: { id: held.id, outcome: order.outcome, holderId, channel },
  })
}
