import { sql } from 'kysely'
import { expect } from 'vitest'
import type { Db } from '../../db/client.ts'
import { inScope } from '../../db/scope.ts'
import { type ScaleFederation, seedScale } from '../../demo/scale.ts'
import type { Audience } from '../../src/contract/audience.ts'
import type { Urgency } from '../../src/contract/common.ts'
import type { EscalationStep } from '../../src/contract/directive.ts'
import { claim } from '../../src/domain/delivery/dispatcher/claim-store.ts'
import {
  type Dispatcher,
  type Issued,
  issueDirective,
  type OpenAccount,
  releaseDue,
  startDispatcher,
} from '../../src/domain/delivery/index.ts'
import { MovableClock } from '../../src/kernel/clock.ts'
import { silentLog } from '../../src/kernel/log.ts'
import { translator } from '../../src/runtime/i18n.ts'
import { createDatabase, type TestDatabase } from './database.ts'
import { type ScriptedChannel, scriptedChannel } from './scripted-channel.ts'

export const TEST_SECRET = 'a secret of tests, long enough for everything'
const PUBLIC_URL = 'https://loa.example'
/** 09:00 on a working day in Ha Noi. */
export const MORNING = '2021-09-06T02:00:00Z'

export interface DraftWish {
  readonly urgency?: Urgency
  readonly kind?: string
  readonly audience?: Partial<Audience>
  readonly acknowledge?: boolean
  readonly acknowledgeBefore?: Date | null
  readonly escalation?: readonly EscalationStep[]
  readonly validUntil?: Date | null
}

/** A federation with three scripted channels, a clock that stands still, and what a delivery test does with them. */
export class DeliveryWorld {
  readonly clock = new MovableClock(MORNING)
  readonly database: TestDatabase
  readonly federation: ScaleFederation
  readonly zalo: ScriptedChannel
  readonly sms: ScriptedChannel
  readonly email: ScriptedChannel
  readonly #dispatchers: Dispatcher[] = []

  constructor(database: TestDatabase, federation: ScaleFederation, channels: readonly ScriptedChannel[]) {
    this.database = database
    this.federation = federation
    ;[this.zalo, this.sms, this.email] = channels as [ScriptedChannel, ScriptedChannel, ScriptedChannel]
  }

  get db() {
    return this.database.db
  }

  /** `people` officers in `units` unions; by default everybody has Zalo and a telephone. */
  static async open(
    options: {
      units?: number
      people?: number
      mix?: { zalo: number; sms: number; email: number }
      channels?: readonly ScriptedChannel[]
      ratePerMinute?: number
      burst?: number
    } = {},
  ): Promise<DeliveryWorld> {
    const database = await createDatabase()
    const { ratePerMinute = 6_000_000, burst = 100_000 } = options
    const lane = { ratePerMinute, burst, baseUrl: 'http://127.0.0.1:9', name: 'Kênh thử' }
    const federation = await seedScale(database.db, {
      units: options.units ?? 5,
      people: options.people ?? 10,
      now: new Date(MORNING),
      secret: TEST_SECRET,
      mix: options.mix ?? { zalo: 100, sms: 0, email: 0 },
      accounts: [
        { kind: 'scripted-zalo', channel: 'zalo', ...lane },
        { kind: 'scripted-sms', channel: 'sms', ...lane },
        { kind: 'scripted-email', channel: 'email', ...lane },
      ],
    })
    const channels = options.channels ?? [scriptedChannel(), scriptedChannel(), scriptedChannel()]
    return new DeliveryWorld(database, federation, channels)
  }

