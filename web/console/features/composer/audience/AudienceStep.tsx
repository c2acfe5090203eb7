import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Audience, AudienceChoices, AudienceLine } from '../../../../../src/contract/audience.ts'
import type { Directive } from '../../../../../src/contract/directive.ts'
import { api } from '../../../app/api.ts'
import { useT } from '../../../app/i18n.ts'
import { useMay } from '../../../app/session.ts'
import { LineEditor } from '../../../components/audience/LineEditor.tsx'
import { PickedUnits } from '../../../components/audience/PickedUnits.tsx'
import { Ticks } from '../../../components/audience/Ticks.tsx'
import { Banner } from '../../../components/Banner.tsx'
import classes from '../composer.module.css'
import type { DraftKeeper } from '../draft-keeper.ts'
import { StepHeading } from '../Stepper.tsx'

const isFilter = (line: AudienceLine): boolean => !line.all && !line.units && line.recipientsOf === undefined

/** ② Who gets it: everybody, by conditions, or unit by unit; minus exclusions. */
export function AudienceStep({ draft, keeper }: { draft: Directive; keeper: DraftKeeper }) {
  const t = useT()
  const { audience } = draft
  const mayImport = useMay('list.import')
  const { data: choices } = useQuery({
    queryKey: ['audience-choices'],
    queryFn: () => api.get<AudienceChoices>('/api/audience/choices'),
    staleTime: 60_000,
  })
  const set = (change: Partial<Audience>) => keeper.change({ audience: { ...audience, ...change } })
  const setLines = (lines: AudienceLine[]) => set({ lines })
  const everybody = audience.lines.some((line) => line.all)
  const former = audience.lines.find((line) => line.recipientsOf !== undefined)
  const picked = audience.lines.flatMap((line) => line.units ?? [])
  const written = audience.lines.filter(isFilter)
  // Whoever has chosen nothing yet sees an empty condition to fill in.
  const filters: AudienceLine[] = written.length === 0 && picked.length === 0 && !former ? [{}] : written
  const rebuild = (next: { filters?: AudienceLine[]; picked?: number[]; former?: boolean }) => {
    const units = next.picked ?? picked
    setLines([
      ...(former && next.former !== false ? [former] : []),
      ...(next.filters ?? filters),
      ...(units.length > 0 ? [{ units }] : []),
    ])
  }
  return (
    <>
      <StepHeading step={2} />
      {choices?.totals.units === 0 && (
        <Banner tone="info">
          {t('composer.audience.no_units')}{' '}
          {mayImport && <Link to="/imports">{t('console.nav.imports')}</Link>}
        </Banner>
      )}
      <fieldset className={classes.field} id="field-audience">
        <legend>{t('composer.audience.legend')}</legend>
        <div className={classes.rows}>
          <label className={classes.choice} data-checked={everybody || undefined}>
            <input
              type="radio"
              name="everybody"
              checked={everybody}
              onChange={() => setLines([{ all: true }])}
            />
            <span>
              <b>{t('composer.audience.everybody')}</b>{' '}
              {choices && t('composer.audience.everybody_hint', choices.totals)}
            </span>
          </label>
          <label className={classes.choice} data-checked={!everybody || undefined}>
            <input type="radio" name="everybody" checked={!everybody} onChange={() => setLines([{}])} />
            <span>
              <b>{t('composer.audience.choose')}</b> {t('composer.audience.choose_hint')}
            </span>
          </label>
        </div>
      </fieldset>
      {former && (
        <p className={classes.former}>
          {t('composer.audience.former', { reference: draft.replaces?.reference ?? '' })}{' '}
          <Button size="sm" variant="default" onClick={() => rebuild({ former: false })}>
            {t('composer.audience.remove')}
          </Button>
        </p>
      )}
      {!everybody && choices && (
        <>
          {filters.map((line, index) => (
            <LineEditor
              // biome-ignore lint/suspicious/noArrayIndexKey: a condition has no identity but its place
              key={index}
              number={index + 1}
              line={line}
              choices={choices}
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
      <PickedUnits
        id="excluded"
        legend={t('composer.audience.exclude')}
        units={audience.excludeUnits}
        onChange={(excludeUnits) => set({ excludeUnits })}
      />
      {choices && (
        <details className={classes.details}>
          <summary>{t('composer.audience.positions')}</summary>
          <p className="muted">{t('composer.audience.positions_hint')}</p>
          <Ticks
            legend={t('composer.audience.positions')}
            options={choices.positions.map((position) => ({
              value: position.code,
              label: position.name,
              count: position.people,
            }))}
            value={audience.positions}
            onChange={(positions) => set({ positions })}
          />
        </details>
      )}
    </>
  )
}
