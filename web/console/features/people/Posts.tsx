import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Person } from '../../../../src/contract/person.ts'
import { type Translate, useT } from '../../app/i18n.ts'
import { showDay } from '../../components/days.ts'
import { AddOfficer } from '../../components/people/AddOfficer.tsx'
import { EndPost } from '../../components/people/EndPost.tsx'
import classes from './people.module.css'

type Post = Person['posts'][number]

/** Which posts, where, since when, in which place of the order of contact; now and before. */
export function Posts({ person, mayWrite }: { person: Person; mayWrite: boolean }) {
  const t = useT()
  const [adding, setAdding] = useState(false)
  const [ending, setEnding] = useState<number | null>(null)
  const held = person.posts.filter((post) => post.held)
  const past = person.posts.filter((post) => !post.held)
  return (
    <section className={classes.card} aria-label={t('people.posts.title')}>
      <div className={classes.cardHead}>
        <h2>{t('people.posts.title')}</h2>
        {mayWrite && (
          <Button size="sm" variant="default" onClick={() => setAdding(true)}>
            {t('people.posts.add')}
          </Button>
        )}
      </div>
      {held.length === 0 && <p className="muted">{t('people.posts.none')}</p>}
      <ul className={classes.items}>
        {held.map((post) => (
          <li key={post.postId} data-post={post.postId}>
            <div className={classes.cardHead}>
              <div>
                <p>
                  <b>{post.position}</b> ·{' '}
                  <Link to="/units/$unitId" params={{ unitId: String(post.unitId) }}>
                    {post.unitName}
                  </Link>
                </p>
                <p className={classes.small}>
                  {[spanOf(post, t), orderOf(post, t)].filter(Boolean).join(' · ')}
                </p>
              </div>
              {mayWrite && (
                <Button
                  size="sm"
                  variant="default"
                  aria-label={t('people.end.verb_of', { position: post.position, unit: post.unitName })}
                  onClick={() => setEnding(post.postId)}
                >
                  {t('people.end.verb')}
                </Button>
              )}
            </div>
          </li>
        ))}
      </ul>
      {past.length > 0 && (
        <details>
          <summary className={classes.small}>{t('people.posts.before', { count: past.length })}</summary>
          <ul className={classes.items}>
            {past.map((post) => (
              <li key={post.postId}>
                <p>
                  {post.position} · {post.unitName}
                </p>
                <p className={classes.small}>
                  {[
                    spanOf(post, t),
                    post.endReason && t(`people.reason.${post.endReason}`),
                    post.unitEnded && post.endReason !== 'unit_ended' && t('people.posts.unit_ended'),
                  ]
                    .filter(Boolean)
                    .join(' · ')}
                </p>
              </li>
            ))}
          </ul>
        </details>
      )}
      {adding && <AddOfficer person={person} onClose={() => setAdding(false)} />}
      {ending !== null && <EndPost postId={ending} onClose={() => setEnding(null)} />}
    </section>
  )
}

function spanOf(post: Post, t: Translate): string {
  const from = post.from && showDay(post.from)
  const to = post.to && showDay(post.to)
  if (from && to) return t('people.posts.from_to', { from, to })
  if (to) return t('people.posts.to', { to })
  return from ? t('people.posts.from', { from }) : ''
}

const orderOf = (post: Post, t: Translate): string =>
  post.contactOrder === null ? t('people.posts.no_order') : t('people.posts.order', { n: post.contactOrder })
