import type { Answer } from './rules.ts'

/** One press of «Xác nhận đã nhận» or «Không thuộc đối tượng», wherever it was pressed. */
export interface Press {
  readonly recipientId: number
  readonly answer: Answer
  readonly via: 'page' | 'button' | 'reply'
  /** Why the directive does not concern the unit. */
  readonly note?: string | null
  /** Had the full text been unfolded? Null when the page could not tell. */
  readonly textOpened?: boolean | null
  /** The phone it was pressed on: SHA-256 of its cookie. Null inside a chat, which proves its writer by itself. */
  readonly deviceHash?: Buffer | null
}

/** What the officer may show: the standing acknowledgement, whether it was pressed now or before. */
export interface Receipt {
  readonly kind: 'receipt'
  readonly acknowledgementId: number
  /** Null: recorded by telephone for the unit, without naming an officer. */
  readonly recipientId: number | null
  readonly directiveId: number
  readonly targetId: number | null
  /** «XN-7K2F9Q» */
  readonly code: string
  readonly answer: Answer
  readonly at: Date
  readonly isLate: boolean
  /** Pressed on a further phone that nobody has checked yet. */
  readonly unverified: boolean
  /** It stood already: this press changed nothing. */
  readonly repeated: boolean
}

/**
 * `not_asked`: the directive wants no acknowledgement. `code_needed`: the phone is a further one of this person and must
 * prove itself first; nothing was recorded. `unknown`: there is no such recipient.
 */
export type Acknowledged =
  | Receipt
  | { readonly kind: 'not_asked' | 'code_needed' | 'unknown'; readonly recipientId: number }
