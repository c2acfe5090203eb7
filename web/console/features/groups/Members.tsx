import { Button } from '@mantine/core'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import type { GroupDetail, GroupMembersChanged } from '../../../../src/contract/group.ts'
import { api, readable } from '../../app/api.ts'
import { useT } from '../../app/i18n.ts'
import { useMay } from '../../app/session.ts'
import { Banner } from '../../components/Banner.tsx'
import { EmptyState } from '../../components/EmptyState.tsx'
import { SearchField } from '../../components/SearchField.tsx'
import { AddMember } from './AddMember.tsx'
import classes from './groups.module.css'
import { PersonRow } from './PersonRow.tsx'
import { GROUPS, peopleQuery } from './queries.ts'

const route = getRouteApi('/staff/groups/$groupId')

interface Change {
  readonly add: readonly number[]
  readonly remove: readonly number[]
  readonly name: string
}

/** Who is in the group; in one kept by hand, people come and go here. */
export function Members({ group, groupId }: { group: GroupDetail; groupId: string }) {
  const t = useT()
  const queries = useQueryClient()
  const { q } = route.useSearch()
  const navigate = route.useNavigate()
  const byHand = useMay('group.write') && !group.byRule && group.endedAt === null
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    peopleQuery(groupId, 'members', q),
  )
  const [last, setLast] = useState<Change | null>(null)
  const change = useMutation({
    mutationFn: ({ add, remove }: Change & { undo?: boolean }) =>
      api.post<GroupMembersChanged>(`/api/groups/${groupId}/members`, { add, remove }),
    onSuccess: (_, { undo, ...done }) => setLast(undo ? null : done),
    onSettled: () => queries.invalidateQueries({ queryKey: GROUPS }),
  })
  const people = data?.pages.flatMap((page) => page.items) ?? []
  return (
    <section className={classes.section}>
      {byHand && (
        <AddMember
          isMember={(personId) => people.some((person) => person.personId === personId)}
          onAdd={(person) => change.mutate({ add: [person.id], remove: [], name: person.name })}
        />
      )}
      {group.byRule && <p className="muted">{t('groups.members_by_rule')}</p>}
      {change.isError && <Banner tone="fail">{readable(change.error)}</Banner>}
      {last && (
        <Banner
          tone="info"
          action={
            <Button
              size="sm"
              variant="default"
              loading={change.isPending}
              onClick={() =>
                change.mutate({ add: last.remove, remove: last.add, name: last.name, undo: true })
              }
            >
              {t('groups.undo')}
            </Button>
          }
        >
          {t(last.add.length > 0 ? 'groups.added' : 'groups.removed', { name: last.name })}
        </Banner>
      )}
      <search className={classes.search}>
        <SearchField
          label={t('groups.search_members')}
          placeholder={t('groups.search_hint')}
          value={q ?? ''}
          onChange={(next) =>
            void navigate({ search: { tab: 'members', q: next || undefined }, replace: true })
          }
        />
      </search>
      {error && !data && <EmptyState title={t('console.error.screen')} text={readable(error)} />}
      {!data && !error && <p className="muted">{t('console.loading')}</p>}
      {data && people.length === 0 && (
        <EmptyState
          title={q === undefined ? t('groups.no_members') : t('groups.no_member_matches', { q })}
          text={q === undefined && !group.byRule ? t('groups.no_members_hint') : undefined}
        />
      )}
      {people.length > 0 && (
        <>
          <p className="muted" role="status">
            {t('groups.count', { count: data?.pages[0]?.total ?? people.length })}
          </p>
          <ul className={classes.list} data-list="members">
            {people.map((person) => (
              <PersonRow key={person.personId} person={person}>
                {byHand && (
                  <Button
                    size="sm"
                    variant="default"
                    disabled={change.isPending}
                    onClick={() => change.mutate({ add: [], remove: [person.personId], name: person.name })}
                  >
                    {t('groups.take_out')}
                    <span className="visually-hidden"> {person.name}</span>
                  </Button>
                )}
              </PersonRow>
            ))}
          </ul>
        </>
      )}
      {hasNextPage && (
        <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('groups.more')}
        </Button>
      )}
    </section>
  )
}
