import type { Db } from '../../../db/client.ts'
import type { UnitDetail } from '../../contract/board.ts'
import { CHAT_NAMES } from '../../contract/contact.ts'
import type { Translate } from '../../kernel/i18n.ts'
import { nationalPhone } from '../../kernel/phone.ts'
import { unitCell } from './snapshot.ts'
import { type DetailPersonRow, type TimelineRow, timelineRows, unitPeople } from './timeline-rows.ts'

/** One unit and one directive: its people, how to reach them, and everything that happened, in sentences. */
export async function unitDetail(
  db: Db,
  directiveId: number,
  targetId: number,
  now: Date,
  t: Translate,
): Promise<UnitDetail | null> {
  const cell = await unitCell(db, directiveId, targetId, now)
  if (!cell) return null
  const people = await unitPeople(db, directiveId, targetId)
  const rows = await timelineRows(db, directiveId, targetId)
  return {
    cell,
    people: people.map((person) => personOf(person, t)),
    timeline: rows.map((row) => ({
      at: row.at.toISOString(),
      kind: row.kind,
      text: sentence(row, t),
      person: row.person,
      providerId: row.providerId,
      providerCode: row.providerCode,
    })),
  }
}

function sentence(row: TimelineRow, t: Translate): string {
  const words = t(`timeline.${row.sentence}`, {
    person: row.person ?? t('timeline.nobody'),
    staff: row.staff ?? t('timeline.nobody'),
    channel: row.channel && t(`timeline.channel.${row.channel}`),
    reason: row.kind === 'attempt' ? t(`timeline.reason.${row.reason ?? 'unknown'}`) : null,
    note: row.note,
  })
  const hasOwnPlace =
    row.sentence === 'question' ||
    row.sentence === 'answer' ||
    row.sentence === 'delegated' ||
    row.sentence === 'replaced'
  return row.note && !hasOwnPlace ? t('timeline.with_note', { sentence: words, note: row.note }) : words
}

const CALLED: ReadonlySet<string> = new Set(['sms', 'phone'])

function personOf(person: DetailPersonRow, t: Translate): UnitDetail['people'][number] {
  const why = person.left ? 'left' : person.disowned ? 'disowned' : person.stage === 0 ? person.problem : null
  return {
    recipientId: person.recipientId,
    name: person.name,
    position: person.position,
    stage: person.stage,
    problem: person.problem,
    why: why && t(`timeline.why.${why}`),
    contacts: (person.contacts ?? []).map(({ address, ...contact }) => ({
      ...contact,
      // A user id of a chat says nothing to a person.
      display: CALLED.has(contact.channel)
        ? nationalPhone(address)
        : (CHAT_NAMES[contact.channel] ?? address),
      tel: CALLED.has(contact.channel) ? address : null,
    })),
  }
}
