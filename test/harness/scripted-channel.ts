import type { ChannelCapabilities, OutgoingMessage, SendOutcome } from '../../src/domain/channel/index.ts'
import type { OpenAccount } from '../../src/domain/delivery/index.ts'

/** A channel whose answers a test writes: it remembers every message that really left, repetitions included. */
export interface ScriptedChannel extends OpenAccount {
  readonly sent: OutgoingMessage[]
  /** What the next sendings answer; called once a sending, after it was remembered. */
  answer: (message: OutgoingMessage, count: number) => SendOutcome | Promise<SendOutcome>
  reconciled: (message: OutgoingMessage) => 'accepted' | 'not_sent' | 'unknown'
}

export function scriptedChannel(capabilities: Partial<ChannelCapabilities> = {}): ScriptedChannel {
  const sent: OutgoingMessage[] = []
  const scripted: ScriptedChannel = {
    sent,
    capabilities: {
      reportsDelivered: true,
      reportsSeen: true,
      deduplicatesForMs: 0,
      reconciles: false,
      ratePerMinute: 60_000,
      burst: 1_000,
      concurrency: 8,
      maxTextLength: 2_000,
      ...capabilities,
    },
    answer: (_message, count) => ({ kind: 'accepted', providerMessageId: `m${count}` }),
    reconciled: () => 'unknown',
    async send(message) {
      sent.push(message)
      return scripted.answer(message, sent.length)
    },
    async reconcile(message) {
      return scripted.reconciled(message)
    },
    async close() {},
  }
  return scripted
}
