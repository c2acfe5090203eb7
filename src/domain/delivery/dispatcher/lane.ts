import { addMs } from '../../../kernel/clock.ts'
import type { ChannelCapabilities, OpenChannel, OutgoingMessage, SendOutcome } from '../../channel/index.ts'
import { asUrgency } from '../../directive/index.ts'
import { deliveryKey } from '../receipt/rules.ts'
import { type Claimed, claim, returnUnheld, URGENT } from './claim-store.ts'
import type { DispatcherDeps } from './dispatcher.ts'
import { lease, saveCondition } from './lease-store.ts'
import { afterFault, Concurrency, type LaneCondition, settle, storable, WELL } from './policy.ts'
import type { Recorder } from './recorder.ts'
import type { Words } from './words.ts'

/** An account ready to send: what its adapter can do, and the open connection to its provider. */
export interface OpenAccount extends OpenChannel {
  readonly capabilities: ChannelCapabilities
}

/** Answers slower than this on average make a lane «slow»; it is well again below half of it. */
const SLOW_MS = 4_000
/** Lots of messages that lie ready for each open request, at most: where answers come faster than commits. */
const MOST_AHEAD = 3
/** A database that lost a connection has by then committed or dropped what it was doing there. */
const SETTLES_MS = 1_000
/** How often a well lane says when it last succeeded. */
const SAY_SUCCESS_MS = 30_000

/**
 * The dispatcher of one channel account in one worker. It claims about as many messages as it may send at once, sends
 * them, claims the next ones meanwhile, and hands every answer to the recorder. Lanes know nothing of each other: a dead
 * channel delays no other.
 */
export class Lane {
  readonly accountId: number
  readonly #deps: DispatcherDeps
  readonly #account: OpenAccount
  readonly #words: Words
  readonly #recorder: Recorder
  readonly #slots: Concurrency
  readonly #ready: { urgent: Claimed[]; routine: Claimed[] } = { urgent: [], routine: [] }
  readonly #inFlight = { urgent: 0, routine: 0 }
  /** Sent, but the outcome is not durable yet. */
  #unrecorded = 0
  #tokens = 0
  #tokensUntil = 0
  /** What the account's rate allows in that time; taken out of the bucket at once, so that it is not asked at every claim. */
  #quarterSecond = 1
  #condition: LaneCondition = WELL
  /** Faults met so far: what was asked of the database before one of them does not know it. */
  #faults = 0
  /** How long an answer takes, and a claim, on average. */
  #averageMs = 0
  #claimMs = 0
  #saidSuccessAt = 0
  /** Is there more to claim, as far as we know? */
  readonly #more = { urgent: true, routine: true }
  /** Somebody says that there is work: look at once, however little room there is. */
  #noticed = true
  #saving: Promise<void> = Promise.resolve()
  #claiming = false
  /** A claim that failed: perhaps it was committed and only its answer got lost. */
  #doubt: { readonly claimedAt: Date; readonly since: number } | null = null
  /** Claimed and not durably settled: all that this lane answers for. */
  readonly #held = new Set<number>()
  #stopping = false
  #timer: NodeJS.Timeout | null = null
  #idle: (() => void)[] = []

  constructor(
    accountId: number,
    deps: DispatcherDeps,
    parts: { account: OpenAccount; words: Words; recorder: Recorder },
  ) {
    this.accountId = accountId
    this.#deps = deps
    this.#account = parts.account
    this.#words = parts.words
    this.#recorder = parts.recorder
    this.#slots = new Concurrency(parts.account.capabilities.concurrency)
  }

  /** Work may be waiting: a notice came, or a second passed. */
  wake(): void {
    this.#noticed = true
    // Also out of a pause: the bucket knows best whether it is over.
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    this.#look()
    this.#pump()
  }

