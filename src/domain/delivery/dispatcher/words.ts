import type { Db } from '../../../../db/client.ts'
import type { Translate } from '../../../kernel/i18n.ts'
import type { MessageContent } from '../../channel/index.ts'
import { prepareMessage } from '../../directive/message/index.ts'
import type { Claimed } from './claim-store.ts'
import { messageFrame } from './words-store.ts'

type Address = ReturnType<typeof prepareMessage>
/** What the words of a message depend on. */
type Addressed = Omit<Claimed, 'contactStale'>

/** Prepared messages kept at once: as many directives as are being sent at the same time, with room. */
const KEPT = 200

/** Composes what claimed messages say. What is the same for every recipient is read and prepared once. */
export class Words {
  readonly #db: Db
  readonly #publicUrl: string
  readonly #secret: string
  readonly #t: Translate
  readonly #prepared = new Map<string, Promise<{ address: Address; acknowledge: boolean }>>()

  constructor(deps: {
    readonly db: Db
    readonly publicUrl: string
    readonly secret: string
    readonly t: Translate
  }) {
    this.#db = deps.db
    this.#publicUrl = deps.publicUrl
    this.#secret = deps.secret
    this.#t = deps.t
  }

  async of(message: Addressed): Promise<MessageContent> {
    const { address, acknowledge } = await this.#frameOf(message)
    return address({
      person: { name: message.personName, salutation: message.salutation, unitName: message.unitName },
      link: `${this.#publicUrl}/x/${message.token}`,
      ackPayload: acknowledge ? `#ack_${message.token}` : null,
    })
  }

  #frameOf(message: Addressed): Promise<{ address: Address; acknowledge: boolean }> {
    const { directiveId, purpose, purposeRef } = message
    // A draft still changes between two test sendings; whatever is issued does not (invariant 8).
    // A code is one person's, and is not kept in memory longer than its sending takes.
    if (purpose === 'test' || purpose === 'code') return this.#prepare(message)
    const key = `${directiveId}:${purpose}:${purpose === 'answer' ? purposeRef : ''}`
    let prepared = this.#prepared.get(key)
    if (!prepared) {
      prepared = this.#prepare(message)
      this.#prepared.set(key, prepared)
      prepared.catch(() => this.#prepared.delete(key))
      const oldest = this.#prepared.keys().next().value
      if (this.#prepared.size > KEPT && oldest !== undefined) this.#prepared.delete(oldest)
    }
    return prepared
  }

  async #prepare(message: Addressed): Promise<{ address: Address; acknowledge: boolean }> {
    const frame = await messageFrame(this.#db, message, this.#secret)
    return { address: prepareMessage(frame, this.#t), acknowledge: frame.directive.acknowledge }
  }
}
