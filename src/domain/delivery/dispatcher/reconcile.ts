import type { Db } from '../../../../db/client.ts'
import { addMs } from '../../../kernel/clock.ts'
import { derivedToken } from '../../../kernel/ids.ts'
import { asUrgency } from '../../directive/index.ts'
import { deliveryKey } from '../receipt/rules.ts'
import type { DispatcherDeps } from './dispatcher.ts'
import type { OpenAccount } from './lane.ts'
import { dueForReconciling, settleReconciled } from './settle-store.ts'
import type { Words } from './words.ts'

const BATCH = 20
const AGAIN_MS = 20_000

/**
 * Asks providers that can be asked what became of requests without an answer. «Not taken» puts the message back into
 * the queue of the same channel, which is then no repetition; anything else leaves it «unknown» (invariant 4).
 */
export class Reconciler {
  readonly #deps: DispatcherDeps
  readonly #accounts: ReadonlyMap<number, OpenAccount>
  readonly #words: Words

  constructor(deps: DispatcherDeps, accounts: ReadonlyMap<number, OpenAccount>, words: Words) {
    this.#deps = deps
    this.#accounts = accounts
    this.#words = words
  }

  async run(): Promise<void> {
    for (const [accountId, account] of this.#accounts) {
      if (!account.capabilities.reconciles || !account.reconcile) continue
      await this.#ask(this.#deps.db, accountId, account.reconcile.bind(account))
    }
  }

  async #ask(db: Db, accountId: number, reconcile: NonNullable<OpenAccount['reconcile']>): Promise<void> {
    const { clock, secret, log } = this.#deps
    const now = clock.now()
    const due = await dueForReconciling(db, accountId, BATCH, now, addMs(now, AGAIN_MS))
    const answers = await Promise.all(
      due.map(async ({ sentAt, ...row }) => {
        const message = {
          ...row,
          token: derivedToken(secret, `link:${row.recipientId}:${row.linkGeneration}`),
        }
        try {
          const answer = await reconcile(
            {
              key: deliveryKey(message.id, message.createdAt),
              address: message.address,
              recipientName: message.personName,
              urgency: asUrgency(message.urgency),
              windowUntil: message.windowUntil,
              content: await this.#words.of(message),
            },
            sentAt,
          )
          return { id: row.id, answer }
        } catch (error) {
          log.warn({ delivery: row.id, error: (error as Error).name }, 'provider could not be asked')
          return { id: row.id, answer: 'unknown' as const }
        }
      }),
    )
    await settleReconciled(
      db,
      answers.filter((one) => one.answer !== 'unknown'),
      clock.now(),
    )
  }
}
