import { NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useT } from '../../app/i18n.ts'
import { peopleChoicesQuery } from '../../app/queries.ts'
import { UnitSearch } from '../../components/people/UnitSearch.tsx'
import { SearchField } from '../../components/SearchField.tsx'
import classes from './people.module.css'
import { type PeopleSearch, REACHES } from './search.ts'

interface FiltersProps {
  search: PeopleSearch
  /** The name of the unit in the address. */
  place: string | null
  change: (next: Partial<PeopleSearch>) => void
}

/** Who is asked for; every filter stands in the address. */
export function Filters({ search, place, change }: FiltersProps) {
  const t = useT()
  const { data: choices } = useQuery(peopleChoicesQuery)
  const [picked, setPicked] = useState<{ id: number; name: string } | null>(null)
  const unitName = picked?.id === search.unit ? picked?.name : place
  return (
    <search className={classes.filters}>
      <SearchField
        label={t('people.filter.name')}
        placeholder={t('people.filter.name_hint')}
        value={search.q ?? ''}
        onChange={(q) => change({ q: q || undefined })}
      />
      <NativeSelect
        label={t('people.field.position')}
        value={search.position ?? ''}
        onChange={(event) => change({ position: event.currentTarget.value || undefined })}
        data={[
          { value: '', label: t('people.filter.all_positions') },
          ...(choices?.positions ?? []).map(({ code, name }) => ({ value: code, label: name })),
        ]}
      />
      <NativeSelect
        label={t('people.filter.reach')}
        value={search.reach ?? ''}
        onChange={(event) => change({ reach: REACHES.find((one) => one === event.currentTarget.value) })}
        data={[
          { value: '', label: t('people.filter.any_reach') },
          ...REACHES.map((value) => ({ value, label: t(`people.reach.${value}`) })),
        ]}
      />
      <details
        className={classes.further}
        open={!!(search.unit || search.area || search.consent || search.state)}
      >
        <summary>{t('people.filter.further')}</summary>
        <div className={classes.filters}>
          <UnitSearch
            label={t('people.filter.unit')}
            unit={search.unit ? { id: search.unit, name: unitName ?? '…' } : null}
            onChange={(unit) => {
              setPicked(unit)
              change({ unit: unit?.id })
            }}
          />
          <NativeSelect
            label={t('people.filter.area')}
            value={String(search.area ?? '')}
            onChange={(event) => change({ area: Number(event.currentTarget.value) || undefined })}
            data={[
              { value: '', label: t('people.filter.all_areas') },
              ...(choices?.areas ?? []).map(({ id, name }) => ({ value: String(id), label: name })),
            ]}
          />
          <NativeSelect
            label={t('people.filter.consent')}
            value={search.consent ?? ''}
            onChange={(event) =>
              change({ consent: event.currentTarget.value === 'withdrawn' ? 'withdrawn' : undefined })
            }
            data={[
              { value: '', label: t('people.filter.any_consent') },
              { value: 'withdrawn', label: t('people.filter.withdrawn') },
            ]}
          />
          <NativeSelect
            label={t('people.filter.state')}
            value={search.state ?? ''}
            onChange={(event) => change({ state: event.currentTarget.value === 'left' ? 'left' : undefined })}
            data={[
              { value: '', label: t('people.filter.current') },
              { value: 'left', label: t('people.filter.left') },
            ]}
          />
        </div>
      </details>
    </search>
  )
}
