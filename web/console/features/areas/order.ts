import type { AreaOrder, AreaShare } from '../../../../src/contract/area.ts'

/** What one old area became; `to` is an id, «+name» of a new one, or not chosen yet. */
export interface PairDraft {
  fromId: number
  to: string
  share: AreaShare
}

/** One new area a line; a name that stands twice is one. */
export const namesOf = (text: string): string[] => [
  ...new Set(
    text
      .split('\n')
      .map((line) => line.normalize('NFC').replace(/\s+/g, ' ').trim())
      .filter((line) => line !== ''),
  ),
]

export const pairsOf = (drafts: readonly PairDraft[]): AreaOrder['pairs'] =>
  drafts
    .filter((draft) => draft.to !== '')
    .map(({ fromId, to, share }) => ({
      fromId,
      share,
      to: to.startsWith('+') ? { name: to.slice(1) } : { areaId: Number(to) },
    }))
