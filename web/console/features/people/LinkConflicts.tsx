import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { LinkConflicts as Conflicts } from '../../../../src/contract/chat-link.ts'
import { api, readable } from '../../app/api.ts'
import { useT } from '../../app/i18n.ts'
import { notify } from '../../app/notify.ts'
import { Banner } from '../../components/Banner.tsx'
import classes from './people.module.css'

type Conflict = Conflicts['items'][number]

/** Chats that two people claim: nothing was moved, a person decides. */
export function LinkConflicts() {
  const t = useT()
  const { data } = useQuery({
    queryKey: ['people', 'link-conflicts'],
    queryFn: ({ signal }) => api.get<Conflicts>('/api/link-conflicts', signal),
  })
  if (!data?.items.length) return null
  return (
    <section className={classes.stack} aria-label={t('people.claims.title')}>
      <h2>{t('people.claims.title')}</h2>
      <p>{t('people.claims.lead')}</p>
      {data.items.map((conflict) => (
        <ConflictCard key={conflict.id} conflict={conflict} />
      ))}
    </section>
  )
}

function ConflictCard({ conflict }: { conflict: Conflict }) {
  const t = useT()
  const queries = useQueryClient()
  const decide = useMutation({
    mutationFn: (outcome: 'holder' | 'claimant') =>
      api.post(`/api/link-conflicts/${conflict.id}/decide`, { outcome }),
    onSuccess: () => {
      notify(t('people.claims.decided'))
      return queries.invalidateQueries({ queryKey: ['people'] })
    },
  })
  const { holder, claimant } = conflict
  return (
    <div className={classes.card} data-conflict={conflict.id}>
      <p className={classes.small}>{t(`people.channel.${conflict.channel}`)}</p>
      {decide.isError && <Banner tone="fail">{readable(decide.error)}</Banner>}
      <div className={classes.pair}>
        <Side label={t('people.claims.holds')} side={holder} />
        <Side label={t('people.claims.claims')} side={claimant} />
      </div>
      {conflict.mayDecide ? (
        <div className={classes.acts}>
          <Button
            size="sm"
            variant="default"
            loading={decide.isPending}
            onClick={() => decide.mutate('holder')}
          >
            {t('people.claims.keep')}
          </Button>
          <Button
            size="sm"
            variant="default"
            loading={decide.isPending}
            onClick={() => decide.mutate('claimant')}
          >
            {t('people.claims.give', { name: claimant.name })}
          </Button>
        </div>
      ) : (
        <p>{t('people.claims.beyond')}</p>
      )}
    </div>
  )
}

function Side({ label, side }: { label: string; side: Conflict['holder'] }) {
  const t = useT()
  return (
    <div>
      <p className={classes.small}>{label}</p>
      <h3>
        {side.personId === null ? (
          t('people.claims.somebody')
        ) : (
          <Link to="/people/$personId" params={{ personId: String(side.personId) }}>
            {side.name}
          </Link>
        )}
      </h3>
      <p>{side.unit}</p>
    </div>
  )
}
