import type { Db } from '../../../db/client.ts'
import type { Salutation } from '../../contract/people.ts'
import { localDay } from '../../kernel/dates.ts'
import { conflict, invalid, notFound, Problem } from '../../kernel/errors.ts'
import { tidy } from '../../kernel/text.ts'
import { type Actor, record } from '../audit/index.ts'
import { addContacts } from './contact.ts'
import { type Left, leavePost } from './leaving-store.ts'
import { refusedOverlap } from './overlap.ts'
import { type ContactPlace, placed } from './rules.ts'
import {
  clearContactOrder,
  closePost,
  contactsOfUnit,
  type HeldPost,
  holdPost,
  holdUnit,
  insertPerson,
  insertPost,
  personExists,
  positionExists,
  updatePerson,
  writeContactOrder,
} from './store.ts'

export interface AddPerson {
  readonly fullName: string
  readonly salutation?: Salutation | null
  /** «tên, họ đệm» for a name that does not follow the Vietnamese order; null: it does. */
  readonly sortName?: string | null
  readonly note?: string | null
}

function cleaned(order: AddPerson) {
  const fullName = tidy(order.fullName)
  const sortName = order.sortName ? tidy(order.sortName) : null
  if (fullName.length < 2 || fullName.length > 120) throw invalid({ field: 'fullName', code: 'person_name' })
  if (sortName && sortName.length > 120) throw invalid({ field: 'sortName', code: 'person_name' })
  return {
    fullName,
    sortName: sortName || null,
    salutation: order.salutation ?? null,
    note: order.note ? tidy(order.note) : null,
  }
}

/**
 * Writes a person down. Whoever reads in scope sees them once they hold a post: appoint them in the same transaction.
 *
 * @throws Problem `invalid` (field fullName or sortName)
 */
export async function addPerson(trx: Db, actor: Actor, order: AddPerson, now: Date): Promise<number> {
  const id = await insertPerson(trx, cleaned(order))
  await record(trx, { at: now, actor, action: 'person.added', entity: 'person', entityId: id })
  return id
}

/** @throws Problem person_not_found, or `invalid` (field fullName or sortName) */
export async function editPerson(
  trx: Db,
  actor: Actor,
  order: AddPerson & { personId: number },
  now: Date,
): Promise<void> {
  if (!(await updatePerson(trx, order.personId, cleaned(order)))) throw notFound('person')
  await record(trx, { at: now, actor, action: 'person.edited', entity: 'person', entityId: order.personId })
}

/** @throws Problem person_not_found when nobody of that id is seen from here */
export async function requirePerson(trx: Db, personId: number): Promise<void> {
  if (!(await personExists(trx, personId))) throw notFound('person')
}

export interface Appointment {
  readonly personId: number
  readonly unitId: number
  readonly positionCode: string
  /** Place among those who are called; the others move back. */
  readonly contactOrder: ContactPlace
  /** Local day, yyyy-mm-dd; today when absent. */
  readonly from?: string
}

/**
 * Gives a person a post in a unit. Gives the post's id.
 *
 * @throws Problem unit_not_found, person_not_found, position_not_found, post_held_already (the person holds it then),
 *   post_outside_unit (the unit does not exist on that day)
 */
export async function appoint(trx: Db, actor: Actor, order: Appointment, now: Date): Promise<number> {
  const from = order.from ?? localDay(now)
  const unit = await holdUnit(trx, order.unitId)
  if (!unit) throw notFound('unit')
  if (from < unit.validFrom || (unit.validTo !== null && from >= unit.validTo))
    throw new Problem('conflict', 'post_outside_unit', {
      faults: [{ field: 'from', code: 'post_outside_unit' }],
    })
  if (!(await positionExists(trx, order.positionCode))) throw notFound('position')
  await requirePerson(trx, order.personId)
  const postId = await refusedOverlap(
    () =>
      insertPost(trx, {
        personId: order.personId,
        unitId: order.unitId,
        positionCode: order.positionCode,
        validFrom: from,
        at: now,
      }),
    { foreignKey: 'person' },
  )
  if (order.contactOrder !== null) {
    const contacts = placed(await contactsOfUnit(trx, order.unitId, from), postId, order.contactOrder)
    await writeContactOrder(trx, contacts)
  }
  await record(trx, {
    at: now,
    actor,
    action: 'post.appointed',
    entity: 'post',
    entityId: postId,
    data: { personId: order.personId, unitId: order.unitId, position: order.positionCode, from },
  })
  return postId
}

