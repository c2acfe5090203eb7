import { Button } from '@mantine/core'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { GroupDetail, GroupPerson, SeatsTickedReply } from '../../../../src/contract/group.ts'
import { api, readable } from '../../app/api.ts'
import { useT } from '../../app/i18n.ts'
import { notify } from '../../app/notify.ts'
import { useMay } from '../../app/session.ts'
import { Banner } from '../../components/Banner.tsx'
import classes from './groups.module.css'
import { PersonRow } from './PersonRow.tsx'
import { PrintList } from './PrintList.tsx'
import { everybody, GROUPS, peopleQuery } from './queries.ts'

interface Tick {
  readonly personIds: readonly number[]
  readonly inChat: boolean
}
/** What the server takes at once. */
const AT_ONCE = 2000

/** «Cần mời», «Cần đưa ra»: worked through beside the real chat group, ticked off by a person, taken back with one press. */
export function WorkLists({ group, groupId }: { group: GroupDetail; groupId: string }) {
  const t = useT()
  const queries = useQueryClient()
  const mayWrite = useMay('group.write')
  const [last, setLast] = useState<Tick | null>(null)
  const tick = useMutation({
    mutationFn: async ({ personIds, inChat }: Tick & { undo?: boolean }) => {
      for (let from = 0; from < personIds.length; from += AT_ONCE)
        await api.post<SeatsTickedReply>(`/api/groups/${groupId}/seats`, {
          personIds: personIds.slice(from, from + AT_ONCE),
          inChat,
        })
    },
    onSuccess: (_, { personIds, inChat, undo }) => setLast(undo ? null : { personIds, inChat }),
    onSettled: () => queries.invalidateQueries({ queryKey: GROUPS }),
  })
  const busy = tick.isPending
  return (
    <>
      {tick.isError && <Banner tone="fail">{readable(tick.error)}</Banner>}
      {last && (
        <Banner
          tone="info"
          action={
            <Button
              size="sm"
              variant="default"
              loading={busy}
              onClick={() => tick.mutate({ personIds: last.personIds, inChat: !last.inChat, undo: true })}
            >
              {t('groups.undo')}
            </Button>
          }
        >
          {t(last.inChat ? 'groups.ticked_in' : 'groups.ticked_out', { count: last.personIds.length })}
        </Banner>
      )}
      <WorkList
        list="remove"
        group={group}
        groupId={groupId}
        count={group.toRemove}
        onTick={mayWrite ? (personIds) => tick.mutate({ personIds, inChat: false }) : undefined}
        busy={busy}
      />
      <WorkList
        list="invite"
        group={group}
        groupId={groupId}
        count={group.toInvite}
        onTick={mayWrite ? (personIds) => tick.mutate({ personIds, inChat: true }) : undefined}
        busy={busy}
      />
    </>
  )
}

function WorkList(props: {
  list: 'invite' | 'remove'
  group: GroupDetail
  groupId: string
  count: number
  busy: boolean
  onTick: ((personIds: number[]) => void) | undefined
}) {
  const t = useT()
  const { list, group, groupId, count, busy, onTick } = props
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    peopleQuery(groupId, list),
  )
  const [printed, setPrinted] = useState<GroupPerson[] | null>(null)
  const copy = useMutation({
    mutationFn: async () => {
      const people = await everybody(groupId, list)
      const phones = [...new Set(people.flatMap(({ phone }) => (phone ? [phone] : [])))]
      await navigator.clipboard.writeText(phones.join('\n'))
      return { phones: phones.length, without: people.filter(({ phone }) => !phone).length }
    },
    onSuccess: (counts) => notify(t('groups.copied', counts)),
  })
  const print = useMutation({ mutationFn: () => everybody(groupId, list), onSuccess: setPrinted })
  const all = useMutation({
    mutationFn: () => everybody(groupId, list),
    onSuccess: (people) => onTick?.(people.map((person) => person.personId)),
  })
  const people = data?.pages.flatMap((page) => page.items) ?? []
  const failure = error ?? copy.error ?? print.error ?? all.error
  return (
    <section className={classes.section} aria-labelledby={`work-${list}`}>
      <h2 id={`work-${list}`}>{t(`groups.${list}.title`, { count })}</h2>
      <p className="muted">
        {t(count === 0 ? `groups.${list}.none` : `groups.${list}.hint`, {
          platform: t(`groups.platform.${group.platform}`),
        })}
      </p>
      {failure && <Banner tone="fail">{readable(failure)}</Banner>}
      {people.length > 0 && (
        <>
          <div className={classes.bar}>
            <Button size="sm" variant="default" loading={copy.isPending} onClick={() => copy.mutate()}>
              {t('groups.copy')}
            </Button>
            <Button size="sm" variant="default" loading={print.isPending} onClick={() => print.mutate()}>
              {t('groups.print')}
            </Button>
            {onTick && count > 1 && (
              <Button
                size="sm"
                variant="default"
                loading={all.isPending}
                disabled={busy}
                onClick={() => all.mutate()}
              >
                {t(`groups.${list}.all`, { count })}
              </Button>
            )}
          </div>
          <ul className={classes.list} data-list={list}>
            {people.map((person) => (
              <PersonRow key={person.personId} person={person} left={list === 'remove'}>
                {onTick && (
                  <Button
                    size="sm"
                    variant="default"
                    disabled={busy}
                    onClick={() => onTick([person.personId])}
                  >
                    {t(`groups.${list}.done`)}
                    <span className="visually-hidden"> {person.name}</span>
                  </Button>
                )}
              </PersonRow>
            ))}
          </ul>
          {hasNextPage && (
            <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
              {t('groups.more')}
            </Button>
          )}
        </>
      )}
      {printed && (
        <PrintList
          title={t(`groups.${list}.title`, { count: printed.length })}
          group={group.name}
          people={printed}
          onDone={() => setPrinted(null)}
        />
      )}
    </section>
  )
}
