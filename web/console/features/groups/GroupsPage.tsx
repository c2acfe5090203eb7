import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { GroupItem } from '../../../../src/contract/group.ts'
import { readable } from '../../app/api.ts'
import { numberText, useT } from '../../app/i18n.ts'
import { useMay } from '../../app/session.ts'
import { EmptyState } from '../../components/EmptyState.tsx'
import { PageHeader } from '../../components/PageHeader.tsx'
import { SearchField } from '../../components/SearchField.tsx'
import classes from './groups.module.css'
import { groupsQuery } from './queries.ts'

const route = getRouteApi('/staff/groups')

/** «Nhóm»: who is written to together, and what the real chat groups still lack. */
export function GroupsPage() {
  const t = useT()
  const { q } = route.useSearch()
  const navigate = route.useNavigate()
  const mayWrite = useMay('group.write')
  return (
    <>
      <PageHeader
        title={t('groups.title')}
        meta={<span>{t('groups.lead')}</span>}
        actions={
          mayWrite && (
            <Button renderRoot={(props) => <Link to="/groups/new" {...props} />}>{t('groups.new')}</Button>
          )
        }
      />
      <search className={classes.search}>
        <SearchField
          label={t('groups.search')}
          placeholder={t('groups.search_hint')}
          value={q ?? ''}
          onChange={(next) => void navigate({ search: { q: next || undefined }, replace: true })}
        />
      </search>
      <Results q={q} mayWrite={mayWrite} clear={() => void navigate({ search: {}, replace: true })} />
    </>
  )
}

function Results({ q, mayWrite, clear }: { q: string | undefined; mayWrite: boolean; clear: () => void }) {
  const t = useT()
  const { data, error, isPlaceholderData, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    groupsQuery(q),
  )
  if (error && !data) return <EmptyState title={t('console.error.screen')} text={readable(error)} />
  if (!data) return <p className="muted">{t('console.loading')}</p>
  const groups = data.pages.flatMap((page) => page.items)
  if (groups.length === 0)
    return q === undefined ? (
      <EmptyState
        title={t('groups.empty')}
        text={t('groups.empty_hint')}
        action={
          mayWrite && (
            <Button variant="default" renderRoot={(props) => <Link to="/groups/new" {...props} />}>
              {t('groups.new')}
            </Button>
          )
        }
      />
    ) : (
      <EmptyState
        title={t('groups.none_match', { q })}
        text={t('groups.none_match_hint')}
        action={
          <Button variant="default" onClick={clear}>
            {t('groups.clear')}
          </Button>
        }
      />
    )
  return (
    <>
      <ul className={classes.list} aria-busy={isPlaceholderData}>
        {groups.map((group) => (
          <GroupRow key={group.id} group={group} />
        ))}
      </ul>
      {hasNextPage && (
        <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('groups.more')}
        </Button>
      )}
    </>
  )
}

function GroupRow({ group }: { group: GroupItem }) {
  const t = useT()
  const kind = [
    t(`groups.platform.${group.platform}`),
    t(group.byRule ? 'groups.by_rule' : 'groups.by_hand'),
    group.ownerName,
  ]
  return (
    <li className={classes.row}>
      <div className={classes.main}>
        <h2>
          <Link to="/groups/$groupId" params={{ groupId: String(group.id) }}>
            {group.name}
          </Link>
        </h2>
        <p className={classes.meta}>{kind.filter(Boolean).join(' · ')}</p>
      </div>
      <dl className={classes.figures}>
        <div>
          <dt>{t('groups.members')}</dt>
          <dd className="num">{numberText(group.members)}</dd>
        </div>
        {group.platform !== 'list' && (
          <>
            <div>
              <dt>{t('groups.to_invite')}</dt>
              <dd className={group.toInvite > 0 ? `num ${classes.attention}` : 'num'}>
                {numberText(group.toInvite)}
              </dd>
            </div>
            <div>
              <dt>{t('groups.to_remove')}</dt>
              <dd className={group.toRemove > 0 ? `num ${classes.attention}` : 'num'}>
                {numberText(group.toRemove)}
              </dd>
            </div>
          </>
        )}
        <div>
          <dt>{t('groups.week')}</dt>
          <dd className="num">
            {group.joined + group.left === 0
              ? t('groups.unchanged')
              : t('groups.moved', { joined: group.joined, left: group.left })}
          </dd>
        </div>
      </dl>
    </li>
  )
}