  async draft(wish: DraftWish = {}): Promise<number> {
    const { id } = await this.db
      .insertInto('directive')
      .values({
        owner_unit_id: this.federation.federationId,
        state: 'draft',
        kind_code: wish.kind ?? 'cong_dien',
        urgency: wish.urgency ?? 3,
        title: 'Về việc bảo đảm an toàn cho người lao động',
        actions: JSON.stringify(['Rà soát người lao động ở trọ.']),
        audience: JSON.stringify({ lines: [{ all: true }], ...wish.audience }),
        acknowledge: wish.acknowledge ?? true,
        acknowledge_before: wish.acknowledgeBefore ?? null,
        escalation: JSON.stringify(wish.escalation ?? []),
        valid_until: wish.validUntil ?? null,
        created_at: this.clock.now(),
        updated_at: this.clock.now(),
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    return id
  }

  issue(
    id: number,
    order: Partial<Parameters<typeof issueDirective>[3]> & { units?: number } = {},
  ): Promise<Issued | null> {
    const { units, ...rest } = order
    return inScope(this.db, { path: this.federation.scopePath }, async (trx) =>
      issueDirective(
        trx,
        { staffId: this.federation.staffId },
        id,
        {
          revision: 1,
          typedNumber: units ?? (await this.unitCount()),
          acceptWarnings: true,
          requestKey: `key-of-${id}`,
          ...rest,
        },
        { now: this.clock.now(), publicUrl: PUBLIC_URL, words: translator('vi') },
      ),
    )
  }

  async unitCount(): Promise<number> {
    const { rows } = await sql<{
      n: number
    }>`select count(*)::int as n from unit where type_code = 'cdcs'`.execute(this.db)
    return rows[0]!.n
  }

  /** Issues a draft and lets its undo window pass. */
  async send(wish: DraftWish = {}): Promise<number> {
    const id = await this.draft(wish)
    await this.issue(id)
    this.clock.advance({ minutes: 2 })
    await releaseDue(this.db, this.clock.now())
    return id
  }

  async startWorker(db = this.db): Promise<Dispatcher> {
    const { id } = await this.db
      .insertInto('worker')
      .values({ started_at: this.clock.now() })
      .returning('id')
      .executeTakeFirstOrThrow()
    const byKind: Record<string, OpenAccount> = {
      'scripted-zalo': this.zalo,
      'scripted-sms': this.sms,
      'scripted-email': this.email,
    }
    const dispatcher = await startDispatcher({
      db,
      clock: this.clock,
      log: silentLog,
      workerId: id,
      secret: TEST_SECRET,
      publicUrl: PUBLIC_URL,
      translate: translator,
      openAccount: async (accountId) => {
        const { kind } = await this.db
          .selectFrom('channel_account')
          .select('kind')
          .where('id', '=', accountId)
          .executeTakeFirstOrThrow()
        return byKind[kind]!
      },
      random: () => 0.5,
    })
    this.#dispatchers.push(dispatcher)
    return dispatcher
  }

  /** Everything that is due now goes out and is recorded. */
  async dispatch(dispatcher?: Dispatcher): Promise<void> {
    const worker = dispatcher ?? this.#dispatchers[0] ?? (await this.startWorker())
    // What fails on one channel is due on another at once: until a look finds nothing new.
    for (let before = -1; ; ) {
      worker.wake()
      await worker.whenIdle()
      const now = this.zalo.sent.length + this.sms.sent.length + this.email.sent.length
      if (now === before) return
      before = now
    }
  }

  deliveries(directiveId: number) {
    return this.db
      .selectFrom('delivery')
      .selectAll()
      .where('directive_id', '=', directiveId)
      .orderBy('id')
      .execute()
  }

  recipients(directiveId: number) {
    return this.db
      .selectFrom('recipient')
      .selectAll()
      .where('directive_id', '=', directiveId)
      .orderBy('id')
      .execute()
  }

  /** A worker that claims all that is due, sends none of it and has not been heard of for a minute. */
  async claimAndDie(): Promise<void> {
    const now = this.clock.now()
    const { rows } = await sql<{ id: number }>`
      insert into worker (started_at, beat_at) values (${now}, clock_timestamp() - interval '1 minute') returning id`.execute(
      this.db,
    )
    const workerId = rows[0]!.id
    for (const accountId of this.federation.accountIds)
      await claim(this.db, { accountId, workerId, total: 1000, routine: 1000, secret: TEST_SECRET, now })
  }

  /** Ends the world, and looks once more whether the queue says what its deliveries say. */
  async close(): Promise<void> {
    for (const dispatcher of this.#dispatchers) await dispatcher.stop()
    const wrong = await queueAgainstDeliveries(this.db)
    await this.database.drop()
    expect(wrong).toEqual([])
  }
}

/** Deliveries that wait or are under way and stand in no line of the queue, and lines of deliveries that do neither. */
export async function queueAgainstDeliveries(db: Db): Promise<{ id: number; state: string | null }[]> {
  const { rows } = await sql<{ id: number; state: string | null }>`
    select coalesce(d.id, q.delivery_id) as id, d.state
    from (select * from delivery where state in ('queued', 'sending')) d
    full join delivery_queue q on q.delivery_id = d.id
    where d.id is null or q.delivery_id is null
      or (d.state = 'queued') <> (q.claimed_by is null) or q.due_at <> d.due_at
      or (q.account_id, q.recipient_id, q.urgency, q.valid_until) <> (d.account_id, d.recipient_id, d.urgency, d.valid_until)`.execute(
    db,
  )
  return rows
}
