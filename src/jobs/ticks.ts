import type { Db } from '../../db/client.ts'
import { channelAdapters } from '../channels/registry.ts'
import { sealEntries } from '../domain/audit/index.ts'
import { dropCodesBefore, settleLoans } from '../domain/channel/index.ts'
import { refreshGroups } from '../domain/chat-group/index.ts'
import {
  escalateUnknown,
  expireDue,
  finishSent,
  matchEarlyReceipts,
  releaseDue,
  settleDeadWorkers,
} from '../domain/delivery/index.ts'
import { escalateDue } from '../domain/escalation/index.ts'
import { forgetOldReplies } from '../domain/identity/index.ts'
import { undoOrdered } from '../domain/import/index.ts'
import { applyRetention } from '../domain/privacy/index.ts'
import { applyDueEvents } from '../domain/reorganisation/index.ts'
import { settleReplacements } from '../domain/succession/index.ts'
import type { Intake } from '../intake/index.ts'
import type { Clock } from '../kernel/clock.ts'
import { addMs } from '../kernel/clock.ts'
import type { KeyRing } from '../kernel/key-ring.ts'
import type { Log } from '../kernel/log.ts'

/**
 * Every timer of Loa on one page. What is due stands in rows; a tick looks at them with the clock it is given. Each is
 * harmless to repeat, to miss and to run late, so a worker that dies in the middle costs nothing but time.
 */
export interface Tick {
  readonly name: string
  /** Milliseconds between two runs. */
  readonly every: number
  readonly run: (deps: TickDeps, now: Date) => Promise<unknown>
}

export interface TickDeps {
  readonly db: Db
  readonly clock: Clock
  readonly keys: KeyRing
  readonly log: Log
}

const SECOND = 1_000
const reconcilingKinds = channelAdapters
  .filter((adapter) => adapter.capabilities.reconciles)
  .map((adapter) => adapter.kind)
const deduplicating = channelAdapters.map(({ kind, capabilities }) => ({
  kind,
  forMs: capabilities.deduplicatesForMs,
}))

export const ticks: readonly Tick[] = [
  /** The undo window or the quiet hours of a directive end: its deliveries are queued. */
  { name: 'release', every: SECOND / 4, run: ({ db }, now) => releaseDue(db, now) },
  /** Receipts that came before the acceptance they belong to. */
  { name: 'early-receipts', every: 2 * SECOND, run: ({ db }, now) => matchEarlyReceipts(db, now) },
  /** Nothing of a directive waits any more: «đang gửi» becomes «đã gửi». */
  { name: 'finish', every: 2 * SECOND, run: ({ db }, now) => finishSent(db, now) },
  /** What dead workers held in their hands. */
  {
    name: 'dead-workers',
    every: 3 * SECOND,
    run: ({ db }, now) => settleDeadWorkers(db, { deduplicating, reconcilingKinds }, now),
  },
  /** An officer left in the middle of a directive: the unit's next one gets it. */
  {
    name: 'replacements',
    every: SECOND,
    run: ({ db }, now) => db.transaction().execute((trx) => settleReplacements(trx, now)),
  },
  /** Requests without an answer, past their grace: another channel. */
  { name: 'unknown', every: 5 * SECOND, run: ({ db }, now) => escalateUnknown(db, now) },
  /** Units that do not answer: remind, next channel, call list, leaders. */
  { name: 'escalation', every: 5 * SECOND, run: ({ db }, now) => escalateDue(db, now) },
  /** Officers or units changed: who is in the groups by rule. */
  { name: 'groups', every: SECOND, run: ({ db }, now) => refreshGroups(db, now) },
  /** Channels lent downward from today on, or until yesterday. */
  { name: 'loans', every: 30 * SECOND, run: ({ db }, now) => settleLoans(db, now) },
  /** Decisions about the organisation whose day has come. */
  { name: 'organisation', every: 30 * SECOND, run: ({ db }, now) => applyDueEvents(db, now) },
  /** Messages past their use. */
  { name: 'expire', every: 30 * SECOND, run: ({ db }, now) => expireDue(db, now) },
  /** What may not be kept any longer. */
  { name: 'retention', every: 3600 * SECOND, run: ({ db }, now) => applyRetention(db, now) },
  /** Audit entries that no block holds yet. Once a day the head goes to the log, where the database cannot reach it. */
  {
    name: 'audit-seal',
    every: 5 * SECOND,
    run: async ({ db, keys, log }, now) => {
      const { headOfDay } = await sealEntries(db, keys, now)
      if (headOfDay) log.info({ head: headOfDay }, 'head of the audit log')
    },
  },
  /** Imports that are being taken back and whose process died over it. */
  { name: 'list-undo', every: 10 * SECOND, run: (deps) => undoOrdered(deps) },
  /** One-time codes that nobody asks about any more: a month after their end. */
  {
    name: 'old-link-codes',
    every: 3600 * SECOND,
    run: ({ db }, now) => dropCodesBefore(db, addMs(now, -30 * 86_400_000)),
  },
  /** Replies kept for repeated calls of the API: a day. */
  { name: 'old-replies', every: 600 * SECOND, run: ({ db }, now) => forgetOldReplies(db, now) },
]

/** Posts of providers that a web process stored and then died over. */
export const leftPosts = (intake: Intake): Tick => ({
  name: 'left-posts',
  every: 10 * SECOND,
  run: () => intake.applyLeft(),
})
