import type { Db } from '../../../db/client.ts'
import { beyondScope } from '../../../db/scope.ts'
import type { GroupPlatform, GroupRule } from '../../contract/group.ts'
import { localDay } from '../../kernel/dates.ts'
import { conflict, notFound } from '../../kernel/errors.ts'
import { type Actor, record } from '../audit/index.ts'
import { refresh } from './refresh.ts'
import { checkedName, checkedRule } from './rules.ts'
import {
  closeGroup,
  type HeldGroup,
  holdGroup,
  insertGroup,
  joinByHand,
  leave,
  updateGroup,
  writeSeats,
} from './store.ts'

type Staff = Extract<Actor, { kind: 'staff' }>

export interface ChangeGroup {
  readonly name: string
  readonly url: string | null
  /** Null: members are named one by one. */
  readonly rule: GroupRule | null
}

const checked = (order: ChangeGroup): ChangeGroup => ({
  name: checkedName(order.name),
  url: order.url?.trim() || null,
  rule: order.rule && checkedRule(order.rule),
})

const entry = (actor: Actor, action: string, id: number, now: Date, data = {}) => ({
  at: now,
  actor,
  action,
  entity: 'chat_group' as const,
  entityId: id,
  data,
})

async function held(trx: Db, id: number): Promise<HeldGroup> {
  const group = await holdGroup(trx, id)
  if (!group) throw notFound('group')
  return group
}

/** At once, so that whoever saves a rule sees its members. */
async function align(trx: Db, { id, ownerUnitId, rule }: HeldGroup, now: Date): Promise<void> {
  if (rule) await beyondScope(trx, (owner) => refresh(owner, [{ id, ownerUnitId, rule }], now))
}

/** Gives its id. @throws Problem `invalid` (field name or rule) */
export async function createGroup(
  trx: Db,
  actor: Staff,
  order: ChangeGroup & { ownerUnitId: number; platform: GroupPlatform },
  now: Date,
): Promise<number> {
  const { ownerUnitId, platform } = order
  const wanted = checked(order)
  const id = await insertGroup(trx, { ...wanted, ownerUnitId, platform })
  await record(trx, entry(actor, 'group.created', id, now, { byRule: wanted.rule !== null }))
  await align(trx, { id, ownerUnitId, platform, rule: wanted.rule }, now)
  return id
}

/** Name, address and rule. A group that loses its rule keeps its members. @throws Problem group_not_found, `invalid` */
export async function changeGroup(
  trx: Db,
  actor: Staff,
  order: ChangeGroup & { groupId: number },
  now: Date,
): Promise<void> {
  const wanted = checked(order)
  const group = await held(trx, order.groupId)
  await updateGroup(trx, group.id, wanted)
  await record(trx, entry(actor, 'group.changed', group.id, now, { byRule: wanted.rule !== null }))
  await align(trx, { ...group, rule: wanted.rule }, now)
}

/** The group is no longer posted to and appears in no choice. @throws Problem group_not_found */
export async function endGroup(trx: Db, actor: Staff, groupId: number, now: Date): Promise<void> {
  await held(trx, groupId)
  await leave(trx, groupId, null, { on: localDay(now), at: now, by: actor.id, reason: 'group_ended' })
  await closeGroup(trx, groupId, now)
  await record(trx, entry(actor, 'group.ended', groupId, now))
}

interface MembersChange {
  readonly groupId: number
  readonly personIds: readonly number[]
}

async function heldByHand(trx: Db, groupId: number): Promise<void> {
  if ((await held(trx, groupId)).rule !== null) throw conflict('group_by_rule')
}

/** Gives how many joined. @throws Problem group_not_found, group_by_rule (a rule decides who is in it) */
export async function addMembers(trx: Db, actor: Staff, order: MembersChange, now: Date): Promise<number> {
  await heldByHand(trx, order.groupId)
  const moment = { on: localDay(now), at: now, by: actor.id }
  const joined = await joinByHand(trx, order.groupId, order.personIds, moment)
  if (joined > 0)
    await record(trx, entry(actor, 'group.members_changed', order.groupId, now, { joined, left: 0 }))
  return joined
}

/** Gives how many left. @throws Problem group_not_found, group_by_rule */
export async function removeMembers(trx: Db, actor: Staff, order: MembersChange, now: Date): Promise<number> {
  await heldByHand(trx, order.groupId)
  const moment = { on: localDay(now), at: now, by: actor.id, reason: 'hand' as const }
  const left = await leave(trx, order.groupId, order.personIds, moment)
  if (left > 0)
    await record(trx, entry(actor, 'group.members_changed', order.groupId, now, { joined: 0, left }))
  return left
}

/**
 * «Đã mời», «Đã ra»: these people sit in the real chat group, or do not; somebody has just seen to it. The same the other
 * way round takes it back. Gives of how many it was new. @throws Problem group_not_found
 */
export async function tickSeats(
  trx: Db,
  actor: Staff,
  order: MembersChange & { inChat: boolean },
  now: Date,
): Promise<number> {
  const { groupId, personIds, inChat } = order
  const group = await held(trx, groupId)
  if (group.platform === 'list') throw conflict('group_without_chat')
  const people = await writeSeats(trx, groupId, { personIds, inChat, at: now, by: actor.id })
  if (people > 0) await record(trx, entry(actor, 'group.ticked', groupId, now, { people, inChat }))
  return people
}
