import type { z } from 'zod'
import type { Urgency } from '../../../contract/common.ts'
import type { MessageClass } from '../../../contract/directive.ts'

/**
 * What a message is composed from. `composeMessage(input, words)` in ./compose.ts is pure; the dispatcher and the
 * composer's previews call the same function, so that a preview cannot lie.
 */
export interface MessageInput {
  readonly purpose:
    | 'issue'
    | 'nudge'
    | 'escalation'
    | 'answer'
    | 'link'
    | 'delegation'
    | 'replacement'
    | 'code'
    | 'test'
  readonly directive: {
    readonly kindName: string
    readonly reference: string | null
    readonly urgency: Urgency
    readonly messageClass: z.infer<typeof MessageClass>
    readonly isDrill: boolean
    readonly title: string
    readonly actions: readonly string[]
    readonly body: string
    readonly overrides: {
      readonly zalo?: string | undefined
      readonly sms?: string | undefined
      readonly emailSubject?: string | undefined
    }
    readonly smsUnaccented: boolean
    readonly acknowledge: boolean
    readonly acknowledgeBefore: Date | null
    readonly issuerName: string
    readonly issuedAt: Date | null
    readonly attachmentNames: readonly string[]
    /** The document that this one replaces, corrects or recalls. */
    readonly replaces: {
      readonly relation: 'replaces' | 'corrects' | 'recalls'
      readonly reference: string
    } | null
  }
  readonly person: {
    readonly name: string
    readonly salutation: string | null
    readonly unitName: string | null
  }
  /** The personal page, e.g. https://loa.example/x/7F3K…; in a preview a link of the same length. */
  readonly link: string
  /** Payload of the acknowledging button inside a chat, or null when the directive asks for none. */
  readonly ackPayload: string | null
  /** For purpose «answer»: the question and its answer. */
  readonly answer?: { readonly question: string; readonly answer: string }
  /** For purpose «code»: six digits that a further phone of the person proves itself by. */
  readonly code?: string
  readonly locale: 'vi' | 'en'
}
