import type {
  DuplicateAnswer,
  EventKind,
  EventOrder,
  NewUnit,
  UnitChoice,
} from '../../../../src/contract/organisation.ts'

/** A unit that is being described. */
export interface UnitDraft {
  name: string
  typeCode: string
  parent: UnitChoice[]
  sectorCode: string
  areaId: string
  symbol: string
  placeName: string
}

export const emptyUnit = (): UnitDraft => ({
  name: '',
  typeCode: '',
  parent: [],
  sectorCode: '',
  areaId: '',
  symbol: '',
  placeName: '',
})

/** What the form holds, whatever the kind; each kind reads what it needs. */
export interface OrderDraft {
  kind: EventKind
  number: string
  date: string | null
  effectiveOn: string | null
  note: string
  /** Units that end, move, are split or renamed. */
  units: UnitChoice[]
  to: UnitChoice[]
  intoNew: boolean
  parts: UnitDraft[]
  keepsGoing: boolean
  /** Who goes to which part of a split: its place among the parts, or «none». Who is not here goes where they would anyway. */
  placing: Readonly<Record<number, number | 'none'>>
  /** Officers of the unit that is split, as the form shows them. */
  splitOfficers: readonly number[]
  officers: 'carry' | 'end'
  heading: {
    name: string
    shortName: string
    symbol: string
    placeName: string
    letterheadUpper: string
    letterheadOwn: string
  }
}

export const emptyOrder = (kind: EventKind, today: string): OrderDraft => ({
  kind,
  number: '',
  date: today,
  effectiveOn: today,
  note: '',
  units: [],
  to: [],
  intoNew: false,
  parts: [emptyUnit()],
  keepsGoing: false,
  placing: {},
  splitOfficers: [],
  officers: 'carry',
  heading: { name: '', shortName: '', symbol: '', placeName: '', letterheadUpper: '', letterheadOwn: '' },
})

/** Where an officer goes while nobody has said: stays with a unit that goes on, else to the first part. */
export const placeOf = (draft: OrderDraft, personId: number): number | 'none' =>
  draft.placing[personId] ?? (draft.keepsGoing ? 'none' : 0)

/** Without one of the parts; who was placed there is placed nowhere again. */
export const withoutPart = (draft: OrderDraft, index: number): Partial<OrderDraft> => ({
  parts: draft.parts.filter((_, i) => i !== index),
  placing: Object.fromEntries(
    Object.entries(draft.placing).flatMap(([id, to]) =>
      to === index ? [] : [[id, typeof to === 'number' && to > index ? to - 1 : to]],
    ),
  ),
})

/** The form as it opens: about this unit, or above it what is founded. */
export function startOrder(kind: EventKind, today: string, unit: UnitChoice | undefined): OrderDraft {
  const empty = emptyOrder(kind, today)
  if (!unit) return empty
  return kind === 'found'
    ? { ...empty, parts: [{ ...emptyUnit(), parent: [unit] }] }
    : { ...empty, units: [unit] }
}

const given = (text: string): string | undefined => text.trim() || undefined

function newUnit(draft: UnitDraft, missing: Set<string>): NewUnit {
  if (!given(draft.name)) missing.add('name')
  if (!draft.typeCode) missing.add('type')
  const [parent] = draft.parent
  if (!parent) missing.add('parent')
  return {
    name: draft.name.trim(),
    typeCode: draft.typeCode,
    parentId: parent?.id ?? 0,
    sectorCode: given(draft.sectorCode),
    areaId: Number(draft.areaId) || undefined,
    symbol: given(draft.symbol),
    placeName: given(draft.placeName),
  }
}

/** The order as the API takes it, or the labels of what is still missing (keys below organisation.form). */
export function orderOf(
  draft: OrderDraft,
  duplicates: readonly DuplicateAnswer[],
): { order: EventOrder } | { missing: string[] } {
  const missing = new Set<string>()
  const first = (units: readonly UnitChoice[], label: string): number => {
    if (units.length === 0) missing.add(label)
    return units[0]?.id ?? 0
  }
  const ids = (label: string): number[] => {
    if (draft.units.length === 0) missing.add(label)
    return draft.units.map((unit) => unit.id)
  }
  if (!given(draft.number)) missing.add('number')
  if (!draft.date) missing.add('date')
  if (!draft.effectiveOn) missing.add('effective')
  const common = {
    decision: { number: draft.number.trim(), date: draft.date ?? '' },
    effectiveOn: draft.effectiveOn ?? '',
    note: given(draft.note),
  }
  const order = ((): EventOrder => {
    switch (draft.kind) {
      case 'found':
        return { kind: 'found', ...common, unit: newUnit(draft.parts[0]!, missing) }
      case 'merge':
        return {
          kind: 'merge',
          ...common,
          units: ids('units_end'),
          into: draft.intoNew
            ? { found: newUnit(draft.parts[0]!, missing) }
            : { unitId: first(draft.to, 'receiver') },
          officers: draft.officers,
          duplicates: [...duplicates],
        }
      case 'split':
        return {
          kind: 'split',
          ...common,
          unitId: first(draft.units, 'unit_split'),
          into: draft.parts.map((part) => ({ found: newUnit(part, missing) })),
          keepsGoing: draft.keepsGoing,
          officers: draft.splitOfficers.flatMap((personId) => {
            const into = placeOf(draft, personId)
            return into === 'none' ? [] : [{ personId, into }]
          }),
        }
      case 'move':
        return { kind: 'move', ...common, units: ids('units_move'), toId: first(draft.to, 'to') }
      case 'rename': {
        const { name, ...rest } = draft.heading
        if (!given(name)) missing.add('name')
        return {
          kind: 'rename',
          ...common,
          unitId: first(draft.units, 'unit_rename'),
          name: name.trim(),
          ...Object.fromEntries(
            Object.entries(rest).flatMap(([key, text]) => (given(text) ? [[key, text.trim()]] : [])),
          ),
        }
      }
      case 'dissolve':
      case 'end_activity':
        return { kind: draft.kind, ...common, units: ids('units_end'), toId: draft.to[0]?.id }
      case 'hand_over':
        return {
          kind: 'hand_over',
          ...common,
          fromId: first(draft.units, 'from'),
          toId: first(draft.to, 'receiver'),
        }
    }
  })()
  return missing.size > 0 ? { missing: [...missing] } : { order }
}
