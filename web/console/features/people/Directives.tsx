import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Person } from '../../../../src/contract/person.ts'
import { api } from '../../app/api.ts'
import { useNow } from '../../app/clock.ts'
import { momentText } from '../../app/dates.ts'
import { useT } from '../../app/i18n.ts'
import { notify, notifyError } from '../../app/notify.ts'
import { ConfirmBar } from '../../components/ConfirmBar.tsx'
import { UrgencyChip } from '../../components/UrgencyChip.tsx'
import classes from './people.module.css'

/** What was sent to somebody lately, how far it got, and the links that still open it. */
export function Directives({ person, mayWrite }: { person: Person; mayWrite: boolean }) {
  const t = useT()
  const now = useNow(60)
  const queries = useQueryClient()
  const [asking, setAsking] = useState<number | null>(null)
  const revoke = useMutation({
    mutationFn: (recipientId: number) => api.post(`/api/recipients/${recipientId}/revoke-links`),
    onSuccess: () => notify(t('people.links.revoked')),
    onError: notifyError,
    onSettled: () => {
      setAsking(null)
      return queries.invalidateQueries({ queryKey: ['people'] })
    },
  })
  return (
    <section className={classes.card} aria-label={t('people.directives.title')}>
      <h2>{t('people.directives.title')}</h2>
      {person.directives.length === 0 && <p className="muted">{t('people.directives.none')}</p>}
      <ul className={classes.items}>
        {person.directives.map((one) => (
          <li key={one.recipientId} data-recipient={one.recipientId}>
            <p>
              <UrgencyChip urgency={one.urgency} />{' '}
              <Link to="/directives/$directiveId" params={{ directiveId: String(one.directiveId) }}>
                {one.title}
              </Link>
            </p>
            <p className={classes.small}>
              {[
                one.reference,
                momentText(one.issuedAt, now),
                one.unitName,
                t(`people.directives.state.${one.state}`),
                one.links > 0 && t('people.links.open', { count: one.links }),
              ]
                .filter(Boolean)
                .join(' · ')}
            </p>
            {mayWrite && one.links > 0 && asking !== one.recipientId && (
              <Button
                size="sm"
                variant="default"
                aria-label={t('people.links.revoke_of', { title: one.title })}
                onClick={() => setAsking(one.recipientId)}
              >
                {t('people.links.revoke')}
              </Button>
            )}
            {asking === one.recipientId && (
              <ConfirmBar
                danger
                confirm={t('people.links.revoke')}
                busy={revoke.isPending}
                onConfirm={() => revoke.mutate(one.recipientId)}
                onCancel={() => setAsking(null)}
              >
                {t('people.links.sure')}
              </ConfirmBar>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
