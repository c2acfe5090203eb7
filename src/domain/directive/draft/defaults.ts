import type { Urgency } from '../../../contract/common.ts'
import type { DirectiveKind, DraftContent } from '../../../contract/directive.ts'
import { addMs, minutes } from '../../../kernel/clock.ts'
import { urgencyPolicy } from '../urgency.ts'

type Asked = Pick<DraftContent, 'acknowledge' | 'acknowledgeBefore' | 'escalation'>

const QUARTER_HOUR = minutes(15)

/** What an urgency asks for unless the sender says otherwise: acknowledgement, its deadline, reminders. */
export function urgencyDefaults(urgency: Urgency, acknowledgeByDefault: boolean, now: Date): Asked {
  const policy = urgencyPolicy(urgency)
  const acknowledge = urgency > 0 || acknowledgeByDefault
  return {
    acknowledge,
    acknowledgeBefore:
      acknowledge && policy.acknowledgeWithinMinutes !== null
        ? nextQuarter(addMs(now, minutes(policy.acknowledgeWithinMinutes))).toISOString()
        : null,
    escalation: acknowledge ? [...policy.escalation] : [],
  }
}

/** A kind brings its class of message and its urgency, and with the urgency its defaults. */
export function kindDefaults(
  kind: DirectiveKind,
  now: Date,
): Asked & Pick<DraftContent, 'kind' | 'urgency' | 'messageClass'> {
  return {
    kind: kind.code,
    urgency: kind.defaultUrgency,
    messageClass: kind.messageClass,
    ...urgencyDefaults(kind.defaultUrgency, kind.acknowledgeByDefault, now),
  }
}

/** Deadlines are said as full quarters of an hour: «trước 11 giờ 00», not 10:53. */
const nextQuarter = (at: Date): Date => new Date(Math.ceil(at.getTime() / QUARTER_HOUR) * QUARTER_HOUR)
