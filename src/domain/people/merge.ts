import type { Db } from '../../../db/client.ts'
import { localDay } from '../../kernel/dates.ts'
import { conflict, notFound, Problem } from '../../kernel/errors.ts'
import { type Actor, record } from '../audit/index.ts'
import { holdTwo, inTheWay, keepApart, moveAll, seenPosts } from './merge-store.ts'
import { contactsOfUnit, writeContactOrder } from './store.ts'

/**
 * Two rows of one human being become one: posts, contacts, seats in groups, consent and requests go over to the one who is
 * kept. What was issued names the other one still; it counts as sent to the same person.
 *
 * @throws Problem person_not_found, merge_with_oneself, merge_gone, merge_beyond_scope (posts that are not seen from here),
 *   merge_keep_staff (the other one signs in), merge_posts_overlap
 */
export async function mergePeople(
  trx: Db,
  actor: Actor,
  { keepId, otherId }: { keepId: number; otherId: number },
  now: Date,
): Promise<void> {
  if (keepId === otherId) throw conflict('merge_with_oneself')
  const both = await holdTwo(trx, [keepId, otherId])
  if (both.length < 2) throw notFound('person')
  if (both.some((one) => one.merged || one.erased)) throw conflict('merge_gone')
  const way = await inTheWay(trx, keepId, otherId)
  if (way.allPosts > (await seenPosts(trx, [keepId, otherId])))
    throw new Problem('forbidden', 'merge_beyond_scope')
  if (way.otherIsStaff) throw conflict('merge_keep_staff')
  if (way.overlaps) throw conflict('merge_posts_overlap')
  const on = localDay(now)
  for (const unitId of await moveAll(trx, { keepId, otherId, at: now, on }))
    await writeContactOrder(trx, await contactsOfUnit(trx, unitId, on))
  await record(trx, {
    at: now,
    actor,
    action: 'person.merged',
    entity: 'person',
    entityId: keepId,
    data: { personId: otherId },
  })
}

/** «Không phải một người»: the pair is not asked about again. @throws Problem person_not_found, merge_with_oneself */
export async function tellApart(
  trx: Db,
  actor: Actor,
  { oneId, otherId }: { oneId: number; otherId: number },
  now: Date,
): Promise<void> {
  if (oneId === otherId) throw conflict('merge_with_oneself')
  if ((await holdTwo(trx, [oneId, otherId])).length < 2) throw notFound('person')
  const by = actor.kind === 'staff' ? actor.id : null
  if (!(await keepApart(trx, { oneId, otherId, at: now, by }))) return
  await record(trx, {
    at: now,
    actor,
    action: 'person.told_apart',
    entity: 'person',
    entityId: oneId,
    data: { personId: otherId },
  })
}
