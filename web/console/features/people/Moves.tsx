import type { HandOverPlan } from '../../../../src/contract/people.ts'
import { useT } from '../../app/i18n.ts'
import classes from './people.module.css'

interface MovesProps {
  plan: HandOverPlan
  posts: readonly number[]
  groups: number
  shared: number
  from: string
  to: string
}

/** What happens at the press of the button, one sentence each. */
export function Moves({ plan, posts, groups, shared, from, to }: MovesProps) {
  const t = useT()
  const going = plan.posts.filter((one) => posts.includes(one.postId))
  const units = new Set(going.map((one) => one.unitId))
  for (const one of plan.posts) if (!posts.includes(one.postId)) units.delete(one.unitId)
  const open = plan.directives.filter((one) => !one.acknowledged && units.has(one.unitId))
  // Directives go to whoever is called first; the successor takes the place of the one who leaves.
  const first = new Set(going.filter((one) => one.contactOrder === 1).map((one) => one.unitId))
  const theirs = open.filter((one) => first.has(one.unitId))
  return (
    <ul className={classes.ends}>
      <li>{t('people.hand_over.move.posts', { count: going.length, from, to })}</li>
      <li>{t('people.hand_over.move.links', { from })}</li>
      {theirs.length > 0 && <li>{t('people.hand_over.move.directives', { count: theirs.length, to })}</li>}
      {open.length > theirs.length && (
        <li>{t('people.hand_over.move.directives_other', { count: open.length - theirs.length })}</li>
      )}
      {open.length === 0 && <li>{t('people.hand_over.move.no_directives')}</li>}
      {posts.length === plan.posts.length && plan.groups.length > 0 && (
        <li>{t('people.hand_over.move.groups', { count: groups, from, to })}</li>
      )}
      {shared > 0 && <li>{t('people.hand_over.move.shared', { count: shared, to })}</li>}
    </ul>
  )
}
