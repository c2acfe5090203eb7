import type { Db } from '../../../db/client.ts'
import { conflict, invalid, notFound } from '../../kernel/errors.ts'
import { toE164 } from '../../kernel/phone.ts'
import { record } from '../audit/index.ts'
import { isReachable, isVisiblePerson, keepContact } from './contact-store.ts'

export interface KeptContact {
  readonly channel: 'sms' | 'email'
  readonly address: string
  readonly reachable: boolean
}

const EMAIL = /^[^\s@<>"',;:()]+@[a-z0-9-]+(\.[a-z0-9-]+)+$/i

/**
 * Writes a telephone number or an e-mail address of a person down, in the caller's transaction. The same one twice is
 * once; one that was marked wrong is used again, because somebody has just read it anew.
 *
 * @throws Problem person_not_found, contact_stopped, or `invalid` with what is wrong with the address
 */
export async function addContact(
  trx: Db,
  order: { personId: number; address: string; federationId: number; by: number },
  now: Date,
): Promise<KeptContact> {
  if (!(await isVisiblePerson(trx, order.personId))) throw notFound('person')
  const { channel, address } = addressOf(order.address)
  const id = await keepContact(trx, { personId: order.personId, channel, address })
  if (id === null) throw conflict('contact_stopped')
  await record(trx, {
    at: now,
    actor: { kind: 'staff', id: order.by },
    action: 'contact.added',
    entity: 'person',
    entityId: order.personId,
    data: { channel, contactPointId: id },
  })
  return { channel, address, reachable: await isReachable(trx, order.federationId, order.personId) }
}

function addressOf(typed: string): { channel: 'sms' | 'email'; address: string } {
  const text = typed.trim()
  if (text === '') throw invalid({ field: 'address', code: 'contact_empty' })
  if (text.includes('@')) {
    if (!EMAIL.test(text)) throw invalid({ field: 'address', code: 'contact_email' })
    return { channel: 'email', address: text.toLowerCase() }
  }
  const phone = toE164(text)
  if (phone === null) throw invalid({ field: 'address', code: 'contact_phone' })
  return { channel: 'sms', address: phone }
}
