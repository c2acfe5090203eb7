import type { Db } from '../../../../db/client.ts'
import { localDay } from '../../../kernel/dates.ts'
import { conflict, notFound } from '../../../kernel/errors.ts'
import { type Actor, record } from '../../audit/index.ts'
import { holdPerson, pseudonymise } from './erase-store.ts'

/**
 * «Người dùng đã xóa #123»: erasure by taking the name away. Refused while the person holds a post or may sign in: as
 * long as the duty lasts, its data is needed for it (basis: duty, not consent).
 *
 * @param name what stands in place of the name, in the language of the records
 */
export async function erasePerson(
  trx: Db,
  actor: Actor,
  order: { readonly personId: number; readonly name: string },
  now: Date,
): Promise<void> {
  const person = await holdPerson(trx, order.personId, localDay(now))
  if (!person) throw notFound('person')
  if (person.erased) return
  if (person.holdsPost) throw conflict('privacy.still_in_post')
  if (person.isStaff) throw conflict('privacy.still_staff')
  const { contacts } = await pseudonymise(trx, order.personId, order.name, now)
  await record(trx, {
    at: now,
    actor,
    action: 'privacy.person_erased',
    entity: 'person',
    entityId: order.personId,
    data: { contacts },
  })
}
