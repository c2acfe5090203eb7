import type { Db } from '../../../db/client.ts'
import { beyondScope } from '../../../db/scope.ts'
import { fromLocal, localDay, localParts } from '../../kernel/dates.ts'
import { plannedForSize } from '../audience/index.ts'
import { record } from '../audit/index.ts'
import {
  alignMembers,
  holdRuled,
  markRefreshed,
  notYetToday,
  type RuledGroup,
  takeDue,
} from './refresh-store.ts'

const NOTES_AT_ONCE = 5_000
const FEDERATIONS_AT_ONCE = 20

/**
 * Brings the members of these groups in line with their rules. A rule is a choice of recipients as the composer makes it: a
 * group and a directive to the same choice hold the same people.
 */
export async function refresh(trx: Db, groups: readonly RuledGroup[], now: Date): Promise<void> {
  if (groups.length === 0) return
  for (const group of groups) {
    const { joined, left } = await plannedForSize(trx, group.ownerUnitId, (planned) =>
      alignMembers(planned, group, { on: localDay(now), at: now }),
    )
    if (joined + left > 0)
      await record(trx, {
        at: now,
        actor: { kind: 'system' },
        action: 'group.refreshed',
        entity: 'chat_group',
        entityId: group.id,
        data: { joined, left },
      })
  }
  await markRefreshed(
    trx,
    groups.map((group) => group.id),
    now,
  )
}

/**
 * At once after a change of posts or units, in its transaction: what the database noted about it (migration 0230) is
 * settled. Who belongs in a group does not depend on who made the change, so it is looked at with the programme's eyes.
 */
export async function refreshChangedGroups(trx: Db, now: Date): Promise<number> {
  return beyondScope(trx, async (owner) => {
    const owners = await takeDue(owner, NOTES_AT_ONCE)
    if (owners.length === 0) return 0
    const groups = await holdRuled(owner, owners)
    await refresh(owner, groups, now)
    return groups.length
  })
}

/** The timer: what a change left behind, and every group once a day. Gives how many groups were looked at. */
export async function refreshGroups(db: Db, now: Date): Promise<number> {
  let looked = await db.transaction().execute((trx) => refreshChangedGroups(trx, now))
  const { year, month, day } = localParts(now)
  for (const owner of await notYetToday(db, fromLocal(year, month, day), FEDERATIONS_AT_ONCE))
    looked += await db.transaction().execute(async (trx) => {
      const groups = await holdRuled(trx, [owner])
      await refresh(trx, groups, now)
      return groups.length
    })
  return looked
}
