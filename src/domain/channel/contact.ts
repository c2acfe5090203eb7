import type { Db } from '../../../db/client.ts'
import { type KeptAddress, addContact as keep } from '../people/index.ts'
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
