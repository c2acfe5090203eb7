import { Audience } from '../../contract/audience.ts'
import type { GroupRule } from '../../contract/group.ts'
import { invalid } from '../../kernel/errors.ts'
import { tidy } from '../../kernel/text.ts'

type Line = GroupRule['lines'][number]

/** A condition that says nothing chooses nobody: an empty filter must never mean «everybody». */
const says = (line: Line): boolean =>
  Boolean(
    line.all ||
      line.sectors?.length ||
      line.subsectors?.length ||
      line.types?.length ||
      line.areas?.length ||
      line.below?.length ||
      line.units?.length,
  ) ||
  line.minWorkers !== undefined ||
  line.maxWorkers !== undefined

/** Without conditions that say nothing. @throws Problem `invalid` (field rule) when none is left */
export function checkedRule(rule: GroupRule): GroupRule {
  const lines = rule.lines.filter(says)
  if (lines.length === 0) throw invalid({ field: 'rule', code: 'group_rule_empty' })
  return { ...rule, lines }
}

/** @throws Problem `invalid` (field name) */
export function checkedName(typed: string): string {
  const name = tidy(typed)
  if (name.length < 2 || name.length > 200) throw invalid({ field: 'name', code: 'group_name' })
  return name
}

/**
 * The rule as a choice of recipients of its owner. «Every unit» is everything below the owner: in a choice of recipients it
 * would take in the members of all groups, those of this one among them.
 */
export const ruleAudience = (rule: GroupRule, ownerUnitId: number): Audience =>
  Audience.parse({
    ...rule,
    lines: rule.lines.map((line) => (line.all ? { below: [ownerUnitId] } : line)),
  })

/** What becomes of units that a rule names: units gone, those that carry on, and whether the former stay beside them. */
export interface Carried {
  readonly from: readonly number[]
  readonly to: readonly number[]
  readonly staying: boolean
}

/** The rule after a decision: whoever was named is followed by their successors. The same object when nothing changes. */
export function withSuccessors(rule: GroupRule, { from, to, staying }: Carried): GroupRule {
  const follow = (ids: readonly number[]): number[] => {
    if (!ids.some((id) => from.includes(id))) return [...ids]
    const kept = staying ? ids : ids.filter((id) => !from.includes(id))
    return [...new Set([...kept, ...to])]
  }
  const named = (ids: readonly number[] | undefined) => ids?.some((id) => from.includes(id)) ?? false
  const touched =
    named(rule.excludeUnits) || rule.lines.some((line) => named(line.units) || named(line.below))
  if (!touched) return rule
  return {
    ...rule,
    lines: rule.lines.map((line) => ({
      ...line,
      ...(line.units && { units: follow(line.units) }),
      ...(line.below && { below: follow(line.below) }),
    })),
    excludeUnits: follow(rule.excludeUnits),
  }
}
