import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { AlikePairs } from '../../../../src/contract/person.ts'
import { api, readable } from '../../app/api.ts'
import { type Translate, useT } from '../../app/i18n.ts'
import { notify } from '../../app/notify.ts'
import { Banner } from '../../components/Banner.tsx'
import { ConfirmBar } from '../../components/ConfirmBar.tsx'
import { EmptyState } from '../../components/EmptyState.tsx'
import { PageHeader } from '../../components/PageHeader.tsx'
import { LinkConflicts } from './LinkConflicts.tsx'
import classes from './people.module.css'

type Pair = AlikePairs['items'][number]
type Side = Pair['one']

/** «Có thể là một người»: pairs side by side; a person decides, never the machine. */
export function Duplicates() {
  const t = useT()
  const { data, error } = useQuery({
    queryKey: ['people', 'duplicates'],
    queryFn: ({ signal }) => api.get<AlikePairs>('/api/people/duplicates', signal),
  })
  return (
    <>
      <PageHeader
        title={t('people.twice.title')}
        meta={
          <>
            <Link to="/people">{t('people.title')}</Link>
            <span>{t('people.twice.lead')}</span>
          </>
        }
      />
      <LinkConflicts />
      {error && !data && <EmptyState title={t('console.error.screen')} text={readable(error)} />}
      {!data && !error && <p className="muted">{t('console.loading')}</p>}
      {data?.items.length === 0 && (
        <EmptyState title={t('people.twice.none')} text={t('people.twice.none_hint')} />
      )}
      <div className={classes.stack}>
        {data?.items.map((pair) => (
          <PairCard key={`${pair.one.id}-${pair.other.id}`} pair={pair} />
        ))}
      </div>
      {data?.more && <p className={classes.more}>{t('people.twice.more')}</p>}
    </>
  )
}

function PairCard({ pair }: { pair: Pair }) {
  const t = useT()
  const queries = useQueryClient()
  const [keeping, setKeeping] = useState<Side | null>(null)
  const act = useMutation({
    mutationFn: ({ what, id, otherId }: { what: 'merge' | 'apart'; id: number; otherId: number }) =>
      api.post(`/api/people/${id}/${what}`, { otherId }),
    onSuccess: (_reply, { what }) => {
      notify(t(`people.twice.done.${what}`))
      return queries.invalidateQueries({ queryKey: ['people'] })
    },
    onError: () => setKeeping(null),
  })
  const { one, other } = pair
  const otherOf = (side: Side) => (side.id === one.id ? other : one)
  return (
    <section
      className={classes.card}
      aria-label={t('people.twice.pair', { one: one.name, other: other.name })}
      data-pair={`${one.id}-${other.id}`}
    >
      <p className={classes.small}>
        {pair.reasons.map((reason) => t(`people.alike_by.${reason}`)).join(', ')}
      </p>
      {act.isError && <Banner tone="fail">{readable(act.error)}</Banner>}
      <div className={classes.pair}>
        {[one, other].map((side) => (
          <div key={side.id}>
            <h2>
              <Link to="/people/$personId" params={{ personId: String(side.id) }}>
                {side.name}
              </Link>
            </h2>
            <Facts side={side} t={t} />
            <Button
              size="sm"
              variant="default"
              aria-label={t('people.twice.keep_of', { name: side.name, unit: side.posts[0]?.unitName })}
              onClick={() => setKeeping(side)}
            >
              {t('people.twice.keep')}
            </Button>
          </div>
        ))}
      </div>
      {keeping ? (
        <ConfirmBar
          danger
          confirm={t('people.twice.merge')}
          busy={act.isPending}
          onConfirm={() => act.mutate({ what: 'merge', id: keeping.id, otherId: otherOf(keeping).id })}
          onCancel={() => setKeeping(null)}
        >
          {t('people.twice.sure', {
            keep: keeping.name,
            post: keeping.posts[0] ? `${keeping.posts[0].position}, ${keeping.posts[0].unitName}` : '',
          })}
        </ConfirmBar>
      ) : (
        <div className={classes.acts}>
          <Button
            size="sm"
            variant="default"
            loading={act.isPending}
            aria-label={`${t('people.twice.apart')}: ${one.name}, ${other.name}`}
            onClick={() => act.mutate({ what: 'apart', id: one.id, otherId: other.id })}
          >
            {t('people.twice.apart')}
          </Button>
        </div>
      )}
    </section>
  )
}

function Facts({ side, t }: { side: Side; t: Translate }) {
  return (
    <ul className={classes.items}>
      {side.posts.map((post) => (
        <li key={post.postId}>
          {post.position} · {post.unitName}
        </li>
      ))}
      {side.contacts.map((contact) => (
        <li key={contact.id}>
          {t(`people.channel.${contact.channel}`)}: <span className="num">{contact.display}</span>
        </li>
      ))}
      {side.contacts.length === 0 && <li className="muted">{t('people.no_channel')}</li>}
    </ul>
  )
}
