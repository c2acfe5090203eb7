import { Button, NativeSelect } from '@mantine/core'
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { DirectiveList as DirectivePage } from '../../../../src/contract/directive.ts'
import { api, readable } from '../../app/api.ts'
import { type Translate, useT } from '../../app/i18n.ts'
import { kindsQuery } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { EmptyState } from '../../components/EmptyState.tsx'
import { PageHeader } from '../../components/PageHeader.tsx'
import { SearchField } from '../../components/SearchField.tsx'
import { DirectiveRow } from './DirectiveRow.tsx'
import classes from './directives.module.css'
import { LIST_STATES, type ListSearch } from './search.ts'

const route = getRouteApi('/staff/directives')

const PAGE_SIZE = 20

const listQuery = (search: ListSearch) =>
  queryOptions({
    queryKey: ['directives', search],
    queryFn: ({ signal }) => {
      const query = new URLSearchParams({ limit: String(PAGE_SIZE) })
      for (const [name, value] of Object.entries(search))
        if (value !== undefined) query.set(name, String(value))
      return api.get<DirectivePage>(`/api/directives?${query}`, signal)
    },
    placeholderData: keepPreviousData,
    refetchInterval: 15_000,
  })

/** Chỉ đạo: which are live, who signed, how many have acknowledged; drafts and templates beside them. */
export function DirectiveList() {
  const t = useT()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const mayWrite = useMay('directive.write')
  const { data: kinds } = useQuery(kindsQuery)
  const state = search.state ?? 'all'
  const change = (next: Partial<ListSearch>) =>
    void navigate({ search: (old) => ({ ...old, after: undefined, ...next }), replace: 'q' in next })
  return (
    <>
      <PageHeader
        title={t(`directives.title.${state}`)}
        actions={
          mayWrite && (
            <Button renderRoot={(props) => <Link to="/directives/new" preload={false} {...props} />}>
              {t('console.action.compose')}
            </Button>
          )
        }
      />
      <search className={classes.filters}>
        <SearchField
          label={t('directives.filter.search')}
          placeholder={t('directives.filter.search_hint')}
          value={search.q ?? ''}
          onChange={(q) => change({ q: q || undefined })}
        />
        <NativeSelect
          label={t('directives.filter.kind')}
          value={search.kind ?? ''}
          onChange={(event) => change({ kind: event.currentTarget.value || undefined })}
          data={[
            { value: '', label: t('directives.filter.all_kinds') },
            ...(kinds ?? []).map((kind) => ({ value: kind.code, label: kind.name })),
          ]}
        />
      </search>
      <nav className={classes.states} aria-label={t('directives.filter.state')}>
        {LIST_STATES.map((name) => (
          <Link
            key={name}
            from="/directives"
            to="/directives"
            search={(old) => ({ ...old, after: undefined, state: name === 'all' ? undefined : name })}
            aria-current={state === name ? 'page' : undefined}
          >
            {t(`directives.state.${name}`)}
          </Link>
        ))}
      </nav>
      <Results search={search} t={t} clear={() => change({ q: undefined, kind: undefined })} />
    </>
  )
}

function Results({ search, t, clear }: { search: ListSearch; t: Translate; clear: () => void }) {
  const { data, error, isPlaceholderData } = useQuery(listQuery(search))
  const filtered = search.q !== undefined || search.kind !== undefined
  if (error && !data) return <EmptyState title={t('console.error.screen')} text={readable(error)} />
  if (!data) return <p className="muted">{t('console.loading')}</p>
  if (data.items.length === 0)
    return filtered ? (
      <EmptyState
        title={t('directives.none_match', { q: search.q ?? '' })}
        text={t('directives.none_match_hint')}
        action={
          <Button variant="default" onClick={clear}>
            {t('directives.clear')}
          </Button>
        }
      />
    ) : (
      <EmptyState
        title={t(`directives.empty.${search.state ?? 'all'}`)}
        text={t(`directives.empty_hint.${search.state ?? 'all'}`)}
      />
    )
  return (
    <>
      <p className={classes.total} role="status">
        {t('directives.total', { count: data.total ?? data.items.length })}
      </p>
      <ul className={classes.list} aria-busy={isPlaceholderData} data-total={data.total}>
        {data.items.map((item) => (
          <DirectiveRow key={item.id} item={item} />
        ))}
      </ul>
      <Pages after={search.after} next={data.next} t={t} />
    </>
  )
}

/** Older ones page by page; back to the newest in one step. The browser's own «back» goes page by page as well. */
function Pages({ after, next, t }: { after: string | undefined; next: string | null; t: Translate }) {
  if (after === undefined && next === null) return null
  return (
    <nav className={classes.pager} aria-label={t('directives.pages')}>
      {after !== undefined && (
        <Link from="/directives" to="/directives" search={(old) => ({ ...old, after: undefined })}>
          {t('directives.newest')}
        </Link>
      )}
      {next !== null && (
        <Link from="/directives" to="/directives" search={(old) => ({ ...old, after: next })}>
          {t('directives.older')}
        </Link>
      )}
    </nav>
  )
}
