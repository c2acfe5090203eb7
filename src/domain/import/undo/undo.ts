import { sql } from 'kysely'
import type { Db } from '../../../../db/client.ts'
import { conflict, notFound } from '../../../kernel/errors.ts'
import { record } from '../../audit/index.ts'
import type { Importer } from '../session/session.ts'
import { findImport, type ImportRecord } from '../session/store.ts'
import {
  BuiltOn,
  finishUndo,
  noteRefused,
  noteUndone,
  takeBack,
  type WrittenRow,
  writtenRows,
} from './store.ts'

const UNDO_MS = 24 * 3_600_000

/** Until when an import can be taken back; null when it wrote nothing, or was taken back, or the time is over. */
export function undoUntil(session: Pick<ImportRecord, 'state' | 'writtenAt'>, now: Date): Date | null {
  if (session.state !== 'done' || session.writtenAt === null) return null
  const until = new Date(session.writtenAt.getTime() + UNDO_MS)
  return until > now ? until : null
}

/**
 * Takes an import back, row by row as far as nothing was built on it: the rows that stay say why. `trx` is the programme's
 * own connection; whoever asks has been shown the import in their scope.
 */
export async function undoImport(trx: Db, by: Importer, id: number): Promise<{ rows: number; kept: number }> {
  const session = await findImport(trx, id, true)
  if (!session) throw notFound('import')
  if (session.state === 'undone') throw conflict('import.undone_already')
  if (session.state !== 'done') throw conflict('import.not_written_yet')
  if (undoUntil(session, by.now) === null) throw conflict('import.undo_over')
  const rows = await writtenRows(trx, id)
  const kept = await takeBackAll(trx, id, groupsOf(rows), by.now)
  const undo = { rows: rows.length - kept, kept }
  await finishUndo(trx, id, { staffId: by.staffId, at: by.now }, undo)
  await record(trx, {
    at: by.now,
    actor: { kind: 'staff', id: by.staffId },
    action: 'list.undone',
    entity: 'list_import',
    entityId: id,
    unitId: session.unitId,
    data: undo,
  })
  return undo
}

/** Rows about one unit go together: the officers of a new unit and the unit itself. */
function groupsOf(rows: readonly WrittenRow[]): WrittenRow[][] {
  const groups = new Map<string, WrittenRow[]>()
  for (const row of rows) {
    const unit = row.effects.find((effect) => effect.kind === 'unit')
    const key = unit && unit.kind === 'unit' ? `unit ${unit.id}` : `row ${row.sheet}:${row.n}`
    const list = groups.get(key)
    if (list) list.push(row)
    else groups.set(key, [row])
  }
  // The list read backwards: what came later may stand on what came before.
  return [...groups.values()].reverse()
}

/** All at once when nothing stands in the way; else halves, until the rows that must stay are alone. Gives their number. */
async function takeBackAll(trx: Db, id: number, groups: readonly WrittenRow[][], at: Date): Promise<number> {
  if (groups.length === 0) return 0
  const rows = groups.flat()
  const refusal = await attempt(trx, async () => {
    await takeBack(trx, rows, at)
    await noteUndone(trx, id, rows, at)
  })
  if (refusal === null) return 0
  if (groups.length === 1) {
    await noteRefused(trx, id, rows, refusal)
    return rows.length
  }
  const half = Math.ceil(groups.length / 2)
  const first = await takeBackAll(trx, id, groups.slice(0, half), at)
  return first + (await takeBackAll(trx, id, groups.slice(half), at))
}

/** Runs inside a savepoint; gives the reason when what is there stands in the way. */
async function attempt(trx: Db, work: () => Promise<void>): Promise<string | null> {
  await sql`savepoint taking_back`.execute(trx)
  try {
    await work()
    await sql`release savepoint taking_back`.execute(trx)
    return null
  } catch (error) {
    const reason = error instanceof BuiltOn ? error.code : referredTo(error)
    if (reason === null) throw error
    await sql`rollback to savepoint taking_back`.execute(trx)
    await sql`release savepoint taking_back`.execute(trx)
    return reason
  }
}

/** The database keeps what something refers to: by table, what it is that was built on the row. */
function referredTo(error: unknown): string | null {
  const { code, table } = error as { code?: string; table?: string }
  if (code === undefined || !/^(?:23\w{3}|LOA\w{2}|P0001)$/.test(code)) return null
  if (
    table === 'post' ||
    table === 'person' ||
    table === 'chat_group_member' ||
    table === 'recipient' ||
    table === 'staff'
  )
    return 'person_used'
  return 'unit_used'
}