  #look(): void {
    this.#more.urgent = true
    this.#more.routine = true
  }

  /** Resolves when nothing is in hand or under way, and nothing due or a pause or the rate keeps it back. */
  whenIdle(): Promise<void> {
    return new Promise((resolve) => {
      this.#idle.push(resolve)
      this.#pump()
    })
  }

  /** Takes no more; returns what was not sent to the queue; waits for what is under way. */
  async stop(): Promise<void> {
    this.#stopping = true
    if (this.#timer) clearTimeout(this.#timer)
    this.#giveBack()
    await this.whenIdle()
    await this.#settleDoubt().catch((error: { code?: string }) =>
      this.#deps.log.error({ account: this.accountId, code: error.code }, 'claim in doubt not settled'),
    )
    await this.#account.close()
  }

  #pump(): void {
    this.#sendReady()
    if (this.#shouldClaim()) void this.#claimMore()
    if (this.#isIdle()) for (const resolve of this.#idle.splice(0)) resolve()
  }

  #isIdle(): boolean {
    const { urgent, routine } = this.#inFlight
    const busy = urgent + routine + this.#unrecorded + this.#ready.urgent.length + this.#ready.routine.length
    const looksOn = this.#more.urgent || this.#more.routine
    return busy === 0 && !this.#claiming && (this.#stopping || this.#timer !== null || !looksOn)
  }

  /** After faults one message probes before the others follow. */
  get #limit(): number {
    return this.#condition.failures > 0 ? 1 : this.#slots.limit
  }
  get #routineLimit(): number {
    return this.#condition.failures > 0 ? 1 : Math.max(1, this.#slots.limit - this.#slots.reserved)
  }

  #sendReady(): void {
    if (this.#stopping) return
    const { urgent, routine } = this.#ready
    while (urgent.length > 0 && this.#inFlight.urgent + this.#inFlight.routine < this.#limit)
      void this.#send(urgent.shift()!)
    while (
      routine.length > 0 &&
      this.#inFlight.routine < this.#routineLimit &&
      this.#inFlight.urgent + this.#inFlight.routine < this.#limit
    )
      void this.#send(routine.shift()!)
  }

  /**
   * For each open request, how many messages lie ready: as many as leave while a claim is committed, so that no slot waits
   * for the database. Not more: after a crash each of them is a question.
   */
  get #ahead(): number {
    if (this.#averageMs === 0) return 1
    return Math.min(MOST_AHEAD, Math.max(1, this.#claimMs / this.#averageMs))
  }

  /** Room for claimed messages: those under way, one lot that is being sent, one that is being claimed. */
  #room(): { total: number; routine: number } {
    const routine = this.#inFlight.routine + this.#ready.routine.length
    const urgent = this.#inFlight.urgent + this.#ready.urgent.length
    const held = 1 + 2 * this.#ahead
    return {
      total: Math.max(0, Math.floor(held * this.#limit) - urgent),
      routine: Math.max(0, Math.floor(held * this.#routineLimit) - routine),
    }
  }

  #shouldClaim(): boolean {
    if (this.#claiming || this.#stopping || this.#timer) return false
    if (this.#unrecorded > 8 * this.#slots.limit) return false
    const { total, routine } = this.#room()
    if (this.#noticed) return total > 0
    // Few large claims instead of many small ones.
    if (this.#more.urgent && total > 0 && this.#ready.urgent.length <= this.#ahead * this.#limit) return true
    return this.#more.routine && routine >= (this.#ahead + 1) * this.#routineLimit
  }

  async #claimMore(): Promise<void> {
    this.#claiming = true
    const { db, clock, workerId, secret, log } = this.#deps
    try {
      if (this.#doubt) {
        const rest = SETTLES_MS - (performance.now() - this.#doubt.since)
        if (rest > 0) return this.#later(rest)
        await this.#settleDoubt()
      }
      const room = this.#room()
      const now = clock.now()
      const tokens = await this.#takeTokens(room.total, now)
      if (tokens > 0 && !this.#stopping) {
        const total = Math.min(room.total, tokens)
        const routine = Math.min(room.routine, total)
        this.#noticed = false
        this.#more.urgent = false
        if (routine > 0) this.#more.routine = false
        const started = performance.now()
        const faults = this.#faults
        const { messages, urgentTaken, routineTaken } = await claim(db, {
          accountId: this.accountId,
          workerId,
          total,
          routine,
          secret,
          now,
        }).catch((error: unknown) => {
          this.#doubt = { claimedAt: now, since: performance.now() }
          throw error
        })
        this.#claimMs = this.#claimMs * 0.8 + (performance.now() - started) * 0.2
        this.#tokens -= messages.length
        for (const message of messages) this.#held.add(message.id)
        for (const message of messages)
          (message.urgency >= URGENT ? this.#ready.urgent : this.#ready.routine).push(message)
        // The provider failed meanwhile: these would be so many more questions.
        if (faults !== this.#faults) this.#giveBack()
        // A claim that came back full may have left something.
        if (urgentTaken >= total) this.#look()
        else if (routine > 0 && routineTaken >= Math.min(routine, total - urgentTaken))
          this.#more.routine = true
      }
    } catch (error) {
      log.error({ account: this.accountId, code: (error as { code?: string }).code }, 'claim failed')
      this.#look()
      this.#later(1_000)
    } finally {
      this.#claiming = false
      if (this.#stopping) this.#giveBack()
      this.#pump()
    }
  }

  async #settleDoubt(): Promise<void> {
    if (!this.#doubt) return
    const { db, workerId } = this.#deps
    const { claimedAt } = this.#doubt
    await returnUnheld(db, { accountId: this.accountId, workerId, claimedAt, held: [...this.#held] })
    this.#doubt = null
  }

  /** Tokens in hand, after asking the account's bucket when there are none; 0 sets the timer for the next try. */
  async #takeTokens(wanted: number, now: Date): Promise<number> {
    if (this.#tokens > 0 && now.getTime() <= this.#tokensUntil) return this.#tokens
    await this.#saving
    const faults = this.#faults
    const answer = await lease(this.#deps.db, this.accountId, Math.max(wanted, this.#quarterSecond), now)
    if (!answer) {
      this.#noticed = false
      this.#more.urgent = false
      this.#more.routine = false
      return 0
    }
    if (faults !== this.#faults) {
      this.#later((this.#condition.pausedUntil?.getTime() ?? 0) - now.getTime())
      return 0
    }
    // Another worker may have met the fault, or seen the provider again.
    this.#condition = answer.condition
    this.#tokens = answer.granted
    this.#tokensUntil = now.getTime() + 1_000
    this.#quarterSecond = Math.floor(answer.ratePerMinute / 240)
    if (answer.granted === 0) this.#later(answer.waitMs)
    return answer.granted
  }

  #later(ms: number): void {
    if (this.#timer || this.#stopping) return
    this.#timer = setTimeout(
      () => {
        this.#timer = null
        this.wake()
      },
      Math.max(1, Math.min(ms, 1_000)),
    )
    this.#timer.unref()
  }

  async #send(message: Claimed): Promise<void> {
    const lane = message.urgency >= URGENT ? 'urgent' : 'routine'
    this.#inFlight[lane]++
    const { clock, random } = this.#deps
    const started = performance.now()
    const outcome = storable(await this.#call(message))
    this.#averageMs = this.#averageMs * 0.9 + (performance.now() - started) * 0.1
    this.#inFlight[lane]--
    const now = clock.now()
    this.#learn(outcome, now)
    const { deduplicatesForMs, reconciles } = this.#account.capabilities
    // An earlier try may already have been taken: the provider's memory counts from that one.
    const repeatUntil = deduplicatesForMs
      ? (message.repeatUntil ?? addMs(message.claimedAt, deduplicatesForMs))
      : null
    const settled = settle(outcome, { ...message, repeatUntil, reconciles }, now, random())
    this.#record(message, settled, now)
    this.#pump()
  }

  async #call(message: Claimed): Promise<SendOutcome> {
    let outgoing: OutgoingMessage
    try {
      outgoing = await this.#outgoing(message)
    } catch (error) {
      this.#deps.log.error({ delivery: message.id, error: (error as Error).name }, 'message not composed')
      return { kind: 'retry', reason: 'provider_error', code: 'compose', retryAfterMs: null, lane: false }
    }
    try {
      return await this.#account.send(outgoing)
    } catch (error) {
      // An adapter turns everything into an outcome; what it did not foresee may have been sent.
      this.#deps.log.error(
        { account: this.accountId, delivery: message.id, error: (error as Error).name },
        'adapter failed',
      )
      return { kind: 'unknown', code: 'adapter', lane: false }
    }
  }

  async #outgoing(message: Claimed): Promise<OutgoingMessage> {
    return {
      key: deliveryKey(message.id, message.createdAt),
      address: message.address,
      recipientName: message.personName,
      urgency: asUrgency(message.urgency),
      windowUntil: message.windowUntil,
      content: await this.#words.of(message),
    }
  }

  #record(message: Claimed, settled: Parameters<Recorder['add']>[0]['settled'], at: Date): void {
    this.#unrecorded++
    const { id, recipientId, directiveId, contactPointId } = message
    const staleContactId = message.contactStale ? contactPointId : null
    const { accountId } = this
    const outcome = { deliveryId: id, recipientId, directiveId, accountId, staleContactId, settled, at }
    void this.#recorder.add(outcome).then(() => {
      this.#unrecorded--
      this.#held.delete(id)
      if (settled.state === 'queued' || settled.state === 'returned') this.#look()
      this.#pump()
    })
  }

  /** Claimed but not sent: back into the queue as if never touched. */
  #giveBack(): void {
    const now = this.#deps.clock.now()
    for (const list of [this.#ready.urgent, this.#ready.routine])
      for (const message of list.splice(0)) this.#record(message, { state: 'returned' }, now)
  }

  /** What an answer says about the account: its health, its pause, how many requests it bears. */
  #learn(outcome: SendOutcome, now: Date): void {
    const { db, random, log } = this.#deps
    const before = this.#condition
    if (outcome.kind === 'retry' && outcome.reason === 'rate_limited') this.#slots.onRateLimited()
    const fault =
      outcome.kind === 'retry' && (outcome.lane || outcome.reason === 'rate_limited')
        ? outcome
        : outcome.kind === 'unknown' && outcome.lane
          ? { reason: 'provider_error' as const, code: outcome.code, retryAfterMs: null }
          : null
    if (fault) {
      // Answers that were under way when the lane was paused tell nothing new.
      if (before.pausedUntil && before.pausedUntil > now) return
      this.#faults++
      this.#condition = afterFault(before, fault, now, random())
      this.#tokens = 0
      this.#giveBack()
    } else if (outcome.kind === 'accepted' || outcome.kind === 'failed') {
      if (outcome.kind === 'accepted') this.#slots.onSuccess()
      const slow = this.#averageMs > (before.health === 'slow' ? SLOW_MS / 2 : SLOW_MS)
      const health = slow ? 'slow' : 'ok'
      const due = now.getTime() - this.#saidSuccessAt >= SAY_SUCCESS_MS
      if (before.health === health && before.failures === 0 && !due) return
      this.#saidSuccessAt = now.getTime()
      this.#condition = slow ? { ...WELL, health, reason: 'slow_answers' } : WELL
    } else return
    // In order, and before the next lease reads the row.
    const condition = this.#condition
    this.#saving = this.#saving
      .then(() => saveCondition(db, this.accountId, condition, now))
      .catch((error: { code?: string }) =>
        log.error({ account: this.accountId, code: error.code }, 'lane condition could not be stored'),
      )
  }
}
