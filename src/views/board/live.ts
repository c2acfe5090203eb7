import type { Db } from '../../../db/client.ts'
import type { Notices } from '../../../db/notices.ts'
import type { BoardSnapshot } from '../../contract/board.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Log } from '../../kernel/log.ts'
import { boardSnapshot } from './snapshot.ts'

/** Several changes within this time become one look at the database and one event. */
const COALESCE_MS = 25
/** A slow look is not repeated at once: between looks passes at least this many times its own length. */
const REST_FACTOR = 2
export const PING_EVERY_MS = 15_000

/** Takes one piece of an event stream. */
export type Listener = (frame: string) => void

interface LiveBoard {
  readonly directiveId: number
  readonly listeners: Set<Listener>
  /** The latest snapshot without its cells, and each cell as JSON text: what the next look is compared with. */
  version: number
  totals: string
  cells: Map<number, string>
  at: string
  looking: Promise<void> | undefined
  timer: NodeJS.Timeout | undefined
  lookMs: number
}

/**
 * The boards that somebody is looking at. However many look at a directive, a change costs one query, one comparison and
 * one text that is written to all. Who may look is decided per connection, by the caller; here nobody asks again.
 */
export class LiveBoards {
  readonly #world: { readonly db: Db; readonly clock: Clock; readonly log: Log }
  readonly #boards = new Map<number, LiveBoard>()
  readonly #stopHearing: (() => void)[]
  readonly #ping: NodeJS.Timeout

  constructor(world: { db: Db; notices: Notices; clock: Clock; log: Log }) {
    this.#world = world
    const hear = (payload: string): void => {
      if (payload === '') for (const board of this.#boards.values()) this.#look(board)
      else {
        const board = this.#boards.get(Number(payload))
        if (board) this.#look(board)
      }
    }
    this.#stopHearing = ['loa_board', 'loa_directive'].map((channel) =>
      world.notices.subscribe(channel, hear),
    )
    this.#ping = setInterval(() => this.ping(), PING_EVERY_MS)
    this.#ping.unref()
  }

  /** Sends a `snapshot` now and every `change` from then on; returns how to stop. Null: there is no such board. */
  async listen(directiveId: number, listener: Listener): Promise<(() => void) | null> {
    let board = this.#boards.get(directiveId)
    if (!board) {
      board = emptyBoard(directiveId)
      this.#boards.set(directiveId, board)
      board.looking = this.#refresh(board)
    }
    if (board.version === 0) await board.looking
    if (board.version === 0) {
      this.#boards.delete(directiveId)
      return null
    }
    listener(frame('snapshot', board.version, withCells(board, [...board.cells.values()])))
    board.listeners.add(listener)
    this.#boards.set(directiveId, board)
    const found = board
    return () => {
      found.listeners.delete(listener)
      if (found.listeners.size === 0 && this.#boards.get(directiveId) === found) {
        clearTimeout(found.timer)
        this.#boards.delete(directiveId)
      }
    }
  }

  /** Tells every listener that the line is alive, and looks for what no notice announces: health of lanes, deadlines. */
  ping(): void {
    for (const board of this.#boards.values()) {
      const text = `event: ping\ndata: {"at":${JSON.stringify(this.#world.clock.now().toISOString())},"version":${board.version}}\n\n`
      for (const listener of board.listeners) listener(text)
      this.#look(board)
    }
  }

  close(): void {
    clearInterval(this.#ping)
    for (const stop of this.#stopHearing) stop()
    for (const board of this.#boards.values()) clearTimeout(board.timer)
    this.#boards.clear()
  }

  #look(board: LiveBoard): void {
    if (board.timer) return
    board.timer = setTimeout(
      async () => {
        await board.looking
        board.timer = undefined
        board.looking = this.#refresh(board)
      },
      Math.max(COALESCE_MS, board.lookMs * REST_FACTOR),
    )
  }

  async #refresh(board: LiveBoard): Promise<void> {
    const start = performance.now()
    try {
      const snapshot = await boardSnapshot(this.#world.db, board.directiveId, this.#world.clock.now())
      if (snapshot) this.#compare(board, snapshot)
    } catch (error) {
      this.#world.log.warn(
        { directiveId: board.directiveId, code: (error as { code?: string }).code },
        'board could not be read',
      )
    }
    board.lookMs = performance.now() - start
  }

  #compare(board: LiveBoard, snapshot: BoardSnapshot): void {
    const { cells, version, at, ...totals } = snapshot
    const changed: string[] = []
    const next = new Map<number, string>()
    for (const cell of cells) {
      const text = JSON.stringify(cell)
      next.set(cell.targetId, text)
      if (board.cells.get(cell.targetId) !== text) changed.push(text)
    }
    const totalsText = JSON.stringify(totals)
    if (changed.length === 0 && totalsText === board.totals) return
    const previous = board.version
    board.version = Math.max(version, previous + 1)
    board.totals = totalsText
    board.cells = next
    board.at = at
    if (previous === 0) return
    const text = frame('change', board.version, withCells(board, changed, previous))
    for (const listener of board.listeners) listener(text)
  }
}

const emptyBoard = (directiveId: number): LiveBoard => ({
  directiveId,
  listeners: new Set(),
  version: 0,
  totals: '',
  cells: new Map(),
  at: '',
  looking: undefined,
  timer: undefined,
  lookMs: 0,
})

const frame = (event: string, id: number, data: string): string =>
  `id: ${id}\nevent: ${event}\ndata: ${data}\n\n`

/** The JSON of a snapshot, or with `previous` of a change, out of the texts at hand. */
function withCells(board: LiveBoard, cells: readonly string[], previous?: number): string {
  const chain = previous === undefined ? '' : `"previous":${previous},`
  return `{"version":${board.version},${chain}"at":"${board.at}",${board.totals.slice(1, -1)},"cells":[${cells.join(',')}]}`
}
