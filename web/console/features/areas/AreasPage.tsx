import { Button } from '@mantine/core'
import {
  infiniteQueryOptions,
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { AreaChanged, AreaLine, AreaPage } from '../../../../src/contract/area.ts'
import { api, readable } from '../../app/api.ts'
import { fullText } from '../../app/dates.ts'
import { numberText, useT } from '../../app/i18n.ts'
import { notify, notifyError } from '../../app/notify.ts'
import { Banner } from '../../components/Banner.tsx'
import { showDay } from '../../components/days.ts'
import { EmptyState } from '../../components/EmptyState.tsx'
import { PageHeader } from '../../components/PageHeader.tsx'
import { SearchField } from '../../components/SearchField.tsx'
import { AreaEdit } from './AreaEdit.tsx'
import classes from './areas.module.css'
import { ChangeForm } from './ChangeForm.tsx'
import type { AreasSearch } from './search.ts'

const route = getRouteApi('/staff/settings/areas')

const areasQuery = ({ q, state }: AreasSearch) =>
  infiniteQueryOptions({
    queryKey: ['areas', q ?? '', state ?? 'active'],
    queryFn: ({ pageParam, signal }) => {
      const query = new URLSearchParams({ limit: '100', state: state ?? 'active' })
      if (q) query.set('q', q)
      if (pageParam) query.set('after', pageParam)
      return api.get<AreaPage>(`/api/areas?${query}`, signal)
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  })

/** «Địa bàn»: the wards, from when to when, and which became which. */
export function AreasPage() {
  const t = useT()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const [changing, setChanging] = useState(false)
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(areasQuery(search))
  const first = data?.pages[0]
  const areas = data?.pages.flatMap((page) => page.items) ?? []
  return (
    <>
      <PageHeader
        title={t('units.areas.title')}
        meta={<span>{t('units.areas.lead')}</span>}
        actions={
          first?.mayChange &&
          !changing && <Button onClick={() => setChanging(true)}>{t('units.areas.change')}</Button>
        }
      />
      <div className={classes.page}>
        {first && !first.mayChange && <Banner tone="info">{t('units.areas.read_only')}</Banner>}
        {changing && <ChangeForm onClose={() => setChanging(false)} />}
        <search className={classes.filters}>
          <SearchField
            label={t('units.areas.search')}
            placeholder={t('units.areas.search_hint')}
            value={search.q ?? ''}
            onChange={(q) =>
              void navigate({ search: (old) => ({ ...old, q: q || undefined }), replace: true })
            }
          />
          <nav className={classes.states} aria-label={t('units.areas.state')}>
            {(['active', 'ended'] as const).map((state) => (
              <Link
                key={state}
                from="/settings/areas"
                to="/settings/areas"
                search={(old) => ({ ...old, state: state === 'ended' ? 'ended' : undefined })}
                activeOptions={{ exact: true }}
                aria-current={(search.state ?? 'active') === state ? 'page' : undefined}
              >
                {t(`units.areas.${state}`)}
              </Link>
            ))}
          </nav>
        </search>
        {error && !data && <EmptyState title={t('console.error.screen')} text={readable(error)} />}
        {first && areas.length === 0 && (
          <EmptyState
            title={t(search.q ? 'units.areas.none' : 'units.areas.empty')}
            text={t('units.areas.none_hint')}
          />
        )}
        {first && areas.length > 0 && (
          <ul className={classes.areas}>
            {areas.map((area) => (
              <Area key={area.id} area={area} mayChange={first.mayChange} />
            ))}
          </ul>
        )}
        {hasNextPage && (
          <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t('units.areas.more')}
          </Button>
        )}
        {first && first.changes.length > 0 && <Changes changes={first.changes} mayChange={first.mayChange} />}
      </div>
    </>
  )
}

function Area({ area, mayChange }: { area: AreaLine; mayChange: boolean }) {
  const t = useT()
  const [editing, setEditing] = useState(false)
  const related = (list: AreaLine['cameFrom']): string =>
    list.map((one) => t(`units.areas.share.${one.share}`, { name: one.name })).join(', ')
  if (editing)
    return (
      <li>
        <AreaEdit area={area} onClose={() => setEditing(false)} />
      </li>
    )
  return (
    <li>
      <div className={classes.main}>
        <p>
          <b>{area.name}</b>{' '}
          <span className="muted">
            {area.code} · {area.levelName} ·{' '}
            {area.validTo === null
              ? t('units.areas.since', { from: showDay(area.validFrom) })
              : t('units.areas.between', { from: showDay(area.validFrom), to: showDay(area.validTo) })}
          </span>
        </p>
        {area.cameFrom.length > 0 && <p>{t('units.areas.came_from', { list: related(area.cameFrom) })}</p>}
        {area.wentTo.length > 0 && <p>{t('units.areas.went_to', { list: related(area.wentTo) })}</p>}
      </div>
      <Link to="/units" search={{ areaId: area.id }}>
        {t('units.areas.units', { count: numberText(area.units) })}
      </Link>
      {mayChange && (
        <Button size="sm" variant="default" onClick={() => setEditing(true)}>
          {t('units.areas.edit')}
          <span className="visually-hidden"> {area.name}</span>
        </Button>
      )}
    </li>
  )
}

function Changes({ changes, mayChange }: { changes: readonly AreaChanged[]; mayChange: boolean }) {
  const t = useT()
  const queries = useQueryClient()
  const undo = useMutation({
    mutationFn: (changeId: number) => api.post('/api/areas/changes/undo', { changeId }),
    onSuccess: () => notify(t('units.areas.undone')),
    onError: notifyError,
    onSettled: () =>
      Promise.all(['areas', 'organisation'].map((key) => queries.invalidateQueries({ queryKey: [key] }))),
  })
  return (
    <section aria-labelledby="area-changes">
      <h2 id="area-changes">{t('units.areas.changes')}</h2>
      <ul className={classes.areas}>
        {changes.map((change) => (
          <li key={change.id}>
            <div className={classes.main}>
              <p>
                {[
                  t('units.areas.from_day', { day: showDay(change.effectiveOn) }),
                  change.founded.length > 0 && t('units.areas.founded', { list: change.founded.join(', ') }),
                  change.ended.length > 0 && t('units.areas.ended_list', { list: change.ended.join(', ') }),
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </p>
              <p className="muted">
                {[fullText(change.at), change.by, change.undoneAt && t('units.areas.was_undone')]
                  .filter(Boolean)
                  .join(' · ')}
              </p>
            </div>
            {mayChange && change.canUndo && (
              <Button
                size="sm"
                variant="default"
                loading={undo.isPending}
                onClick={() => undo.mutate(change.id)}
              >
                {t('console.action.undo')}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
