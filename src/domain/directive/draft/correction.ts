import type { Directive, DraftContent } from '../../../contract/directive.ts'
import type { Translate } from '../../../kernel/i18n.ts'

/** Wrong content is replaced by a document of equal form; wrong form is corrected (Decree 30/2020, art. 18.3). */
export type Relation = 'replaces' | 'corrects'

/** The words to begin with, and exactly the units, people and groups that got the old text. */
export function correctionOf(
  old: Directive,
  relation: Relation,
  groups: number[],
  t: Translate,
): Pick<DraftContent, 'title' | 'body' | 'overrides' | 'audience'> {
  const name = `${old.kindName} ${old.reference}`
  return {
    title: t(`message.correction.${relation}.title`, { name, title: old.title }).slice(0, 500),
    body: `${t(`message.correction.${relation}.lead`, { name, issuer: old.issuerName })}\n\n${old.body}`.trim(),
    // Words for one channel belong to the old text: sending them again would repeat the mistake.
    overrides: {},
    audience: {
      lines: [{ recipientsOf: old.id }],
      positions: [],
      excludeUnits: [],
      excludePersons: [],
      groupPosts: groups,
    },
  }
}
