import type { Db } from '../../../../db/client.ts'
import type { Directive, IssueCheck } from '../../../contract/directive.ts'
import { localDay, localParts } from '../../../kernel/dates.ts'
import { notFound } from '../../../kernel/errors.ts'
import type { Translate } from '../../../kernel/i18n.ts'
import { findDirective, nextNumber } from '../draft/store.ts'
import type { MessageFrame } from '../message/frame.ts'
import { buildFrame, ownWords } from '../message/frame.ts'
import { prepareMessage } from '../message/index.ts'
import { referenceOf, symbolOf } from '../reference.ts'
import { holdFrom, mayOverrideQuietHours, urgencyPolicy } from '../urgency.ts'
import { type IssueFault, issueFaults, typedNumberFor } from './rules.ts'
import { audienceFacts, duplicateWithinDay, frozenFacts, ownerOf, smsPrice } from './store.ts'

export interface CheckContext {
  readonly now: Date
  readonly publicUrl: string
  /** Words of the messages: Vietnamese, whatever the reader's own language. */
  readonly words: Translate
  /** The audience stands in target and recipient rows already: the issue counts what it froze. */
  readonly frozen?: boolean
}

export type CheckResult = Omit<IssueCheck, 'faults' | 'keptUntil'> & {
  readonly faults: readonly IssueFault[]
  readonly keptUntil: Date | null
}

/** A link as long as a real one: lengths and SMS parts are true. */
export const sampleLink = (publicUrl: string): string => `${publicUrl}/x/${'X'.repeat(22)}`

/** A directive as its messages are composed from it. `reference`: given, or the one that the register would give next. */
export function frameOf(
  directive: Directive,
  reference: string | null,
  purpose: MessageFrame['purpose'] = 'issue',
): MessageFrame {
  return {
    purpose,
    directive: {
      kindName: directive.kindName,
      reference,
      urgency: directive.urgency,
      messageClass: directive.messageClass,
      isDrill: directive.isDrill,
      title: directive.title,
      actions: directive.actions,
      body: directive.body,
      overrides: directive.overrides,
      smsUnaccented: directive.smsUnaccented,
      acknowledge: directive.acknowledge,
      acknowledgeBefore: directive.acknowledgeBefore ? new Date(directive.acknowledgeBefore) : null,
      issuerName: directive.issuerName,
      issuedAt: directive.issuedAt ? new Date(directive.issuedAt) : null,
      attachmentNames: directive.attachments.map((file) => file.fileName),
      replaces: directive.replaces?.reference
        ? { relation: directive.replaces.relation, reference: directive.replaces.reference }
        : null,
    },
    locale: 'vi',
  }
}

export async function expectedReference(
  db: Db,
  directive: Directive,
  unitId: number,
  now: Date,
): Promise<string | null> {
  if (directive.reference) return directive.reference
  const { number, abbreviation, unitSymbol } = await nextNumber(
    db,
    unitId,
    directive.kind,
    localParts(now).year,
  )
  return unitSymbol === null ? null : referenceOf(number, symbolOf(abbreviation, unitSymbol))
}

/** What stands between this draft and its issue at `now`: the check page shows it, the issue refuses by it. */
export async function checkForIssue(db: Db, id: number, context: CheckContext): Promise<CheckResult> {
  const directive = await findDirective(db, id, 'vi')
  const owner = await ownerOf(db, id)
  if (!directive || !owner) throw notFound('directive')
  const { now } = context
  const on = localDay(now)
  const { ownerUnitId } = owner
  const choice = { id, ownerUnitId, audience: directive.audience, frozen: context.frozen === true }
  const audience = choice.frozen
    ? await frozenFacts(db, id)
    : await audienceFacts(db, ownerUnitId, directive.audience, on, directive.messageClass)
  const duplicateOf = await duplicateWithinDay(db, choice, on, now)
  const price = await smsPrice(db, ownerUnitId)
  const frame = frameOf(directive, await expectedReference(db, directive, ownerUnitId, now))
  const { sms } = prepareMessage(
    frame,
    context.words,
  )({
    person: { name: '', salutation: null, unitName: null },
    link: sampleLink(context.publicUrl),
    ackPayload: null,
  })
  const built = buildFrame(frame, context.words)
  const zaloWords = ownWords(built, directive.overrides.zalo)
  const facts = {
    title: directive.title,
    actions: directive.actions,
    body: directive.body,
    urgency: directive.urgency,
    messageClass: directive.messageClass,
    isDrill: directive.isDrill,
    isPrivate: owner.isPrivate,
    acknowledge: directive.acknowledge,
    acknowledgeBefore: frame.directive.acknowledgeBefore,
    validUntil: owner.validUntil,
    ...audience,
    smsParts: sms.parts,
    zaloOverrideLength: zaloWords === '' ? 0 : built.tags.length + zaloWords.length,
    duplicateOf: duplicateOf?.reference ?? null,
    attachments: directive.attachments,
  }
  return {
    faults: issueFaults(facts, now),
    typedNumber: typedNumberFor(directive.urgency, audience.units),
    units: audience.units,
    people: audience.people,
    duplicateOf,
    cost: {
      smsParts: sms.parts,
      smsPeople: audience.smsPeople,
      total: Math.round(sms.parts * audience.smsPeople * price),
      currency: 'VND',
    },
    holdSeconds: urgencyPolicy(directive.urgency).holdSeconds,
    keptUntil: holdFrom(directive.urgency, now).quietUntil,
    mayLeaveNow: mayOverrideQuietHours(directive.urgency),
  }
}
