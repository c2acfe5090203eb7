import { ContactChannel } from '../../contract/contact.ts'
import type { ChannelReach, UnitReach } from '../../contract/units.ts'

/** A contact point as the rows have it; times are ISO text because the rows travel as JSON. */
export interface PointRow {
  readonly id: number
  readonly channel: ChannelReach['channel']
  readonly state: string
  readonly lastSuccessAt: string | null
  readonly lastFailureAt: string | null
  readonly reason: string | null
  readonly invalidSince: string | null
}

export interface PointReach {
  readonly state: ChannelReach['state']
  readonly at: string | null
  readonly reason: string | null
}

const time = (at: string | null): number => (at === null ? Number.NEGATIVE_INFINITY : Date.parse(at))

/** How one address stands: what happened last decides. A failure that was followed by a success is over. */
export function reachOfPoint(point: PointRow): PointReach {
  if (point.state !== 'ok')
    return {
      state: 'closed',
      at: point.invalidSince ?? point.lastFailureAt,
      reason: point.state === 'invalid' ? (point.reason ?? 'invalid_address') : point.state,
    }
  if (point.lastFailureAt !== null && time(point.lastFailureAt) > time(point.lastSuccessAt))
    return { state: 'failing', at: point.lastFailureAt, reason: point.reason }
  return {
    state: point.lastSuccessAt === null ? 'untried' : 'works',
    at: point.lastSuccessAt,
    reason: null,
  }
}

const ORDER = ['works', 'untried', 'failing', 'closed'] as const

/** One line a channel: the best of its addresses; of those that work the latest, of those that fail the first to fail. */
export function reachByChannel(points: readonly PointRow[]): (PointReach & Pick<ChannelReach, 'channel'>)[] {
  return ContactChannel.options.flatMap((channel) => {
    const found = points.filter((point) => point.channel === channel).map(reachOfPoint)
    const state = ORDER.find((one) => found.some((point) => point.state === one))
    if (!state) return []
    const later = state === 'works'
    const [best] = found
      .filter((point) => point.state === state)
      .sort((a, b) => (later ? time(b.at) - time(a.at) : time(a.at) - time(b.at)))
    return [{ channel, ...best! }]
  })
}

/** A landline is called and never written to: it does not make a unit reachable. */
export function reachOfUnit(officers: number, points: readonly PointRow[]): UnitReach {
  if (officers === 0) return 'nobody'
  const states = points.filter((point) => point.channel !== 'phone').map((point) => reachOfPoint(point).state)
  if (states.includes('works')) return 'ok'
  if (states.includes('untried')) return 'untried'
  return states.includes('failing') ? 'failing' : 'none'
}
