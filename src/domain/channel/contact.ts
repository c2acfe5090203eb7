import type { Db } from '../../../db/client.ts'
import { addPerson, appoint, type KeptAddress, addContact as keep } from '../people/index.ts'
import { isReachable } from './contact-store.ts'

export interface KeptContact extends KeptAddress {
  /** Has the person a way that works now? Not when no account serves the channel. */
  readonly reachable: boolean
}

/** Writes an address of a person down (src/domain/people) and says whether a message would now reach them. */
export async function addContact(
  trx: Db,
  order: { personId: number; address: string; federationId: number; by: number },
  now: Date,
): Promise<KeptContact> {
  const kept = await keep(
    trx,
    { kind: 'staff', id: order.by },
    { personId: order.personId, address: order.address },
    now,
  )
  return { ...kept, reachable: await isReachable(trx, order.federationId, order.personId) }
}

/** Writes down whom to write to in a unit: the person, their post from today on, and an address of theirs. */
export async function addUnitContact(
  trx: Db,
  order: {
    unitId: number
    fullName: string
    position: string
    address: string
    federationId: number
    by: number
  },
  now: Date,
): Promise<KeptContact> {
  const actor = { kind: 'staff', id: order.by } as const
  const personId = await addPerson(trx, actor, { fullName: order.fullName }, now)
  const post = { personId, unitId: order.unitId, positionCode: order.position, contactOrder: 'last' } as const
  await appoint(trx, actor, post, now)
  return addContact(trx, { ...order, personId }, now)
}
