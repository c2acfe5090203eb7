import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { GroupDetail } from '../../../../src/contract/group.ts'
import { readable } from '../../app/api.ts'
import { fullText } from '../../app/dates.ts'
import { numberText, useT } from '../../app/i18n.ts'
import { Banner } from '../../components/Banner.tsx'
import { EmptyState } from '../../components/EmptyState.tsx'
import { PageHeader } from '../../components/PageHeader.tsx'
import classes from './groups.module.css'
import { Members } from './Members.tsx'
import { Moves } from './Moves.tsx'
import { groupQuery } from './queries.ts'
import { Settings } from './Settings.tsx'
import type { GroupTab } from './search.ts'
import { UnitsWithout } from './UnitsWithout.tsx'
import { WorkLists } from './WorkLists.tsx'

const route = getRouteApi('/staff/groups/$groupId')

/** One group: whom to invite and to take out, who is in it, which units are missing, what changed, by what rule. */
export function GroupPage() {
  const t = useT()
  const { groupId } = route.useParams()
  const { data: group, error } = useQuery(groupQuery(groupId))
  if (error && !group)
    return (
      <>
        <PageHeader title={t('groups.one')} />
        <EmptyState
          title={t('console.error.screen')}
          text={readable(error)}
          action={<Link to="/groups">{t('groups.back')}</Link>}
        />
      </>
    )
  if (!group) return <PageHeader title={t('groups.one')} meta={<span>{t('console.loading')}</span>} />
  return <Loaded group={group} groupId={groupId} />
}

function Loaded({ group, groupId }: { group: GroupDetail; groupId: string }) {
  const t = useT()
  const search = route.useSearch()
  const isChat = group.platform !== 'list' && group.endedAt === null
  const tab: GroupTab = search.tab ?? (isChat ? 'work' : 'members')
  const counts: Partial<Record<GroupTab, number>> = {
    work: group.toInvite + group.toRemove,
    members: group.members,
    units: group.unitsWithout,
  }
  const tabs: GroupTab[] = [...(isChat ? (['work'] as const) : []), 'members', 'units', 'changes', 'settings']
  return (
    <>
      <PageHeader
        title={group.name}
        windowTitle={t('groups.window', { name: group.name })}
        meta={
          <>
            <span>{t(`groups.platform.${group.platform}`)}</span>
            <span>{t(group.byRule ? 'groups.by_rule' : 'groups.by_hand')}</span>
            {group.ownerName && <span>{group.ownerName}</span>}
            <span>{t('groups.count', { count: group.members })}</span>
            {group.url && (
              <span>
                <a href={group.url} target="_blank" rel="noreferrer noopener">
                  {t('groups.open_chat')}
                </a>
              </span>
            )}
          </>
        }
        actions={<Link to="/groups">{t('groups.back')}</Link>}
      />
      {group.endedAt && <Banner tone="info">{t('groups.ended', { at: fullText(group.endedAt) })}</Banner>}
      <nav className={classes.tabs} aria-label={t('groups.parts')}>
        {tabs.map((name) => (
          <Link
            key={name}
            from="/groups/$groupId"
            to="/groups/$groupId"
            search={{ tab: name }}
            aria-current={tab === name ? 'page' : undefined}
          >
            {t(`groups.tab.${name}`)}
            {counts[name] !== undefined && <span className="num">({numberText(counts[name])})</span>}
          </Link>
        ))}
      </nav>
      {tab === 'work' && isChat && <WorkLists group={group} groupId={groupId} />}
      {tab === 'members' && <Members group={group} groupId={groupId} />}
      {tab === 'units' && <UnitsWithout groupId={groupId} />}
      {tab === 'changes' && <Moves groupId={groupId} />}
      {tab === 'settings' && <Settings group={group} groupId={groupId} />}
    </>
  )
}
