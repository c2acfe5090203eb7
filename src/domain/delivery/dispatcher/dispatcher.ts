import type { Db } from '../../../../db/client.ts'
import type { Clock } from '../../../kernel/clock.ts'
import type { Locale, Translate } from '../../../kernel/i18n.ts'
import type { Log } from '../../../kernel/log.ts'
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
  const words = new Words({ db: deps.db, publicUrl: deps.publicUrl, t: deps.translate('vi') })
  const recorder = new Recorder(deps)
  const lanes = new Map<number, Lane>()
  const accounts = new Map<number, OpenAccount>()
  const refused = new Set<number>()
  const reconciler = new Reconciler(deps, accounts, words)
  let refreshed = Number.NEGATIVE_INFINITY

  async function refresh(): Promise<void> {
    refreshed = performance.now()
    const open = await openLanes(deps.db)
    for (const id of open) {
      if (lanes.has(id)) continue
      try {
        const account = await deps.openAccount(id)
        accounts.set(id, account)
        lanes.set(id, new Lane(id, deps, { account, words, recorder }))
        refused.delete(id)
      } catch (error) {
        if (!refused.has(id))
          deps.log.error({ account: id, error: (error as Error).name }, 'channel account cannot be opened')
        refused.add(id)
      }
    }
    for (const [id, lane] of lanes) {
      if (open.includes(id)) continue
      lanes.delete(id)
      accounts.delete(id)
      await lane.stop()
    }
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
      await Promise.all([...lanes.values()].map((lane) => lane.stop()))
    },
  }
}
