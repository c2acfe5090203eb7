import type { Translate } from '../app/i18n.ts'

/** «Cần đồng chí … duyệt»: who could be the second person. */
export function approversText(t: Translate, names: readonly string[]): string {
  if (names.length === 0) return t('approval.nobody')
  return t(names.length === 1 ? 'approval.approvers' : 'approval.approvers_many', { names: names.join(', ') })
}
