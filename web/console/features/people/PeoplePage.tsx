import { Button } from '@mantine/core'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { PeoplePage as Page } from '../../../../src/contract/person.ts'
import { api, readable } from '../../app/api.ts'
import { numberText, useT } from '../../app/i18n.ts'
import { useMay } from '../../app/session.ts'
import { EmptyState } from '../../components/EmptyState.tsx'
import { PageHeader } from '../../components/PageHeader.tsx'
import { AddOfficer } from '../../components/people/AddOfficer.tsx'
import { Filters } from './Filters.tsx'
import { PeopleTable } from './PeopleTable.tsx'
import classes from './people.module.css'
import { type PeopleSearch, queryText } from './search.ts'

const route = getRouteApi('/staff/people')
const PAGE_SIZE = 50

/** «Cán bộ»: who holds which post, and whether they can be reached. */
export function PeoplePage() {
  const t = useT()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const mayWrite = useMay('people.write')
  const [adding, setAdding] = useState(false)
  const [ticked, setTicked] = useState<ReadonlySet<number>>(new Set())
  const query = useInfiniteQuery({
    queryKey: ['people', 'list', search],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page>(
        `/api/people?${queryText(search, { limit: PAGE_SIZE, ...(pageParam && { after: pageParam }) })}`,
        signal,
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  })
  const change = (next: Partial<PeopleSearch>) => {
    setTicked(new Set())
    void navigate({ search: (old) => ({ ...old, ...next }), replace: 'q' in next })
  }
  const first = query.data?.pages[0]
  const people = query.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <>
      <PageHeader
        title={t('people.title')}
        meta={
          <>
            <span>{t('people.lead')}</span>
            {mayWrite && (
              <Link to="/people/duplicates" className={classes.noPrint}>
                {t('people.twice.title')}
              </Link>
            )}
          </>
        }
        actions={mayWrite && <Button onClick={() => setAdding(true)}>{t('people.add.verb')}</Button>}
      />
      <Filters search={search} place={first?.place ?? null} change={change} />
      {query.error && !query.data && (
        <EmptyState title={t('console.error.screen')} text={readable(query.error)} />
      )}
      {!query.data && !query.error && <p className="muted">{t('console.loading')}</p>}
      {query.data && people.length === 0 && (
        <Nobody
          search={search}
          clear={() => void navigate({ search: {} })}
          add={mayWrite ? () => setAdding(true) : null}
        />
      )}
      {people.length > 0 && (
        <>
          <div className={classes.tools}>
            <p role="status" className={classes.total} data-total={first?.total}>
              {ticked.size > 0
                ? t('people.ticked', { count: ticked.size })
                : first?.total === undefined
                  ? t('people.total_many', { n: numberText(2000) })
                  : t('people.total', { count: first.total, n: numberText(first.total) })}
            </p>
            <Sheet search={search} ticked={ticked} clear={() => setTicked(new Set())} />
          </div>
          <PeopleTable people={people} ticked={ticked} tick={setTicked} busy={query.isPlaceholderData} />
          {query.hasNextPage && (
            <p className={classes.more}>
              <Button
                variant="default"
                loading={query.isFetchingNextPage}
                onClick={() => void query.fetchNextPage()}
              >
                {t('people.more')}
              </Button>
            </p>
          )}
        </>
      )}
      {adding && <AddOfficer onClose={() => setAdding(false)} />}
    </>
  )
}

/** The chosen ones, or all that the filters leave, as a file or on paper. */
function Sheet(props: { search: PeopleSearch; ticked: ReadonlySet<number>; clear: () => void }) {
  const t = useT()
  const query =
    props.ticked.size > 0
      ? queryText({ state: props.search.state }, { ids: [...props.ticked].join(',') })
      : queryText(props.search)
  return (
    <div className={classes.acts}>
      {props.ticked.size > 0 && (
        <Button size="sm" variant="subtle" onClick={props.clear}>
          {t('people.untick')}
        </Button>
      )}
      <Button
        size="sm"
        variant="default"
        renderRoot={(root) => <a href={`/api/people/export?${query}`} download {...root} />}
      >
        {t('people.export')}
      </Button>
      <Button size="sm" variant="default" onClick={() => window.print()}>
        {t('people.print')}
      </Button>
    </div>
  )
}

function Nobody(props: { search: PeopleSearch; clear: () => void; add: (() => void) | null }) {
  const t = useT()
  const filtered = Object.values(props.search).some((value) => value !== undefined)
  if (filtered)
    return (
      <EmptyState
        title={t(props.search.q ? 'people.none_named' : 'people.none_match', { q: props.search.q ?? '' })}
        text={t('people.none_match_hint')}
        action={
          <Button variant="default" onClick={props.clear}>
            {t('people.clear')}
          </Button>
        }
      />
    )
  return (
    <EmptyState
      title={t('people.empty')}
      text={
        <>
          {t('people.empty_hint')} <Link to="/imports">{t('console.nav.imports')}</Link>
        </>
      }
      action={props.add && <Button onClick={props.add}>{t('people.add.verb')}</Button>}
    />
  )
}
