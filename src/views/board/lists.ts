import type { Db } from '../../../db/client.ts'
import type { UnitCell } from '../../contract/board.ts'
import { type BoardListName, inList } from '../../contract/board-lists.ts'
import type { BoardList } from '../../contract/follow.ts'
import type { PageQuery } from '../../contract/page.ts'
import { cursorOf, numberOf, page, readCursor } from '../../kernel/cursor.ts'
import { compareVi } from '../../kernel/text.ts'
import { boardSnapshot } from './snapshot.ts'

/** The units behind a number, by ward and name; null when there is no such board in the scope. */
export async function boardList(
  db: Db,
  directiveId: number,
  list: BoardListName,
  now: Date,
): Promise<UnitCell[] | null> {
  const snapshot = await boardSnapshot(db, directiveId, now)
  if (!snapshot) return null
  return snapshot.cells.filter((cell) => inList(cell, list)).sort(inOrder)
}

type Placed = Pick<UnitCell, 'area' | 'name' | 'targetId'>

/** By ward, then by name: as a call sheet is worked through. */
const inOrder = (a: Placed, b: Placed): number =>
  compareVi(a.area ?? '', b.area ?? '') || compareVi(a.name, b.name) || a.targetId - b.targetId

/** The part of a list after a cursor. */
export function boardPage(units: readonly UnitCell[], query: PageQuery): BoardList {
  const after = readCursor(query.after, 3)
  const place = after && { area: String(after[0]), name: String(after[1]), targetId: numberOf(after[2]) }
  const rest = place ? units.filter((unit) => inOrder(unit, place) > 0) : units
  const cursor = (last: UnitCell): string => cursorOf(last.area ?? '', last.name, last.targetId)
  return { ...page(rest, query.limit, cursor), total: units.length }
}

/** Is there such an issued directive within the scope of this transaction? */
export async function isVisible(db: Db, directiveId: number): Promise<boolean> {
  const row = await db
    .selectFrom('directive')
    .select('id')
    .where('id', '=', directiveId)
    .where('state', 'not in', ['template', 'draft', 'discarded'])
    .executeTakeFirst()
  return row !== undefined
}

/** The telephone number of each of these recipients, for the call sheet. */
export async function contactPhones(
  db: Db,
  recipientIds: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  if (recipientIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('recipient')
    .innerJoin('contact_point', (join) =>
      join
        .onRef('contact_point.person_id', '=', 'recipient.person_id')
        .on('contact_point.channel', 'in', ['sms', 'phone'])
        .on('contact_point.state', '<>', 'invalid'),
    )
    .where('recipient.id', 'in', recipientIds)
    .distinctOn('recipient.id')
    .select(['recipient.id', 'contact_point.address'])
    .orderBy('recipient.id')
    .orderBy('contact_point.is_shared_office')
    .orderBy('contact_point.channel', 'desc')
    .orderBy('contact_point.id')
    .execute()
  return new Map(rows.map((row) => [row.id, row.address]))
}
