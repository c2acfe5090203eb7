import type { Directive, DraftContent } from '../../../contract/directive.ts'
import type { Translate } from '../../../kernel/i18n.ts'

/**
 * Wrong content is replaced by a document of equal form; wrong form is corrected; what was issued without right or must
 * not be carried out is recalled (Decree 30/2020, art. 18).
 */
export type Relation = 'replaces' | 'corrects' | 'recalls'

/** The words to begin with, and exactly the units, people and groups that got the old text. */
export function correctionOf(
  old: Directive,
  relation: Relation,
  groups: number[],
  t: Translate,
): Pick<DraftContent, 'title' | 'actions' | 'body' | 'overrides' | 'audience'> {
  const name = `${old.kindName} ${old.reference}`
  const lead = t(`message.correction.${relation}.lead`, { name, issuer: old.issuerName })
  // What is recalled is not said again: its orders would stand beside the word that they do not hold.
  const isRecall = relation === 'recalls'
  return {
    title: t(`message.correction.${relation}.title`, { name, title: old.title }).slice(0, 500),
    actions: isRecall
      ? [t('message.correction.recalls.stop', { name }), t('message.correction.recalls.tell', { name })]
      : old.actions,
    body: isRecall ? lead : `${lead}\n\n${old.body}`.trim(),
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
