import type { Db } from '../../../db/client.ts'
import type { ChannelReach, UnitEvent, UnitOfficer, UnitProfile } from '../../contract/units.ts'
import { localDay } from '../../kernel/dates.ts'
import type { Locale, Translate } from '../../kernel/i18n.ts'
import { nationalPhone } from '../../kernel/phone.ts'
import { unitAnswers, unitResponsiveness } from './answers.ts'
import {
  formerOfficers,
  type OfficerRow,
  unitEvents,
  unitFacts,
  unitHeadcounts,
  unitOfficers,
} from './profile-rows.ts'
import { type PointReach, reachByChannel, reachOfPoint, reachOfUnit } from './reach.ts'

const CALLED: ReadonlySet<string> = new Set(['sms', 'phone'])

/**
 * Everything that the page of a unit says, for readers who see the unit; null for others. Some ten statements, each by
 * index: their number does not grow with the tree.
 */
export async function unitProfile(
  db: Db,
  id: number,
  { now, locale, t }: { now: Date; locale: Locale; t: Translate },
): Promise<UnitProfile | null> {
  const day = { on: localDay(now), isToday: true, locale }
  const facts = await unitFacts(db, id, day)
  if (!facts) return null
  const officers = await unitOfficers(db, id, day, now)
  const events = await unitEvents(db, id)
  const points = officers.filter((one) => one.contactOrder !== null).flatMap((one) => one.points ?? [])
  return {
    ...facts,
    reach: reachOfUnit(officers.length, points),
    channels: reachByChannel(points).map((one) => ({ channel: one.channel, ...spoken(one, t) })),
    officers: officers.map((one) => officerOf(one, t)),
    formerOfficers: await formerOfficers(db, id, day),
    sharedPhones: sharedPhones(officers),
    headcounts: await unitHeadcounts(db, id),
    answers: await unitAnswers(db, id, now),
    responsiveness: await unitResponsiveness(db, id),
    events,
    successors: facts.validTo === null ? [] : successorsOf(id, events),
  }
}

const spoken = (
  { state, at, reason }: PointReach,
  t: Translate,
): Pick<ChannelReach, 'state' | 'at' | 'reason'> => ({
  state,
  at: at === null ? null : new Date(at).toISOString(),
  reason:
    reason === null ? null : t(`timeline.reason.${reason}`, { defaultValue: t('timeline.reason.unknown') }),
})

function officerOf({ points, ...officer }: OfficerRow, t: Translate): UnitOfficer {
  return {
    ...officer,
    contacts: (points ?? []).map((point) => ({
      id: point.id,
      channel: point.channel,
      // A user id of a provider says nothing to a person.
      display: displayed(point, t),
      tel: CALLED.has(point.channel) ? point.address : null,
      shared: point.shared,
      verified: point.verified,
      ...spoken(reachOfPoint(point), t),
    })),
  }
}

const displayed = (
  { channel, address }: { channel: ChannelReach['channel']; address: string },
  t: Translate,
): string => {
  if (CALLED.has(channel)) return nationalPhone(address)
  return channel === 'email' ? address : t(`follow.channel.${channel}`)
}

function sharedPhones(officers: readonly OfficerRow[]): UnitProfile['sharedPhones'] {
  const found = new Map<string, string[]>()
  for (const { name, points } of officers)
    for (const { channel, address, shared } of points ?? [])
      if (shared && CALLED.has(channel)) {
        const people = found.get(address) ?? []
        if (!people.includes(name)) people.push(name)
        found.set(address, people)
      }
  return [...found].map(([tel, people]) => ({ tel, display: nationalPhone(tel), people }))
}

/** Whom the decision that ended a unit names in its place. */
function successorsOf(id: number, events: readonly UnitEvent[]): { id: number; name: string }[] {
  const end = events.find(
    (event) => event.role === 'predecessor' && event.state === 'applied' && event.kind !== 'move',
  )
  return (end?.successors ?? []).filter((unit) => unit.id !== id)
}
