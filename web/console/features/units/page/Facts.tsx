import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { UnitEdit, UnitProfile } from '../../../../../src/contract/units.ts'
import { api, readable } from '../../../app/api.ts'
import { useT } from '../../../app/i18n.ts'
import { notify } from '../../../app/notify.ts'
import { catalogueQuery } from '../../../app/queries.ts'
import { Banner } from '../../../components/Banner.tsx'
import { showDay } from '../../../components/days.ts'
import { AreaForm } from './AreaForm.tsx'
import classes from './page.module.css'

/** What is known of the unit itself, put right where it stands, and what heads its documents. */
export function Facts({ unit, write }: { unit: UnitProfile; write: boolean }) {
  const t = useT()
  const [editing, setEditing] = useState<'details' | 'seat' | 'in_charge' | null>(null)
  const close = () => setEditing(null)
  const facts: readonly (readonly [string, string | null])[] = [
    ['sector', [unit.sectorName, unit.subsector].filter(Boolean).join(' · ') || null],
    ['address', unit.address],
    ...(unit.note ? ([['note', unit.note]] as const) : []),
    ['since', showDay(unit.validFrom)],
    ['letterhead', [unit.letterhead.upper, unit.letterhead.own].filter(Boolean).join('\n') || null],
    ...(unit.groups.length > 0
      ? ([['groups', unit.groups.map((group) => group.name).join('\n')]] as const)
      : []),
  ]
  const areas = [
    ['seat', unit.seat?.name ?? null],
    ['in_charge', unit.inCharge.map((area) => area.name).join(', ') || null],
  ] as const
  return (
    <section className={classes.panel} aria-labelledby="facts">
      <div className={classes.panelHead}>
        <h2 id="facts">{t('units.facts.title')}</h2>
        {write && editing === null && (
          <Button size="sm" variant="default" onClick={() => setEditing('details')}>
            {t('units.facts.edit')}
          </Button>
        )}
      </div>
      {editing === 'details' ? (
        <DetailsForm unit={unit} onClose={close} />
      ) : (
        <dl className={classes.facts}>
          {facts.map(([name, value]) => (
            <div key={name}>
              <dt>{t(`units.facts.${name}`)}</dt>
              <dd>{value ?? <span className="muted">{t('units.facts.unknown')}</span>}</dd>
            </div>
          ))}
        </dl>
      )}
      <dl className={classes.facts}>
        {areas.map(([name, value]) => (
          <div key={name}>
            <dt>{t(`units.facts.${name}`)}</dt>
            {editing === name ? (
              <dd>
                <AreaForm unit={unit} role={name} onClose={close} />
              </dd>
            ) : (
              <dd>
                {value ?? <span className="muted">{t('units.facts.unknown')}</span>}{' '}
                {write && editing === null && (
                  <button type="button" className={classes.text} onClick={() => setEditing(name)}>
                    {t('units.facts.change')}
                    <span className="visually-hidden"> {t(`units.facts.${name}`)}</span>
                  </button>
                )}
              </dd>
            )}
          </div>
        ))}
      </dl>
    </section>
  )
}

function DetailsForm({ unit, onClose }: { unit: UnitProfile; onClose: () => void }) {
  const t = useT()
  const queries = useQueryClient()
  const { data } = useQuery(catalogueQuery)
  const [edit, setEdit] = useState<UnitEdit>({})
  const save = useMutation({
    mutationFn: () => api.patch(`/api/units/${unit.id}`, edit),
    onSuccess: async () => {
      notify(t('units.facts.saved'))
      await queries.invalidateQueries({ queryKey: ['units'] })
      onClose()
    },
  })
  const text = (name: Exclude<keyof UnitEdit, 'sectorCode'>, most: number) => ({
    label: t(`units.facts.${name}`),
    value: edit[name] ?? (edit[name] === undefined ? unit[name] : '') ?? '',
    maxLength: most,
    onChange: (event: React.ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) =>
      setEdit({ ...edit, [name]: event.currentTarget.value }),
  })
  return (
    <form
      className={classes.editForm}
      onSubmit={(event: FormEvent) => {
        event.preventDefault()
        if (!save.isPending) save.mutate()
      }}
    >
      {save.isError && <Banner tone="fail">{readable(save.error)}</Banner>}
      <NativeSelect
        label={t('units.facts.sector')}
        value={(edit.sectorCode === undefined ? unit.sectorCode : edit.sectorCode) ?? ''}
        onChange={(event) => setEdit({ ...edit, sectorCode: event.currentTarget.value || null })}
        data={[
          { value: '', label: t('units.facts.unknown') },
          ...(data?.sectors ?? []).map(({ code, name }) => ({ value: code, label: name })),
        ]}
      />
      <TextInput {...text('shortName', 120)} />
      <Textarea {...text('address', 300)} rows={2} autosize={false} />
      <Textarea {...text('note', 1000)} rows={3} autosize={false} />
      <p className="muted">{t('units.facts.by_decision')}</p>
      <div className={classes.buttons}>
        <Button type="submit" loading={save.isPending}>
          {t('units.facts.save')}
        </Button>
        <Button variant="default" onClick={onClose}>
          {t('console.action.cancel')}
        </Button>
      </div>
    </form>
  )
}
