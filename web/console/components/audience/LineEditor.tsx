import { Button, TextInput } from '@mantine/core'
import type { AudienceChoices, AudienceLine } from '../../../../src/contract/audience.ts'
import { useT } from '../../app/i18n.ts'
import classes from './audience.module.css'
import { Ticks } from './Ticks.tsx'

const listed = <T,>(values: T[]): T[] | undefined => (values.length > 0 ? values : undefined)

/** One condition: everything filled in must hold; of several ticks in one list any does. */
export function LineEditor(props: {
  number: number
  line: AudienceLine
  choices: AudienceChoices
  onChange: (line: AudienceLine) => void
  onRemove: () => void
  /** A rule of a group cannot speak of groups. */
  withoutGroups?: boolean
}) {
  const t = useT()
  const { line, choices } = props
  const set = (change: Partial<AudienceLine>) => props.onChange({ ...line, ...change })
  const workers = (text: string): number | undefined => {
    const digits = text.replace(/\D/g, '')
    return digits === '' ? undefined : Math.min(Number(digits), 9_999_999)
  }
  return (
    <fieldset className={classes.line}>
      <legend>{t('composer.audience.condition', { n: props.number })}</legend>
      <div className={classes.lists}>
        {!props.withoutGroups && choices.groups.length > 0 && (
          <Ticks
            legend={t('composer.audience.groups')}
            options={choices.groups.map((group) => ({
              value: group.id,
              label: group.name,
              count: group.units,
            }))}
            value={line.groups ?? []}
            onChange={(groups) => set({ groups: listed(groups) })}
          />
        )}
        <Ticks
          legend={t('composer.audience.sectors')}
          options={choices.sectors.map((sector) => ({
            value: sector.code,
            label: sector.name,
            count: sector.units,
          }))}
          value={line.sectors ?? []}
          onChange={(sectors) => set({ sectors: listed(sectors) })}
        />
        <Ticks
          legend={t('composer.audience.areas')}
          options={choices.areas.map((area) => ({ value: area.id, label: area.name, count: area.units }))}
          value={line.areas ?? []}
          onChange={(areas) => set({ areas: listed(areas) })}
        />
      </div>
      <Further line={line} choices={choices} set={set} />
      <div className={classes.row}>
        <TextInput
          label={t('composer.audience.min_workers')}
          inputMode="numeric"
          value={line.minWorkers ?? ''}
          onChange={(event) => set({ minWorkers: workers(event.currentTarget.value) })}
        />
        <TextInput
          label={t('composer.audience.max_workers')}
          inputMode="numeric"
          value={line.maxWorkers ?? ''}
          onChange={(event) => set({ maxWorkers: workers(event.currentTarget.value) })}
        />
        <Button variant="default" onClick={props.onRemove} className={classes.end}>
          {t('composer.audience.remove_condition', { n: props.number })}
        </Button>
      </div>
    </fieldset>
  )
}

/** Branch, tier and place in the tree: only those that tell units apart are offered. */
function Further({
  line,
  choices,
  set,
}: {
  line: AudienceLine
  choices: AudienceChoices
  set: (change: Partial<AudienceLine>) => void
}) {
  const t = useT()
  const lists = [
    choices.subsectors.length > 0 && (
      <Ticks
        key="subsectors"
        legend={t('composer.audience.subsectors')}
        options={choices.subsectors.map((one) => ({ value: one.code, label: one.code, count: one.units }))}
        value={line.subsectors ?? []}
        onChange={(subsectors) => set({ subsectors: listed(subsectors) })}
      />
    ),
    choices.types.length > 1 && (
      <Ticks
        key="types"
        legend={t('composer.audience.types')}
        options={choices.types.map((type) => ({ value: type.code, label: type.name, count: type.units }))}
        value={line.types ?? []}
        onChange={(types) => set({ types: listed(types) })}
      />
    ),
    choices.below.length > 1 && (
      <Ticks
        key="below"
        legend={t('composer.audience.below')}
        options={choices.below.map((unit) => ({ value: unit.id, label: unit.name, count: unit.units }))}
        value={line.below ?? []}
        onChange={(below) => set({ below: listed(below) })}
      />
    ),
  ].filter(Boolean)
  const chosen = (line.subsectors?.length ?? 0) + (line.types?.length ?? 0) + (line.below?.length ?? 0)
  if (lists.length === 0) return null
  return (
    <details className={classes.details} open={chosen > 0 || undefined}>
      <summary>{t('composer.audience.further')}</summary>
      <div className={classes.lists}>{lists}</div>
    </details>
  )
}
