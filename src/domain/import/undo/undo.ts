import { sql } from 'kysely'
import type { Db } from '../../../../db/client.ts'
import { conflict, notFound } from '../../../kernel/errors.ts'
import { describeError } from '../../../kernel/log.ts'
import { record } from '../../audit/index.ts'
import { type Importer, readImport } from '../session/session.ts'
import { findImport, type ImportRecord, setProgress, setState } from '../session/store.ts'
import type { ImportWorld } from '../session/work.ts'
import {
  BuiltOn,
  finishUndo,
  noteOrdered,
  noteRefused,
  noteUndone,
  orderedUndos,
  takeBack,
  takeOrder,
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

/** Takes the order to take an import back: from here on `undoIn` does the work, here or in another process. */
export async function orderUndo(trx: Db, by: Importer, id: number): Promise<void> {
  await readImport(trx, id, by.now)
  const session = await findImport(trx, id, true)
  if (!session) throw notFound('import')
  if (session.state === 'undone') throw conflict('import.undone_already')
  if (session.state === 'undoing') throw conflict('import.being_undone')
  if (session.state !== 'done') throw conflict('import.not_written_yet')
  if (undoUntil(session, by.now) === null) throw conflict('import.undo_over')
  await noteOrdered(trx, id, { staffId: by.staffId, at: by.now })
  await record(trx, {
    at: by.now,
    actor: { kind: 'staff', id: by.staffId },
    action: 'list.undo_ordered',
    entity: 'list_import',
    entityId: id,
    unitId: session.unitId,
  })
}

/** Goes on with everything that was ordered and whose process has died. */
export async function undoOrdered(world: ImportWorld): Promise<void> {
  for (const id of await orderedUndos(world.db)) await undoIn(world, id)
}

/**
 * Takes an import back as far as nothing was built on it: the rows that stay say why. One transaction on the programme's own
 * connection; while it runs nobody else does the same, and when its process dies nothing has happened and the order stands.
 */
export async function undoIn(world: ImportWorld, id: number): Promise<void> {
  const { db, clock } = world
  try {
    await db.transaction().execute(async (trx) => {
      const order = await takeOrder(trx, id)
      if (order === null) return
      const at = clock.now()
      const rows = await writtenRows(trx, id)
      const undoing = new Undoing(trx, id, rows.length, at, (share) =>
        setProgress(db, id, share * 100, clock.now()),
      )
      const kept = await undoing.takeBackAll(groupsOf(rows))
      const undo = { rows: rows.length - kept, kept }
      await finishUndo(trx, id, { staffId: order.staffId, at }, undo)
      await record(trx, {
        at,
        actor: { kind: 'staff', id: order.staffId },
        action: 'list.undone',
        entity: 'list_import',
        entityId: id,
        unitId: order.unitId,
        data: undo,
      })
    })
  } catch (error) {
    // The order stands, and is found again when the database is back; anything else would fail the same way.
    if (passes(error)) return
    world.log.error({ importId: id, error: describeError(error) }, 'taking an import back failed')
    await setState(db, id, 'done', clock.now(), {
      progress: 100,
      refusal: { code: 'import.not_undone', values: {} },
    })
  }
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

/** One run over the rows of an import. */
class Undoing {
  readonly #trx: Db
  readonly #id: number
  readonly #rows: number
  readonly #at: Date
  readonly #progress: (share: number) => Promise<void>
  #settled = 0
  #shown = 0

  constructor(trx: Db, id: number, rows: number, at: Date, progress: (share: number) => Promise<void>) {
    this.#trx = trx
    this.#id = id
    this.#rows = rows
    this.#at = at
    this.#progress = progress
  }

  /** All at once when nothing stands in the way; else halves, until the rows that must stay are alone. Gives their number. */
  async takeBackAll(groups: readonly WrittenRow[][]): Promise<number> {
    if (groups.length === 0) return 0
    const rows = groups.flat()
    const refusal = await attempt(this.#trx, async () => {
      await takeBack(this.#trx, rows, this.#at, (share) => this.#show(share * rows.length))
      await noteUndone(this.#trx, this.#id, rows, this.#at)
    })
    if (refusal === null || groups.length === 1) {
      if (refusal !== null) await noteRefused(this.#trx, this.#id, rows, refusal)
      this.#settled += rows.length
      return refusal === null ? 0 : rows.length
    }
    const half = Math.ceil(groups.length / 2)
    const first = await this.takeBackAll(groups.slice(0, half))
    return first + (await this.takeBackAll(groups.slice(half)))
  }

  /** The bar never goes back: what was tried in vain is tried again in halves. */
  async #show(inHand: number): Promise<void> {
    const share = (this.#settled + inHand) / this.#rows
    if (share < this.#shown + 0.02) return
    this.#shown = share
    await this.#progress(share)
  }
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

/** A lost connection (no code of SQL, or classes 08 and 57), a deadlock or a conflict with another writer (class 40). */
function passes(error: unknown): boolean {
  const { code } = error as { code?: string }
  return code === undefined
    ? /connection/i.test(String(error))
    : !/^[0-9A-Z]{5}$/.test(code) || /^(?:08|40|57)/.test(code)
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
