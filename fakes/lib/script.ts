import { seededRandom } from './chance.ts'

/** How one send ends. `accepted` inside an ambiguous one is what the fake knows and the sender cannot see. */
export type Outcome =
  | { readonly kind: 'accept' }
  | { readonly kind: 'refuse'; readonly code: string }
  /** Accepted; the receipt then says that it never arrived (SMS). */
  | { readonly kind: 'undelivered' }
  | {
      readonly kind: 'ambiguous'
      readonly how: 'cut' | 'late' | 'http_500' | 'not_json'
      readonly accepted: boolean
    }

/** Switches of a running fake; `/__control` shows and changes them. Shares are between 0 and 1. */
export interface Knobs {
  /** Every answer is so much later. */
  latencyMs: number
  /** Share of sends that are refused with `errorCode`. */
  errorShare: number
  errorCode: string
  /** Share of sends that are taken, and the connection is cut instead of an answer. */
  lostAnswerShare: number
  /** Share of sends that are not taken, and the connection is cut all the same. */
  lostRequestShare: number
  /** «late» answers come after this time. */
  lateMs: number
  receipts: 'on' | 'off'
  /** Receipts leave this long after the acceptance. */
  receiptDelayMs: number
  /** Share of receipts that come twice, byte for byte. */
  duplicateReceiptShare: number
  /** The receipt is posted, and answered, while the send call is still open. */
  receiptBeforeAnswer: boolean
  /** Sends per minute; more are refused in the provider's way. */
  ratePerMinute: number
  /** Keep what was received; off while measuring. */
  record: boolean
}

export const defaultKnobs = (): Knobs => ({
  latencyMs: 0,
  errorShare: 0,
  errorCode: '',
  lostAnswerShare: 0,
  lostRequestShare: 0,
  lateMs: 15_000,
  receipts: 'on',
  receiptDelayMs: 400,
  duplicateReceiptShare: 0,
  receiptBeforeAnswer: false,
  ratePerMinute: 4_000,
  record: true,
})

/** Counters of what really happened: a double send is visible here. */
export interface Counters {
  requests: number
  accepted: number
  refused: number
  ambiguous: number
  receiptsSent: number
  receiptsRefused: number
  tokenRenewals: number
}

/** Who gets which outcome: the next calls first, then the address, then the shares. */
export class Script {
  readonly knobs: Knobs
  readonly counters: Counters = {
    requests: 0,
    accepted: 0,
    refused: 0,
    ambiguous: 0,
    receiptsSent: 0,
    receiptsRefused: 0,
    tokenRenewals: 0,
  }
  readonly byAddress = new Map<string, Outcome>()
  /** Messages taken, per address: more than one for one message is a double send. */
  readonly takenByAddress = new Map<string, number>()
  readonly next: Outcome[] = []
  /** Asked when no script names the address; used by the demo's people. */
  habit: ((address: string) => Outcome | null) | null = null
  readonly random: () => number

  constructor(knobs: Partial<Knobs> = {}, seed = 20210905) {
    this.knobs = { ...defaultKnobs(), ...knobs }
    this.random = seededRandom(seed)
  }

  decide(address: string): Outcome {
    const { knobs } = this
    const scripted = this.next.shift() ?? this.byAddress.get(address) ?? this.habit?.(address)
    if (scripted) return scripted
    if (knobs.errorShare > 0 && this.random() < knobs.errorShare)
      return { kind: 'refuse', code: knobs.errorCode }
    if (knobs.lostAnswerShare > 0 && this.random() < knobs.lostAnswerShare)
      return { kind: 'ambiguous', how: 'cut', accepted: true }
    if (knobs.lostRequestShare > 0 && this.random() < knobs.lostRequestShare)
      return { kind: 'ambiguous', how: 'cut', accepted: false }
    return ACCEPT
  }

  taken(address: string): void {
    this.counters.accepted++
    if (this.knobs.record) this.takenByAddress.set(address, (this.takenByAddress.get(address) ?? 0) + 1)
  }
}

const ACCEPT: Outcome = { kind: 'accept' }
