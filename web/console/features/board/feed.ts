import type { BoardChange, BoardSnapshot } from '../../../../src/contract/board.ts'
import { ApiError, api } from '../../app/api.ts'
import { learnServerTime } from '../../app/clock.ts'
import { applyChange } from './apply.ts'

/** live: events arrive · polling: events do not, questions are answered · lost: nothing is heard */
export type Connection = 'live' | 'polling' | 'lost'

export interface BoardState {
  readonly board: BoardSnapshot | null
  readonly connection: Connection
  /** This PC's own clock at the last word from the server. */
  readonly heardAt: number
  /** The server refused (no such directive, not permitted): nothing to wait for. */
  readonly refused: ApiError | null
}

/** Events may be silent because nothing happens or because the line is dead: ask after this long. */
const SILENCE_MS = 25_000
const FIRST_POLL_MS = 2_000
const LONGEST_POLL_MS = 30_000
/** With polling going well, events are tried again after this long. */
const RETRY_EVENTS_MS = 15_000

/**
 * The numbers of one board, kept fresh: server-sent events, and questions at growing intervals when they fail. Rests
 * while the page is hidden. React reads it through useSyncExternalStore.
 */
export class BoardFeed {
  readonly #path: string
  #state: BoardState = { board: null, connection: 'polling', heardAt: performance.now(), refused: null }
  #listeners = new Set<() => void>()
  #events: EventSource | null = null
  #timer: ReturnType<typeof setTimeout> | undefined
  #pollMs = FIRST_POLL_MS
  #eventsFailedAt = Number.NEGATIVE_INFINITY
  #asking: AbortController | null = null
  /** Changes that came since the last frame: drawn together, however fast they follow each other. */
  #waiting: BoardChange[] = []
  #frame = 0

  constructor(directiveId: string) {
    this.#path = `/api/directives/${directiveId}/board`
  }

  readonly getState = (): BoardState => this.#state

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    if (this.#listeners.size === 1) this.#start()
    return () => {
      this.#listeners.delete(listener)
      if (this.#listeners.size === 0) this.#stop()
    }
  }

  /** Asks now: after an act of one's own, or when someone presses «Thử lại». */
  readonly refresh = (): Promise<void> => this.#ask()

  #start(): void {
    document.addEventListener('visibilitychange', this.#onVisibility)
    window.addEventListener('online', this.#resume)
    window.addEventListener('offline', this.#onOffline)
    this.#resume()
  }

  #stop(): void {
    document.removeEventListener('visibilitychange', this.#onVisibility)
    window.removeEventListener('online', this.#resume)
    window.removeEventListener('offline', this.#onOffline)
    this.#rest()
  }

  #rest(): void {
    clearTimeout(this.#timer)
    cancelAnimationFrame(this.#frame)
    this.#frame = 0
    this.#waiting = []
    this.#asking?.abort()
    this.#closeEvents()
  }

  readonly #onVisibility = (): void => (document.hidden ? this.#rest() : this.#resume())

  readonly #onOffline = (): void => {
    this.#closeEvents()
    this.#fail()
  }

  readonly #resume = (): void => {
    if (document.hidden || this.#state.refused) return
    this.#pollMs = FIRST_POLL_MS
    this.#openEvents()
    void this.#ask()
  }

  #openEvents(): void {
    this.#closeEvents()
    const events = new EventSource(`${this.#path}/events`)
    this.#events = events
    events.addEventListener('snapshot', (event) =>
      this.#hear(JSON.parse(event.data) as BoardSnapshot, 'live'),
    )
    events.addEventListener('change', (event) => this.#change(JSON.parse(event.data) as BoardChange))
    events.addEventListener('ping', () => this.#alive())
    events.onerror = () => {
      this.#closeEvents()
      this.#eventsFailedAt = performance.now()
      this.#schedule(FIRST_POLL_MS)
    }
  }

  #closeEvents(): void {
    this.#events?.close()
    this.#events = null
  }

  #change(change: BoardChange): void {
    this.#waiting.push(change)
    this.#frame ||= requestAnimationFrame(this.#draw)
  }

  readonly #draw = (): void => {
    this.#frame = 0
    let { board } = this.#state
    for (const change of this.#waiting.splice(0)) board = board && applyChange(board, change)
    // A gap: an event was missed, only the whole picture helps.
    if (board) this.#hear(board, 'live')
    else void this.#ask()
  }

  #alive(): void {
    this.#set({ heardAt: performance.now(), connection: 'live' })
    this.#schedule(SILENCE_MS)
  }

  #hear(board: BoardSnapshot, connection: Connection): void {
    learnServerTime(board.at)
    // An answer that was overtaken by a newer event says nothing new.
    const known = this.#state.board
    const newest = known && known.version > board.version ? known : board
    this.#set({ board: newest, connection, heardAt: performance.now(), refused: null })
    this.#pollMs = FIRST_POLL_MS
    this.#schedule(this.#events ? SILENCE_MS : FIRST_POLL_MS * 2)
  }

  async #ask(): Promise<void> {
    clearTimeout(this.#timer)
    this.#asking?.abort()
    const asking = new AbortController()
    this.#asking = asking
    const giveUp = setTimeout(() => asking.abort('timeout'), 10_000)
    try {
      const board = await api.get<BoardSnapshot>(this.#path, asking.signal)
      this.#hear(board, this.#events ? 'live' : 'polling')
      if (!this.#events && performance.now() - this.#eventsFailedAt > RETRY_EVENTS_MS) this.#openEvents()
    } catch (error) {
      if (asking.signal.aborted && asking.signal.reason !== 'timeout') return
      if (error instanceof ApiError && [401, 403, 404].includes(error.status)) {
        this.#rest()
        this.#set({ refused: error })
      } else this.#fail()
    } finally {
      clearTimeout(giveUp)
    }
  }

  #fail(): void {
    this.#set({ connection: 'lost' })
    this.#schedule(this.#pollMs)
    this.#pollMs = Math.min(this.#pollMs * 2, LONGEST_POLL_MS)
  }

  #schedule(ms: number): void {
    clearTimeout(this.#timer)
    if (!document.hidden && this.#listeners.size > 0) this.#timer = setTimeout(() => void this.#ask(), ms)
  }

  #set(change: Partial<BoardState>): void {
    this.#state = { ...this.#state, ...change }
    for (const listener of this.#listeners) listener()
  }
}
