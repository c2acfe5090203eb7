import { Button, Checkbox } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { HandOverPlan } from '../../../../src/contract/people.ts'
import type { Person } from '../../../../src/contract/person.ts'
import { api, readable } from '../../app/api.ts'
import { serverNow } from '../../app/clock.ts'
import { fullText } from '../../app/dates.ts'
import { useT } from '../../app/i18n.ts'
import { personQuery } from '../../app/queries.ts'
import { Banner } from '../../components/Banner.tsx'
import { ConfirmBar } from '../../components/ConfirmBar.tsx'
import { EmptyState } from '../../components/EmptyState.tsx'
import { PageHeader } from '../../components/PageHeader.tsx'
import { PersonChoice } from '../../components/people/PersonChoice.tsx'
import { newPerson, type PersonChosen, whoOf } from '../../components/people/person-choice.ts'
import { Moves } from './Moves.tsx'
import classes from './people.module.css'

const route = getRouteApi('/staff/people/$personId/hand-over')

/** «Bàn giao»: what somebody holds, who takes it, what happens then; one act, and its receipt. */
export function HandOver() {
  const t = useT()
  const { personId } = route.useParams()
  const person = useQuery(personQuery(personId))
  const plan = useQuery({
    queryKey: ['people', 'hand-over', personId],
    queryFn: ({ signal }) => api.get<HandOverPlan>(`/api/people/${personId}/hand-over`, signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  })
  const error = person.error ?? plan.error
  if (error) return <EmptyState title={t('console.error.screen')} text={readable(error)} />
  if (!person.data || !plan.data) return <p className="muted">{t('console.loading')}</p>
  return <Wizard key={personId} person={person.data} plan={plan.data} />
}

interface Receipt {
  readonly toPersonId: number
  readonly name: string
  readonly at: number
}

function Wizard({ person, plan }: { person: Person; plan: HandOverPlan }) {
  const t = useT()
  const queries = useQueryClient()
  const [posts, setPosts] = useState<readonly number[]>(plan.posts.map((one) => one.postId))
  const [groups, setGroups] = useState<readonly number[]>(
    plan.groups.filter((one) => !one.byRule).map((one) => one.groupId),
  )
  const [shared, setShared] = useState<readonly number[]>(plan.shared.map((one) => one.contactPointId))
  const [to, setTo] = useState<PersonChosen | null>(null)
  const [checking, setChecking] = useState(false)
  const [lacks, setLacks] = useState<'posts' | 'person'>()
  const [receipt, setReceipt] = useState<Receipt | null>(null)
  const name = to?.kind === 'new' ? to.fullName : (to?.name ?? '')
  const act = useMutation({
    mutationFn: () => {
      const { who, addresses } = whoOf(to ?? newPerson(''))
      return api.post<{ toPersonId: number }>(`/api/people/${person.id}/hand-over`, {
        to: who,
        addresses,
        postIds: posts,
        groupIds: groups,
        sharedContactIds: shared,
      })
    },
    onSuccess: ({ toPersonId }) => {
      setReceipt({ toPersonId, name, at: serverNow() })
      for (const key of ['units', 'audience', 'search', 'directive'])
        void queries.invalidateQueries({ queryKey: [key] })
      void queries.invalidateQueries({ queryKey: ['people', 'list'] })
      void queries.invalidateQueries({ queryKey: ['people', 'one'] })
    },
    onError: () => setChecking(false),
  })
  if (receipt) return <Done person={person} plan={plan} posts={posts} receipt={receipt} />
  if (plan.posts.length === 0)
    return (
      <>
        <PageHeader title={t('people.hand_over.title', { name: person.name })} />
        <EmptyState
          title={t('people.hand_over.nothing')}
          action={
            <Link to="/people/$personId" params={{ personId: String(person.id) }}>
              {person.name}
            </Link>
          }
        />
      </>
    )
  /** What was looked over is not what would be done now. */
  const changing = (set: (ids: readonly number[]) => void) => (ids: readonly number[]) => {
    set(ids)
    setChecking(false)
  }
  const check = () => {
    const missing = posts.length === 0 ? 'posts' : to === null ? 'person' : undefined
    setLacks(missing)
    if (!missing) setChecking(true)
  }
  return (
    <>
      <PageHeader
        title={t('people.hand_over.title', { name: person.name })}
        meta={
          <Link to="/people/$personId" params={{ personId: String(person.id) }}>
            {person.name}
          </Link>
        }
      />
      <div className={classes.steps}>
        {act.isError && <Banner tone="fail">{readable(act.error)}</Banner>}
        {lacks && <Banner tone="fail">{t(`people.hand_over.lacks.${lacks}`)}</Banner>}
        <section className={classes.card}>
          <h2>{t('people.hand_over.what')}</h2>
          <div className={classes.form}>
            <Ticks
              legend={t('people.hand_over.posts')}
              items={plan.posts.map((one) => ({
                id: one.postId,
                label: `${one.position} · ${one.unitName}`,
                hint:
                  one.contactOrder === null
                    ? t('people.posts.no_order')
                    : t('people.posts.order', { n: one.contactOrder }),
              }))}
              ticked={posts}
              onChange={changing(setPosts)}
            />
            <Ticks
              legend={t('people.hand_over.groups')}
              items={plan.groups.map((one) => ({
                id: one.groupId,
                label: one.name,
                ...(one.byRule && { hint: t('people.hand_over.by_rule'), fixed: true }),
              }))}
              ticked={groups}
              onChange={changing(setGroups)}
            />
            <Ticks
              legend={t('people.hand_over.shared')}
              items={plan.shared.map((one) => ({ id: one.contactPointId, label: one.display }))}
              ticked={shared}
              onChange={changing(setShared)}
            />
          </div>
        </section>
        <section className={classes.card}>
          <h2>{t('people.hand_over.who')}</h2>
          <div className={classes.form}>
            <PersonChoice
              label={t('people.hand_over.to')}
              chosen={to}
              onChange={(next) => {
                setTo(next)
                setChecking(false)
                act.reset()
              }}
              error={act.error}
              without={person.id}
            />
          </div>
        </section>
        {checking ? (
          <ConfirmBar
            confirm={t('people.hand_over.submit', { count: posts.length, name })}
            busy={act.isPending}
            onConfirm={() => act.mutate()}
            onCancel={() => setChecking(false)}
          >
            <p>
              <b>{t('people.hand_over.then')}</b>
            </p>
            <Moves
              plan={plan}
              posts={posts}
              groups={groups.length}
              shared={shared.length}
              from={person.name}
              to={name}
            />
          </ConfirmBar>
        ) : (
          <div className={classes.acts}>
            <Button onClick={check}>{t('people.hand_over.check')}</Button>
            <Button
              variant="default"
              renderRoot={(props) => (
                <Link to="/people/$personId" params={{ personId: String(person.id) }} {...props} />
              )}
            >
              {t('console.action.cancel')}
            </Button>
          </div>
        )}
      </div>
    </>
  )
}

interface TicksProps {
  legend: string
  items: readonly { id: number; label: string; hint?: string; fixed?: boolean }[]
  ticked: readonly number[]
  onChange: (ticked: readonly number[]) => void
}

function Ticks({ legend, items, ticked, onChange }: TicksProps) {
  if (items.length === 0) return null
  return (
    <fieldset className={classes.plain}>
      <legend>{legend}</legend>
      <div className={classes.ticks}>
        {items.map(({ id, label, hint, fixed = false }) => (
          <Checkbox
            key={id}
            label={label}
            description={hint}
            disabled={fixed}
            checked={ticked.includes(id)}
            onChange={(event) =>
              onChange(event.currentTarget.checked ? [...ticked, id] : ticked.filter((one) => one !== id))
            }
          />
        ))}
      </div>
    </fieldset>
  )
}

/** What was handed over, when and to whom: to be printed for the file. */
function Done(props: { person: Person; plan: HandOverPlan; posts: readonly number[]; receipt: Receipt }) {
  const t = useT()
  const { person, plan, posts, receipt } = props
  return (
    <>
      <PageHeader title={t('people.hand_over.done')} />
      <section className={classes.card} role="status" style={{ maxWidth: '52rem' }}>
        <p>
          {t('people.hand_over.receipt', { from: person.name, to: receipt.name, at: fullText(receipt.at) })}
        </p>
        <ul className={classes.ends}>
          {plan.posts
            .filter((one) => posts.includes(one.postId))
            .map((one) => (
              <li key={one.postId}>
                {one.position} · {one.unitName}
              </li>
            ))}
        </ul>
        <p className={classes.acts} style={{ marginTop: 12 }}>
          <Button
            renderRoot={(root) => (
              <Link to="/people/$personId" params={{ personId: String(receipt.toPersonId) }} {...root} />
            )}
          >
            {t('people.hand_over.open', { name: receipt.name })}
          </Button>
          <Button variant="default" onClick={() => window.print()}>
            {t('people.print')}
          </Button>
        </p>
      </section>
    </>
  )
}
