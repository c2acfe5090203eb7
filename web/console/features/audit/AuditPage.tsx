import { Button, Menu } from '@mantine/core'
import {
  type InfiniteData,
  type UseInfiniteQueryResult,
  useInfiniteQuery,
  useQuery,
} from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Fragment } from 'react'
import type { AuditLine, AuditPage as Page } from '../../../../src/contract/audit.ts'
import { readable } from '../../app/api.ts'
import { dayText, fullText, sameDay, timeText } from '../../app/dates.ts'
import { type Translate, useT } from '../../app/i18n.ts'
import { EmptyState } from '../../components/EmptyState.tsx'
import { PageHeader } from '../../components/PageHeader.tsx'
import classes from './audit.module.css'
import { Filters } from './Filters.tsx'
import { auditQuery, choicesQuery } from './queries.ts'
import { type AuditSearch, queryText } from './search.ts'

const route = getRouteApi('/staff/audit')

/** «Nhật ký»: who did what, when. With a thing chosen it is that thing's history. */
export function AuditPage() {
  const t = useT()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const change = (next: Partial<AuditSearch>) => void navigate({ search: (old) => ({ ...old, ...next }) })
  const clear = () => void navigate({ search: {} })
  const about = search.directive ?? search.unit ?? search.person
  const query = useInfiniteQuery(auditQuery(search))
  const name = query.data?.pages[0]?.about
  return (
    <>
      <PageHeader
        title={t(about ? 'history.title_about' : 'history.title')}
        meta={<span>{name ? t('history.about', { name }) : t('history.lead')}</span>}
        actions={<Export search={search} t={t} />}
      />
      <Filters search={search} change={change} clear={clear} />
      <Lines query={query} search={search} clear={clear} t={t} />
      <Head t={t} />
    </>
  )
}

function Export({ search, t }: { search: AuditSearch; t: Translate }) {
  return (
    <Menu position="bottom-end" withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <Button variant="default">{t('history.export')}</Button>
      </Menu.Target>
      <Menu.Dropdown>
        {(['csv', 'json'] as const).map((format) => (
          <Menu.Item
            key={format}
            renderRoot={(props) => (
              <a href={`/api/audit/export${queryText(search, { format })}`} download {...props}>
                {t(`history.${format}`)}
              </a>
            )}
          />
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

interface LinesProps {
  query: UseInfiniteQueryResult<InfiniteData<Page>>
  search: AuditSearch
  clear: () => void
  t: Translate
}

function Lines({ query, search, clear, t }: LinesProps) {
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = query
  if (error && !data) return <EmptyState title={t('console.error.screen')} text={readable(error)} />
  if (!data) return <p className="muted">{t('console.loading')}</p>
  const lines = data.pages.flatMap((page) => page.items)
  if (lines.length === 0)
    return Object.values(search).some((value) => value !== undefined) ? (
      <EmptyState
        title={t('history.none')}
        text={t('history.none_hint')}
        action={
          <Button variant="default" onClick={clear}>
            {t('history.filter.clear')}
          </Button>
        }
      />
    ) : (
      <EmptyState title={t('history.empty')} text={t('history.empty_hint')} />
    )
  return (
    <>
      <div className={classes.log}>
        {lines.map((line, index) => (
          <Fragment key={line.id}>
            {(index === 0 || !sameDay(lines[index - 1]!.at, line.at)) && <h2>{dayText(line.at)}</h2>}
            <Line line={line} t={t} />
          </Fragment>
        ))}
      </div>
      {hasNextPage && (
        <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('history.older')}
        </Button>
      )}
    </>
  )
}

function Line({ line, t }: { line: AuditLine; t: Translate }) {
  return (
    <p className={classes.line} data-line={line.id}>
      <time className="num" dateTime={line.at} title={fullText(line.at)}>
        {timeText(line.at)}
      </time>
      <span>
        {line.sentence}{' '}
        {line.directiveId !== null && (
          <Link to="/directives/$directiveId" params={{ directiveId: String(line.directiveId) }}>
            {t('history.open')}
          </Link>
        )}
      </span>
    </p>
  )
}

/** The last seal, to be noted down where the database cannot reach. */
function Head({ t }: { t: Translate }) {
  const { data } = useQuery(choicesQuery)
  const head = data?.head
  if (!head) return null
  return (
    <footer className={classes.head}>
      <p>
        {t('history.head', { at: fullText(head.sealedAt) })} <code>{head.text}</code>
      </p>
      <p className="muted">{t('history.head_hint')}</p>
    </footer>
  )
}
