import { NativeSelect, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useT } from '../../app/i18n.ts'
import { catalogueQuery } from '../../app/queries.ts'
import { UnitPicker } from '../../components/UnitPicker.tsx'
import type { UnitDraft } from './order.ts'
import classes from './organisation.module.css'

/** A unit that the decision founds. */
export function UnitFields({ unit, onChange }: { unit: UnitDraft; onChange: (unit: UnitDraft) => void }) {
  const t = useT()
  const { data } = useQuery(catalogueQuery)
  const set = (change: Partial<UnitDraft>) => onChange({ ...unit, ...change })
  const parentType = unit.parent[0]?.typeCode
  // Only what may stand below the chosen parent.
  const types = (data?.types ?? []).filter((type) => !parentType || type.parents.includes(parentType))
  const none = { value: '', label: t('organisation.form.choose') }
  return (
    <div className={classes.stack}>
      <TextInput
        label={t('organisation.form.name')}
        value={unit.name}
        maxLength={300}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <UnitPicker
        label={t('organisation.form.parent')}
        single
        units={unit.parent}
        onChange={(parent) => {
          const fits = data?.types
            .find((type) => type.code === unit.typeCode)
            ?.parents.includes(parent[0]?.typeCode ?? '')
          set({ parent, ...(fits ? {} : { typeCode: '' }) })
        }}
      />
      <div className={classes.fields}>
        <NativeSelect
          label={t('organisation.form.type')}
          value={unit.typeCode}
          onChange={(event) => set({ typeCode: event.currentTarget.value })}
          data={[none, ...types.map((type) => ({ value: type.code, label: type.name }))]}
        />
        <NativeSelect
          label={t('organisation.form.sector')}
          value={unit.sectorCode}
          onChange={(event) => set({ sectorCode: event.currentTarget.value })}
          data={[none, ...(data?.sectors ?? []).map((one) => ({ value: one.code, label: one.name }))]}
        />
        <NativeSelect
          label={t('organisation.form.area')}
          value={unit.areaId}
          onChange={(event) => set({ areaId: event.currentTarget.value })}
          data={[none, ...(data?.areas ?? []).map((one) => ({ value: String(one.id), label: one.name }))]}
        />
        <TextInput
          label={t('organisation.form.symbol')}
          value={unit.symbol}
          maxLength={60}
          onChange={(event) => set({ symbol: event.currentTarget.value })}
        />
        <TextInput
          label={t('organisation.form.place')}
          value={unit.placeName}
          maxLength={60}
          onChange={(event) => set({ placeName: event.currentTarget.value })}
        />
      </div>
    </div>
  )
}