/**
 * Gives a post of a unit to somebody known, or to a new person who is written down with it.
 *
 * @throws Problem as appoint, addPerson and addContact
 */
export async function addOfficer(
  trx: Db,
  actor: Actor,
  order: Omit<Appointment, 'personId'> & {
    readonly who: { readonly personId: number } | { readonly person: AddPerson }
    readonly addresses: readonly string[]
  },
  now: Date,
): Promise<{ personId: number; postId: number }> {
  const { who, addresses, ...post } = order
  if (!(await holdUnit(trx, post.unitId))) throw notFound('unit')
  const personId = 'personId' in who ? who.personId : await addPerson(trx, actor, who.person, now)
  const postId = await appoint(trx, actor, { ...post, personId }, now)
  await addContacts(trx, actor, { personId, addresses }, now)
  return { personId, postId }
}

/**
 * In which order the officers of a unit are called. `postIds` are all its contacts from now on; who is left out stays an
 * officer and is not called.
 *
 * @throws Problem post_not_found when one of them is no post of the unit that is held today
 */
export async function setContactOrder(
  trx: Db,
  actor: Actor,
  order: { unitId: number; postIds: readonly number[] },
  now: Date,
): Promise<void> {
  if (!(await holdUnit(trx, order.unitId))) throw notFound('unit')
  const before = await contactsOfUnit(trx, order.unitId, localDay(now))
  for (const id of order.postIds) {
    const post = await holdPost(trx, id)
    if (!post || post.unitId !== order.unitId || post.endedAt) throw notFound('post')
  }
  for (const id of before) if (!order.postIds.includes(id)) await clearContactOrder(trx, id)
  await writeContactOrder(trx, order.postIds)
  await record(trx, {
    at: now,
    actor,
    action: 'unit.contact_order_set',
    entity: 'unit',
    entityId: order.unitId,
    data: { posts: [...order.postIds] },
  })
}

export interface EndPost {
  readonly postId: number
  /** left: thôi giữ chức vụ · term: hết nhiệm kỳ · moved: chuyển công tác · unit_ended: đơn vị kết thúc · mistake: nhập nhầm */
  readonly reason?: 'left' | 'term' | 'moved' | 'unit_ended' | 'mistake'
  /** The day on which it ended, when that was before today. */
  readonly on?: string
  /** May sign-ins of the console end with it? A clerk keeps the lists and takes no rights away. */
  readonly mayEndRights?: boolean
}

export interface EndedPost extends Left {
  readonly post: HeldPost
}

/**
 * Ends a post at once: the person's rights of the unit, their links to everything sent to them for it, what still waits
 * to be sent to them, and the memberships that came with the post. Every open directive that loses its officer by this is
 * noted in `replacement`; the unit's next officer gets it (src/domain/succession).
 *
 * @throws Problem post_not_found, post_ended_already, post_ends_before_it_began, post_ends_in_future,
 *   post_carries_rights
 */
export async function endPost(trx: Db, actor: Actor, order: EndPost, now: Date): Promise<EndedPost> {
  const post = await holdPost(trx, order.postId)
  if (!post) throw notFound('post')
  if (post.endedAt) throw conflict('post_ended_already')
  const today = localDay(now)
  const on = order.on ?? today
  if (on > today) throw conflict('post_ends_in_future')
  if (order.on !== undefined && on < post.validFrom) throw conflict('post_ends_before_it_began')
  await closePost(trx, post.id, { on, at: now, reason: order.reason ?? 'left' })
  const left = await leavePost(trx, post.id, now)
  if (left.staff.length > 0 && order.mayEndRights === false)
    throw new Problem('forbidden', 'post_carries_rights')
  if (post.contactOrder !== null) await writeContactOrder(trx, await contactsOfUnit(trx, post.unitId, today))
  await record(trx, {
    at: now,
    actor,
    action: 'post.ended',
    entity: 'post',
    entityId: post.id,
    data: {
      personId: post.personId,
      unitId: post.unitId,
      on,
      reason: order.reason ?? 'left',
      groups: left.groups,
      directives: left.directives,
      links: left.links,
      cancelled: left.cancelled,
      staff: left.staff,
    },
  })
  return { post, ...left }
}
