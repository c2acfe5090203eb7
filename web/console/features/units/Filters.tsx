import { Button, NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useT } from '../../app/i18n.ts'
import { catalogueQuery } from '../../app/queries.ts'
import { DayField } from '../../components/DayField.tsx'
import { SearchField } from '../../components/SearchField.tsx'
import type { UnitsSearch } from './search.ts'
import classes from './units.module.css'

interface FiltersProps {
  search: UnitsSearch
  change: (next: Partial<UnitsSearch>) => void
  clear: () => void
}

/** The tree is narrowed by its day alone; the list by everything. */
export function Filters({ search, change, clear }: FiltersProps) {
  const t = useT()
  const { data } = useQuery(catalogueQuery)
  const tree = search.view === 'tree'
  const { view: _, asOf: __, ...narrowed } = search
  const filtered = Object.values(narrowed).some((value) => value !== undefined)
  const choice = (name: 'typeCode' | 'sectorCode' | 'lacks', options: { value: string; label: string }[]) => (
    <NativeSelect
      label={t(`units.filter.${name}`)}
      value={search[name] ?? ''}
      onChange={(event) => change({ [name]: event.currentTarget.value || undefined })}
      data={[{ value: '', label: t(`units.filter.all_${name}`) }, ...options]}
    />
  )
  const named = (items: readonly { code: string; name: string }[] | undefined) =>
    (items ?? []).map(({ code, name }) => ({ value: code, label: name }))
  return (
    <search className={classes.filters} aria-label={t('units.filter.label')}>
      {!tree && (
        <>
          <SearchField
            label={t('units.filter.search')}
            placeholder={t('units.filter.search_hint')}
            value={search.q ?? ''}
            onChange={(q) => change({ q: q || undefined })}
          />
          {choice('typeCode', named(data?.types))}
          {choice('sectorCode', named(data?.sectors))}
          <NativeSelect
            label={t('units.filter.areaId')}
            value={String(search.areaId ?? '')}
            onChange={(event) => change({ areaId: Number(event.currentTarget.value) || undefined })}
            data={[
              { value: '', label: t('units.filter.all_areaId') },
              ...(data?.areas ?? []).map(({ id, name }) => ({ value: String(id), label: name })),
            ]}
          />
          {choice('lacks', [
            { value: 'contact', label: t('units.filter.lacks_contact') },
            { value: 'officer', label: t('units.filter.lacks_officer') },
          ])}
          <NativeSelect
            label={t('units.filter.state')}
            value={search.state ?? ''}
            onChange={(event) =>
              change({ state: event.currentTarget.value === 'ended' ? 'ended' : undefined })
            }
            data={[
              { value: '', label: t('units.filter.active') },
              { value: 'ended', label: t('units.filter.ended') },
            ]}
          />
        </>
      )}
      <DayField
        label={t('units.filter.as_of')}
        value={search.asOf ?? null}
        onChange={(asOf) => change({ asOf: asOf ?? undefined })}
      />
      {filtered && !tree && (
        <Button variant="default" onClick={clear}>
          {t('units.filter.clear')}
        </Button>
      )}
    </search>
  )
}
