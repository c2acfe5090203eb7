import type { Db } from '../../../db/client.ts'
import type { ContactChannel } from '../../contract/contact.ts'
import { conflict, notFound, Problem } from '../../kernel/errors.ts'
import { type Actor, record } from '../audit/index.ts'
import {
  anyContactById,
  bringBack,
  contactById,
  hideContact,
  isVisiblePerson,
  keepContact,
  markVerified,
  markWrong,
} from './contact-store.ts'
import { contactAddress } from './rules.ts'

export interface AddContact {
  readonly personId: number
  /** A telephone number or an e-mail address as typed. */
  readonly address: string
  /** An office telephone that several people answer. */
  readonly isShared?: boolean
  /** Somebody read it off a decision or letterhead, or spoke with the person there. */
  readonly verified?: 'call' | 'document'
}

export interface KeptAddress {
  readonly id: number
  readonly channel: ContactChannel
  readonly address: string
}

/**
 * Writes a telephone number or an e-mail address of a person down. The same one twice is once; one that was marked wrong
 * is used again, because somebody has just read it anew.
 *
 * @throws Problem person_not_found, contact_stopped, or `invalid` with what is wrong with the address
 */
export async function addContact(trx: Db, actor: Actor, order: AddContact, now: Date): Promise<KeptAddress> {
  if (!(await isVisiblePerson(trx, order.personId))) throw notFound('person')
  const kept = contactAddress(order.address)
  const id = await keepContact(trx, {
    ...kept,
    personId: order.personId,
    isShared: order.isShared ?? null,
    verified: order.verified ?? null,
    at: now,
  })
  if (id === null) throw conflict('contact_stopped')
  await record(trx, {
    at: now,
    actor,
    action: 'contact.added',
    entity: 'person',
    entityId: order.personId,
    data: { channel: kept.channel, contactPointId: id },
  })
  return { id, ...kept }
}

/** Several at once; a fault names its place: `addresses.1`. @throws Problem as addContact */
export async function addContacts(
  trx: Db,
  actor: Actor,
  order: { readonly personId: number; readonly addresses: readonly string[] },
  now: Date,
): Promise<void> {
  for (const [index, address] of order.addresses.entries())
    try {
      await addContact(trx, actor, { personId: order.personId, address }, now)
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      const faults = error.faults.map((fault) => ({ ...fault, field: `addresses.${index}` }))
      throw new Problem(error.kind, error.code, { values: error.values, faults })
    }
}

/** @throws Problem contact_not_found */
export async function verifyContact(
  trx: Db,
  actor: Actor,
  order: { contactPointId: number; how: 'code' | 'reply' | 'call' | 'document' },
  now: Date,
): Promise<void> {
  const contact = await contactById(trx, order.contactPointId)
  if (!contact) throw notFound('contact')
  if (contact.state === 'stopped') throw conflict('contact_stopped')
  await markVerified(trx, contact.id, order.how, now)
  await record(trx, {
    at: now,
    actor,
    action: 'contact.verified',
    entity: 'person',
    entityId: contact.personId,
    data: { contactPointId: contact.id, how: order.how },
  })
}

/** «Sai số»: nothing more is sent there until somebody writes it down anew. @throws Problem contact_not_found */
export async function markContactWrong(
  trx: Db,
  actor: Actor,
  order: { contactPointId: number },
  now: Date,
): Promise<void> {
  const contact = await contactById(trx, order.contactPointId)
  if (!contact) throw notFound('contact')
  await markWrong(trx, contact.id, now)
  await record(trx, {
    at: now,
    actor,
    action: 'contact.marked_wrong',
    entity: 'person',
    entityId: contact.personId,
    data: { contactPointId: contact.id },
  })
}

/**
 * Takes an address away from a person: nothing more is sent there and nobody is shown it. Its row stays, because what was
 * sent there names it; typed anew, it is back.
 *
 * @throws Problem contact_not_found
 */
export async function removeContact(
  trx: Db,
  actor: Actor,
  order: { contactPointId: number },
  now: Date,
): Promise<void> {
  const contact = await contactById(trx, order.contactPointId)
  if (!contact) throw notFound('contact')
  await hideContact(trx, contact.id, now)
  await record(trx, {
    at: now,
    actor,
    action: 'contact.removed',
    entity: 'person',
    entityId: contact.personId,
    data: { contactPointId: contact.id, channel: contact.channel },
  })
}

/**
 * Takes «sai số» or a removal back: the address is in use again, with the proof that it had.
 *
 * @throws Problem contact_not_found, contact_stopped
 */
export async function restoreContact(
  trx: Db,
  actor: Actor,
  order: { contactPointId: number },
  now: Date,
): Promise<void> {
  const contact = await anyContactById(trx, order.contactPointId)
  if (!contact) throw notFound('contact')
  if (contact.state === 'stopped') throw conflict('contact_stopped')
  await bringBack(trx, contact.id)
  await record(trx, {
    at: now,
    actor,
    action: 'contact.restored',
    entity: 'person',
    entityId: contact.personId,
    data: { contactPointId: contact.id, channel: contact.channel },
  })
}
