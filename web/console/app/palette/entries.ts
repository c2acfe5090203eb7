import type { SearchReply } from '../../../../src/contract/search.ts'
import { dateText } from '../dates.ts'
import { fold } from '../fold.ts'
import type { Translate } from '../i18n.ts'

export const KINDS = ['screen', 'directive', 'unit', 'person', 'group', 'list'] as const
export type Kind = (typeof KINDS)[number]

/** One line of the palette and where it leads. */
export interface Entry {
  readonly kind: Kind
  /** Unique in the palette. */
  readonly key: string
  readonly label: string
  readonly detail: string
  readonly to: string
  readonly search?: Readonly<Record<string, string>>
}

/** What is worth a word: that a directive was sent is the rule. */
const SAID: ReadonlySet<string> = new Set(['draft', 'held', 'sending', 'stopped', 'closed'])

const joined = (...parts: (string | null | undefined | false)[]): string => parts.filter(Boolean).join(' · ')

/** What the server found, as lines: each kind keeps the order of its rank. */
export function entriesOf(found: SearchReply, t: Translate): Entry[] {
  return [
    ...found.directives.map(
      (one): Entry => ({
        kind: 'directive',
        key: `directive-${one.id}`,
        label: one.title || t('directives.untitled', { kind: one.kindName }),
        detail: joined(
          one.kindName,
          one.reference,
          SAID.has(one.state) && t(`directives.is.${one.state}`),
          one.issuedAt && dateText(one.issuedAt),
        ),
        to: one.state === 'draft' ? `/directives/${one.id}/compose` : `/directives/${one.id}`,
      }),
    ),
    ...found.units.map(
      (one): Entry => ({
        kind: 'unit',
        key: `unit-${one.id}`,
        label: one.name,
        detail: joined(one.area, one.code),
        to: `/units/${one.id}`,
      }),
    ),
    ...found.people.map(
      (one): Entry => ({
        kind: 'person',
        key: `person-${one.id}`,
        label: one.name,
        detail: joined(one.position, one.unitName) || t('groups.no_post'),
        to: `/people/${one.id}`,
      }),
    ),
    ...found.groups.map(
      (one): Entry => ({
        kind: 'group',
        key: `group-${one.id}`,
        label: one.name,
        detail: joined(t(`groups.platform.${one.platform}`), t('groups.count', { count: one.members })),
        to: `/groups/${one.id}`,
      }),
    ),
  ]
}

/** How well a line answers: 0 its very name or somebody's given name, 1 its beginning, 2 words somewhere. */
function fitOf({ kind, label, detail }: Entry, typed: string): number {
  const name = fold(label)
  if (name === typed || (kind === 'person' && name.endsWith(` ${typed}`))) return 0
  if (kind === 'directive' && /\d/.test(typed) && fold(detail).includes(typed)) return 0
  return name.startsWith(typed) ? 1 : 2
}

/** The kinds of what was found, the one with the best answer first; equal ones in the order of KINDS. */
export function kindsByFit(entries: readonly Entry[], typed: string): readonly Kind[] {
  const asked = fold(typed)
  const best = (kind: Kind): number =>
    Math.min(3, ...entries.filter((entry) => entry.kind === kind).map((entry) => fitOf(entry, asked)))
  return KINDS.map((kind) => ({ kind, fit: best(kind) }))
    .sort((a, b) => a.fit - b.fit)
    .map(({ kind }) => kind)
}

const KEPT = 8
const shelf = (staffId: number): string => `loa.recent.${staffId}`

/**
 * What was gone to last, newest first. Kept in the tab alone: names of people do not stay behind in the browser of an
 * office machine.
 */
export function recent(staffId: number): Entry[] {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(shelf(staffId)) ?? '[]')
    return Array.isArray(kept)
      ? (kept as Entry[]).filter((one) => KINDS.includes(one.kind)).slice(0, KEPT)
      : []
  } catch {
    // No storage, or not ours.
    return []
  }
}

export function remember(staffId: number, entry: Entry): void {
  const kept = [entry, ...recent(staffId).filter((one) => one.key !== entry.key)].slice(0, KEPT)
  try {
    sessionStorage.setItem(shelf(staffId), JSON.stringify(kept))
  } catch {
    // Without storage nothing is remembered.
  }
}
