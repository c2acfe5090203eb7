import { Button, TextInput } from '@mantine/core'
import type { AudienceChoices, AudienceLine } from '../../../../../src/contract/audience.ts'
import { useT } from '../../../app/i18n.ts'
import classes from '../composer.module.css'
import { Ticks } from './Ticks.tsx'

/** One condition: everything filled in must hold; of several ticks in one list any does. */
export function LineEditor(props: {
  number: number
  line: AudienceLine
  choices: AudienceChoices
  onChange: (line: AudienceLine) => void
  onRemove: () => void
}) {
  const t = useT()
  const { line, choices } = props
  const set = (change: Partial<AudienceLine>) => props.onChange({ ...line, ...change })
  const listed = <T,>(values: T[]): T[] | undefined => (values.length > 0 ? values : undefined)
  const workers = (text: string): number | undefined => {
    const digits = text.replace(/\D/g, '')
    return digits === '' ? undefined : Math.min(Number(digits), 9_999_999)
  }
  return (
    <fieldset className={classes.line}>
      <legend>{t('composer.audience.condition', { n: props.number })}</legend>
      <div className={classes.lists}>
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
