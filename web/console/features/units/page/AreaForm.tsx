import { Button, Checkbox, NativeSelect } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { UnitProfile } from '../../../../../src/contract/units.ts'
import { api, readable } from '../../../app/api.ts'
import { serverNow } from '../../../app/clock.ts'
import { isoDay } from '../../../app/dates.ts'
import { useT } from '../../../app/i18n.ts'
import { notify } from '../../../app/notify.ts'
import { catalogueQuery } from '../../../app/queries.ts'
import { Banner } from '../../../components/Banner.tsx'
import { DayField } from '../../../components/DayField.tsx'
import classes from './page.module.css'

interface AreaFormProps {
  unit: UnitProfile
  /** One area where the office stands, or those that the unit looks after. */
  role: 'seat' | 'in_charge'
  onClose: () => void
}

/** Areas from a day on; what was so before that day stays written. */
export function AreaForm({ unit, role, onClose }: AreaFormProps) {
  const t = useT()
  const queries = useQueryClient()
  const { data } = useQuery(catalogueQuery)
  const [chosen, setChosen] = useState<readonly number[]>(() =>
    role === 'seat' ? (unit.seat ? [unit.seat.id] : []) : unit.inCharge.map((area) => area.id),
  )
  const [from, setFrom] = useState<string | null>(() => isoDay(serverNow()))
  const save = useMutation({
    mutationFn: () =>
      role === 'seat'
        ? api.post('/api/organisation/seats', { units: [unit.id], areaId: chosen[0], effectiveOn: from })
        : api.put(`/api/units/${unit.id}/areas-in-charge`, { areaIds: chosen, effectiveOn: from }),
    onSuccess: async () => {
      notify(t('units.facts.saved'))
      await queries.invalidateQueries({ queryKey: ['units'] })
      onClose()
    },
  })
  const areas = data?.areas ?? []
  const name = t(`units.facts.${role}`)
  return (
    <form
      className={classes.editForm}
      onSubmit={(event: FormEvent) => {
        event.preventDefault()
        if (!save.isPending) save.mutate()
      }}
    >
      {save.isError && <Banner tone="fail">{readable(save.error)}</Banner>}
      {role === 'seat' ? (
        <NativeSelect
          aria-label={name}
          value={String(chosen[0] ?? '')}
          onChange={(event) => setChosen([Number(event.currentTarget.value)].filter((id) => id > 0))}
          data={[
            { value: '', label: t('units.facts.choose_area') },
            ...areas.map((area) => ({ value: String(area.id), label: area.name })),
          ]}
        />
      ) : (
        <Checkbox.Group
          aria-label={name}
          value={chosen.map(String)}
          onChange={(ids) => setChosen(ids.map(Number))}
        >
          <div className={classes.areas}>
            {areas.map((area) => (
              <Checkbox key={area.id} value={String(area.id)} label={area.name} />
            ))}
          </div>
        </Checkbox.Group>
      )}
      <DayField label={t('units.facts.from')} value={from} onChange={setFrom} required />
      <div className={classes.buttons}>
        <Button
          type="submit"
          loading={save.isPending}
          disabled={from === null || (role === 'seat' && chosen.length === 0)}
        >
          {t('units.facts.save')}
        </Button>
        <Button variant="default" onClick={onClose}>
          {t('console.action.cancel')}
        </Button>
      </div>
    </form>
  )
}
