import type { Db } from '../../../../db/client.ts'
import type { Clock } from '../../../kernel/clock.ts'
import type { Locale, Translate } from '../../../kernel/i18n.ts'
import type { Log } from '../../../kernel/log.ts'
import { raiseAlarm } from '../../channel/index.ts'
import { Lane, type OpenAccount } from './lane.ts'
import { openLanes } from './lease-store.ts'
import { Reconciler } from './reconcile.ts'
import { Recorder } from './recorder.ts'
import { Words } from './words.ts'

export interface DispatcherDeps {
  readonly db: Db
  readonly clock: Clock
  readonly log: Log
  /** The row of `worker` in whose name messages are claimed; the process keeps it beating. */
  readonly workerId: number
  /** LOA_SECRET: personal links are derived from it. */
  readonly secret: string
  /** What links begin with; no slash at the end. */
  readonly publicUrl: string
  readonly translate: (locale: Locale) => Translate
  /** Opens the account's adapter (src/channels); rejects when its settings cannot be used. */
  readonly openAccount: (accountId: number) => Promise<OpenAccount>
  /** db/notices.ts; absent = polling alone. */
  readonly notices?: { subscribe(channel: string, handler: (payload: string) => void): () => void }
  /** 0 … 1 for jitter. */
  readonly random: () => number
}

export interface Dispatcher {
  /** Looks for work on every lane now. */
  wake(): void
  /** Resolves when no lane has anything due, in hand or under way; for tests and measurements. */
  whenIdle(): Promise<void>
  /** Takes no more, returns what was not sent, waits for what is under way. */
  stop(): Promise<void>
}

const POLL_MS = 1_000
/** New and changed accounts are noticed this often. */
const REFRESH_MS = 5_000

/** Runs a lane for every enabled channel account in this process. Any number of processes may: rows and buckets are shared. */
export async function startDispatcher(deps: DispatcherDeps): Promise<Dispatcher> {
  const words = new Words({
    db: deps.db,
    publicUrl: deps.publicUrl,
    secret: deps.secret,
    t: deps.translate('vi'),
  })
  const recorder = new Recorder(deps)
  const lanes = new Map<number, Lane>()
  const accounts = new Map<number, OpenAccount>()
  /** Settings with which each account was opened, or could not be. */
  const opened = new Map<number, string>()
  const closing = new Set<Promise<void>>()
  const reconciler = new Reconciler(deps, accounts, words)
  let refreshed = Number.NEGATIVE_INFINITY

  /** What is under way ends by itself; a provider that hangs must not keep the other lanes waiting. */
  function close(id: number): void {
    const lane = lanes.get(id)
    lanes.delete(id)
    accounts.delete(id)
    opened.delete(id)
    if (!lane) return
    const stopped = lane.stop().finally(() => closing.delete(stopped))
    closing.add(stopped)
  }

  async function open(id: number, settings: string): Promise<void> {
    opened.set(id, settings)
    try {
      const account = await deps.openAccount(id)
      accounts.set(id, account)
      lanes.set(id, new Lane(id, deps, { account, words, recorder }))
    } catch (error) {
      const { name, code = name } = error as Error & { code?: string }
      deps.log.error({ account: id, error: name, code }, 'channel account cannot be opened')
      await raiseAlarm(deps.db, id, 'down', 'config_missing', code, deps.clock.now())
    }
  }

  async function refresh(): Promise<void> {
    refreshed = performance.now()
    const wanted = await openLanes(deps.db)
    for (const [id, settings] of opened) if (wanted.get(id) !== settings) close(id)
    for (const [id, settings] of wanted) if (!opened.has(id)) await open(id, settings)
  }

  const wake = (): void => {
    for (const lane of lanes.values()) lane.wake()
  }
  const tick = async (): Promise<void> => {
    try {
      if (performance.now() - refreshed >= REFRESH_MS) await refresh()
      wake()
      await reconciler.run()
    } catch (error) {
      deps.log.error({ code: (error as { code?: string }).code }, 'dispatcher could not look for work')
    }
  }
  await refresh()
  const unsubscribe = deps.notices?.subscribe('loa_delivery', wake)
  let ticking: Promise<void> | null = null
  const timer = setInterval(() => {
    ticking ??= tick().finally(() => {
      ticking = null
    })
  }, POLL_MS)
  wake()

  return {
    wake,
    async whenIdle() {
      await Promise.all([...lanes.values()].map((lane) => lane.whenIdle()))
    },
    async stop() {
      clearInterval(timer)
      unsubscribe?.()
      await ticking
      await Promise.all([...closing, ...[...lanes.values()].map((lane) => lane.stop())])
    },
  }
}
