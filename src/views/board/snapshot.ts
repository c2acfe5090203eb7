import type { Db } from '../../../db/client.ts'
import type { BoardSnapshot, UnitCell } from '../../contract/board.ts'
import { nudgeAllowedAt } from '../../domain/follow-up/index.ts'
import { type BoardRows, boardRows, type CellRow } from './board-rows.ts'
import { funnelOf } from './funnel.ts'
import { type Asked, unitState } from './unit-state.ts'

/** The board of a directive as it stands at `now`; null when there is none inside the transaction's scope. */
export async function boardSnapshot(db: Db, directiveId: number, now: Date): Promise<BoardSnapshot | null> {
  const rows = await boardRows(db, directiveId)
  return rows && toSnapshot(rows, now)
}

/** One unit of the board, exactly as the board shows it; null when it is not on it. */
export async function unitCell(
  db: Db,
  directiveId: number,
  targetId: number,
  now: Date,
): Promise<UnitCell | null> {
  const rows = await boardRows(db, directiveId, targetId)
  return (rows && toSnapshot(rows, now).cells[0]) ?? null
}

function toSnapshot(rows: BoardRows, now: Date): BoardSnapshot {
  const asked: Asked = {
    acknowledge: rows.directive.acknowledge,
    acknowledgeBefore: instant(rows.directive.acknowledgeBefore),
  }
  const cellRows = rows.cells
  const cells = cellRows.map((row) => toCell(row, asked, now))
  const due = cellRows.filter((row) => !row.excluded)
  return {
    directiveId: rows.directive.id,
    version: rows.readAt,
    at: now.toISOString(),
    funnel: funnelOf(cells, rows.people, {
      delivered: due.filter((row) => row.reportsDelivered).length,
      opened: due.filter((row) => row.reportsOpened).length,
    }),
    cells,
    lanes: (rows.lanes ?? []).map((lane) => ({ ...lane, since: iso(lane.since) })),
    progress: rows.progress,
    openQuestions: rows.openQuestions,
    groupPosts: rows.groupPosts,
  }
}

function toCell(row: CellRow, asked: Asked, now: Date): UnitCell {
  const lastNudgedAt = instant(row.lastNudgedAt)
  return {
    targetId: row.targetId,
    unitId: row.unitId,
    name: row.name,
    area: row.area,
    sector: row.sector,
    state: unitState(
      {
        ...row,
        acknowledged: row.acknowledgedAt !== null,
        overdueSince: instant(row.overdueSince),
      },
      asked,
      now,
    ),
    stage: row.acknowledgedAt === null ? row.stage : 4,
    acknowledgedAt: iso(row.acknowledgedAt),
    via: row.via,
    late: row.late,
    unverified: row.unverified,
    confirmAgain: row.confirmedOld && row.acknowledgedAt === null,
    contact:
      row.contactId === null
        ? null
        : { recipientId: row.contactId, name: row.contactName ?? '', position: row.contactPosition },
    people: row.people,
    attempts: [...(row.attempts ?? [])],
    lastNudgedAt: lastNudgedAt?.toISOString() ?? null,
    nudgeAllowedAt: nudgeAllowedAt(lastNudgedAt)?.toISOString() ?? null,
    toCallSince: iso(row.toCallSince),
    openQuestions: row.openQuestions,
    excludedReason: row.excludedReason,
  }
}

const instant = (text: string | null): Date | null => (text === null ? null : new Date(text))
const iso = (text: string | null): string | null => (text === null ? null : new Date(text).toISOString())
