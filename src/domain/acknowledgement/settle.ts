import type { Db } from '../../../db/client.ts'
import { settledBy } from './rules.ts'
import { cancelQueued, notifyBoards, type Settlement, standingOf, writeSettlements } from './settle-store.ts'

/**
 * Brings the units up to date with the acknowledgements that stand now, stops what nobody needs any more, and tells
 * the boards. In the transaction that changed the acknowledgements, with the targets held.
 */
export async function settle(
  trx: Db,
  change: { targets: readonly number[]; directives: Iterable<number>; answered: readonly number[] },
): Promise<void> {
  const settlements: Settlement[] = []
  for (const target of await standingOf(trx, change.targets)) {
    const by = settledBy(target.by, target.assigned, target.standing)
    if ((by?.id ?? null) !== target.settledById)
      settlements.push({ targetId: target.targetId, settledBy: by })
  }
  await writeSettlements(trx, settlements)
  const settled = settlements.filter((one) => one.settledBy).map((one) => one.targetId)
  await cancelQueued(trx, settled, change.answered)
  await notifyBoards(trx, change.directives)
}
