import { Button } from '@mantine/core'
import type { AudienceChoices, AudienceLine } from '../../../../src/contract/audience.ts'
import type { GroupRule } from '../../../../src/contract/group.ts'
import { useT } from '../../app/i18n.ts'
import { LineEditor } from '../../components/audience/LineEditor.tsx'
import { PickedUnits } from '../../components/audience/PickedUnits.tsx'
import { Ticks } from '../../components/audience/Ticks.tsx'
import classes from './groups.module.css'

/** The composer's conditions for a group: every filled field holds, conditions add up, positions say who of each unit. */
export function RuleEditor(props: {
  rule: GroupRule
  choices: AudienceChoices
  onChange: (rule: GroupRule) => void
}) {
  const t = useT()
  const { rule, choices } = props
  const set = (change: Partial<GroupRule>) => props.onChange({ ...rule, ...change })
  const everybody = rule.lines.some((line) => line.all)
  const picked = rule.lines.flatMap((line) => (isPicked(line) ? (line.units ?? []) : []))
  const filters: AudienceLine[] = rule.lines.filter((line) => !line.all && !isPicked(line))
  const rebuild = (next: { filters?: AudienceLine[]; picked?: number[] }) => {
    const units = next.picked ?? picked
    const lines = [...(next.filters ?? filters), ...(units.length > 0 ? [{ units }] : [])]
    set({ lines: lines.length > 0 ? lines : [{}] })
  }
  return (
    <>
      <fieldset className={classes.choices}>
        <legend>{t('groups.form.units')}</legend>
        {([true, false] as const).map((all) => (
          <label key={String(all)} className={classes.choice} data-checked={everybody === all || undefined}>
            <input
              type="radio"
              name="everybody"
              checked={everybody === all}
              onChange={() => set({ lines: [all ? { all: true } : {}] })}
            />
            <span>
              <b>{t(all ? 'groups.form.every_unit' : 'groups.form.some_units')}</b>{' '}
              {all && t('groups.form.every_unit_hint', { units: choices.totals.units })}
            </span>
          </label>
        ))}
      </fieldset>
      {!everybody && (
        <>
          {filters.map((line, index) => (
            <LineEditor
              // biome-ignore lint/suspicious/noArrayIndexKey: a condition has no identity but its place
              key={index}
              number={index + 1}
              line={line}
              choices={choices}
              withoutGroups
              onChange={(changed) =>
                rebuild({ filters: filters.map((each, at) => (at === index ? changed : each)) })
              }
              onRemove={() => rebuild({ filters: filters.filter((_, at) => at !== index) })}
            />
          ))}
          <div>
            <Button variant="default" onClick={() => rebuild({ filters: [...filters, {}] })}>
              {t(filters.length === 0 ? 'composer.audience.add_condition' : 'composer.audience.add_another')}
            </Button>
          </div>
          <PickedUnits
            id="picked"
            legend={t('composer.audience.units')}
            units={picked}
            withPaste
            onChange={(units) => rebuild({ picked: units })}
          />
        </>
      )}
      <Ticks
        legend={t('groups.form.positions')}
        options={choices.positions.map((position) => ({
          value: position.code,
          label: position.name,
          count: position.people,
        }))}
        value={rule.positions}
        onChange={(positions) => set({ positions })}
      />
      <p className="muted">{t('groups.form.positions_hint')}</p>
      <PickedUnits
        id="excluded"
        legend={t('groups.form.exclude')}
        units={rule.excludeUnits}
        onChange={(excludeUnits) => set({ excludeUnits })}
      />
    </>
  )
}

/** Units named one by one stand in a line of their own. */
const isPicked = (line: AudienceLine): boolean => Boolean(line.units) && Object.keys(line).length === 1
