import type { Db } from '../../../db/client.ts'
import { localDay } from '../../kernel/dates.ts'
import { conflict, notFound } from '../../kernel/errors.ts'
import type { Locale } from '../../kernel/i18n.ts'
import { type Actor, record } from '../audit/index.ts'
import { type AddPerson, addContact, addContacts, addPerson, appoint, endPost } from '../people/index.ts'
import {
  type DirectiveToHand,
  directivesToHand,
  type GroupToHand,
  groupsToHand,
  joinGroups,
  type PostToHand,
  postsToHand,
  type SharedToHand,
  sharedToHand,
} from './hand-over-store.ts'
import { settleReplacements } from './service.ts'

/** What would move when a person hands over these posts. Nothing is written. */
export interface HandOverPlan {
  readonly posts: readonly PostToHand[]
  readonly directives: readonly DirectiveToHand[]
  readonly groups: readonly GroupToHand[]
  readonly shared: readonly SharedToHand[]
}

export async function planHandOver(
  trx: Db,
  of: { personId: number; postIds?: readonly number[]; locale: Locale },
  now: Date,
): Promise<HandOverPlan> {
  const on = localDay(now)
  const held = await postsToHand(trx, of.personId, on, of.locale)
  const posts = of.postIds ? held.filter((post) => of.postIds!.includes(post.postId)) : held
  // A unit in which another post stays keeps its directives with the person.
  const left = [...new Set(posts.map((post) => post.unitId))].filter((unitId) =>
    held.every((post) => post.unitId !== unitId || posts.includes(post)),
  )
  const all = posts.length === held.length
  return {
    posts,
    directives: await directivesToHand(trx, of.personId, left, now),
    groups: all ? await groupsToHand(trx, of.personId, on) : [],
    shared: await sharedToHand(trx, of.personId),
  }
}

export interface HandOver {
  readonly fromPersonId: number
  readonly to:
    | { readonly personId: number }
    | { readonly person: AddPerson; readonly addresses: readonly string[] }
  /** Posts that go over; each keeps its position and its place in the order of contact. */
  readonly postIds: readonly number[]
  /** Groups of the preview in which the successor sits from now on. */
  readonly groupIds: readonly number[]
  /** Telephones of the office that the successor answers as well. */
  readonly sharedContactIds: readonly number[]
  /** As in EndPost. */
  readonly mayEndRights?: boolean
}

/**
 * One person leaves posts, another takes them: at once and in one transaction. Open directives go to whoever is first in
 * the order of contact afterwards, as after any leaving.
 *
 * @throws Problem hand_over_to_oneself, hand_over_nothing, post_not_found, person_not_found, post_held_already
 */
export async function handOver(trx: Db, actor: Actor, order: HandOver, now: Date): Promise<number> {
  const plan = await planHandOver(
    trx,
    { personId: order.fromPersonId, postIds: order.postIds, locale: 'vi' },
    now,
  )
  if (order.postIds.length === 0) throw conflict('hand_over_nothing')
  if (plan.posts.length !== new Set(order.postIds).size) throw notFound('post')
  const toPersonId =
    'personId' in order.to ? order.to.personId : await addPerson(trx, actor, order.to.person, now)
  if (toPersonId === order.fromPersonId) throw conflict('hand_over_to_oneself')

  const taken: number[] = []
  for (const post of plan.posts) {
    await endPost(
      trx,
      actor,
      { postId: post.postId, reason: 'left', mayEndRights: order.mayEndRights ?? true },
      now,
    )
    const { unitId, positionCode, contactOrder } = post
    taken.push(await appoint(trx, actor, { personId: toPersonId, unitId, positionCode, contactOrder }, now))
  }
  const addresses = 'personId' in order.to ? [] : order.to.addresses
  await addContacts(trx, actor, { personId: toPersonId, addresses }, now)
  for (const shared of plan.shared.filter((one) => order.sharedContactIds.includes(one.contactPointId)))
    await addContact(trx, actor, { personId: toPersonId, address: shared.address, isShared: true }, now)
  const groupIds = plan.groups
    .filter((group) => !group.byRule && order.groupIds.includes(group.groupId))
    .map((group) => group.groupId)
  await joinGroups(trx, {
    groupIds,
    personId: toPersonId,
    postId: taken[0]!,
    on: localDay(now),
    at: now,
  })
  await settleReplacements(trx, now)
  await record(trx, {
    at: now,
    actor,
    action: 'person.handed_over',
    entity: 'person',
    entityId: order.fromPersonId,
    data: { to: toPersonId, posts: [...order.postIds], groups: groupIds },
  })
  return toPersonId
}
