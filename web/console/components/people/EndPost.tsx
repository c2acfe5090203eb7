import { Button, Modal, NativeSelect } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import type { PostEnded } from '../../../../src/contract/people.ts'
import type { PostEnding } from '../../../../src/contract/person.ts'
import { api, readable } from '../../app/api.ts'
import { serverNow } from '../../app/clock.ts'
import { isoDay } from '../../app/dates.ts'
import { type Translate, useT } from '../../app/i18n.ts'
import { notify } from '../../app/notify.ts'
import { useMay } from '../../app/session.ts'
import { Banner } from '../Banner.tsx'
import { DayField } from '../DayField.tsx'
import { useSettledClicks } from '../settled-clicks.ts'
import classes from './people.module.css'

interface EndPostProps {
  postId: number
  onClose: () => void
  onEnded?: (ended: PostEnded) => void
}

const REASONS = ['left', 'term', 'moved', 'mistake'] as const

/** A post ends now: first what ends with it and who goes on, then the button. */
export function EndPost({ postId, onClose, onEnded }: EndPostProps) {
  const t = useT()
  const { data: plan, error } = useQuery({
    queryKey: ['people', 'ending', postId],
    queryFn: ({ signal }) => api.get<PostEnding>(`/api/posts/${postId}/end`, signal),
    staleTime: 0,
  })
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={plan ? t('people.end.title_of', { name: plan.personName }) : t('people.end.title')}
      closeButtonProps={{ 'aria-label': t('console.action.close') }}
    >
      {error && <Banner tone="fail">{readable(error)}</Banner>}
      {!plan && !error && <p className="muted">{t('console.loading')}</p>}
      {plan && <Form plan={plan} onClose={onClose} onEnded={onEnded} />}
    </Modal>
  )
}

function Form({ plan, onClose, onEnded }: Omit<EndPostProps, 'postId'> & { plan: PostEnding }) {
  const t = useT()
  const queries = useQueryClient()
  const settled = useSettledClicks()
  const mayEndRights = useMay('unit.write')
  const [reason, setReason] = useState<string>('left')
  const today = isoDay(serverNow())
  const [on, setOn] = useState<string | null>(today)
  const end = useMutation({
    mutationFn: () =>
      api.post<PostEnded>(`/api/posts/${plan.post.postId}/end`, {
        reason,
        ...(on !== today && { on }),
      }),
    onSuccess: async (ended) => {
      notify(t('people.end.done', { name: plan.personName, unit: plan.post.unitName }))
      for (const key of ['people', 'units', 'audience', 'search', 'directive'])
        void queries.invalidateQueries({ queryKey: [key] })
      onEnded?.(ended)
      onClose()
    },
  })
  const refused = plan.rights && !mayEndRights
  const [undated, setUndated] = useState(false)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (end.isPending || !settled()) return
    setUndated(on === null)
    if (on !== null) end.mutate()
  }
  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      <p>
        {plan.post.position} · {plan.post.unitName}
      </p>
      <section aria-label={t('people.end.consequences')}>
        <p>
          <b>{t('people.end.consequences')}</b>
        </p>
        <Consequences plan={plan} t={t} />
      </section>
      {refused && <Banner tone="fail">{t('people.end.rights_refused')}</Banner>}
      <div className={classes.pair}>
        <NativeSelect
          label={t('people.end.reason')}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          data={REASONS.map((value) => ({ value, label: t(`people.reason.${value}`) }))}
        />
        <DayField label={t('people.end.on')} value={on} onChange={setOn} required />
      </div>
      <p className="muted">
        {t('people.end.hand_over_hint')}{' '}
        <Link to="/people/$personId/hand-over" params={{ personId: String(plan.personId) }} onClick={onClose}>
          {t('people.hand_over.verb')}
        </Link>
      </p>
      {undated && <Banner tone="fail">{t('people.add.missing.from')}</Banner>}
      {end.isError && <Banner tone="fail">{readable(end.error)}</Banner>}
      <div className={classes.buttons}>
        <Button type="submit" variant="outline" color="red" loading={end.isPending} disabled={refused}>
          {t('people.end.submit')}
        </Button>
        <Button variant="default" data-autofocus onClick={onClose}>
          {t('console.action.cancel')}
        </Button>
      </div>
    </form>
  )
}

/** What ends at once, and what goes on with whom, one sentence each. */
export function Consequences({ plan, t }: { plan: PostEnding; t: Translate }) {
  if (plan.stays)
    return (
      <ul className={classes.ends}>
        <li>{t('people.end.stays', { unit: plan.post.unitName })}</li>
        {plan.groups.length > 0 && <li>{t('people.end.groups', { names: plan.groups.join(', ') })}</li>}
      </ul>
    )
  return (
    <ul className={classes.ends}>
      <li>{plan.links > 0 ? t('people.end.links', { count: plan.links }) : t('people.end.no_links')}</li>
      {plan.pending > 0 && <li>{t('people.end.pending', { count: plan.pending })}</li>}
      <li>
        {plan.groups.length > 0
          ? t('people.end.groups', { names: plan.groups.join(', ') })
          : t('people.end.no_groups')}
      </li>
      {plan.rights && <li>{t('people.end.rights')}</li>}
      {plan.directives.length > 0 && (
        <li>
          {plan.next
            ? t('people.end.next', {
                count: plan.directives.length,
                name: plan.next.name,
                position: plan.next.position,
              })
            : t('people.end.nobody', { count: plan.directives.length })}
          <ul className={classes.ends}>
            {plan.directives.map((one) => (
              <li key={one.directiveId}>
                <Link to="/directives/$directiveId" params={{ directiveId: String(one.directiveId) }}>
                  {one.title}
                </Link>
              </li>
            ))}
          </ul>
        </li>
      )}
      {plan.directives.length === 0 && <li>{t('people.end.no_directives')}</li>}
      {!plan.next && <li>{t('people.end.empty_unit', { unit: plan.post.unitName })}</li>}
    </ul>
  )
}
