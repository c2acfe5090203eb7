import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { GroupPost, ShareKit as Kit } from '../../../../src/contract/share-kit.ts'
import { api, readable } from '../../app/api.ts'
import { useNow } from '../../app/clock.ts'
import { momentText } from '../../app/dates.ts'
import { useT } from '../../app/i18n.ts'
import { notifyError } from '../../app/notify.ts'
import { EmptyState } from '../../components/EmptyState.tsx'
import classes from './board.module.css'
import { useBoardTools } from './context.tsx'

/** For ordinary Zalo and Facebook groups, where nobody may post for us: words, picture and code, posted by hand. */
export function ShareKit() {
  const t = useT()
  const { directive } = useBoardTools()
  const queryKey = ['directive', String(directive.id), 'share-kit']
  const kit = useQuery({
    queryKey,
    queryFn: ({ signal }) => api.get<Kit>(`/api/directives/${directive.id}/share-kit`, signal),
    refetchInterval: 15_000,
  })
  if (kit.error && !kit.data)
    return <EmptyState title={t('console.error.screen')} text={readable(kit.error)} />
  if (!kit.data) return <p className="muted">{t('console.loading')}</p>
  if (kit.data.posts.length === 0)
    return <EmptyState title={t('board.share.none')} text={t('board.share.none_hint')} />
  return (
    <>
      <p className={classes.lead}>{t('board.share.lead')}</p>
      <ul className={classes.posts}>
        {kit.data.posts.map((post) => (
          <li key={post.id} className={classes.card}>
            <Post post={post} queryKey={queryKey} />
          </li>
        ))}
      </ul>
    </>
  )
}

function Post({ post, queryKey }: { post: GroupPost; queryKey: readonly unknown[] }) {
  const t = useT()
  const now = useNow(60)
  const { mayFollow, feed } = useBoardTools()
  const queries = useQueryClient()
  const mark = useMutation({
    mutationFn: (posted: boolean) => api.post(`/api/group-posts/${post.id}/posted`, { posted }),
    onError: notifyError,
    onSettled: async () => {
      await queries.invalidateQueries({ queryKey })
      await feed.refresh()
    },
  })
  const posted = post.postedAt !== null
  return (
    <>
      <div className={classes.cardHead}>
        <h2>{post.groupName}</h2>
        <span className={posted ? classes.posted : classes.notPosted}>
          {post.postedAt
            ? t('board.share.posted_at', { at: momentText(post.postedAt, now), by: post.postedBy ?? '' })
            : t('board.share.not_posted')}
        </span>
      </div>
      <p className={classes.small}>
        {t(`board.share.platform.${post.platform === 'facebook' ? 'facebook' : 'zalo'}`)}
        {post.opens > 0 && ` · ${t('board.share.opens', { count: post.opens })}`}
      </p>
      <pre className={classes.postText}>{post.text}</pre>
      <div className={classes.postParts}>
        <img
          className={classes.postCard}
          src={`/api/group-posts/${post.id}/card.png`}
          alt={t('board.share.card_alt', { group: post.groupName })}
          loading="lazy"
        />
        <img
          className={classes.postQr}
          src={`/api/group-posts/${post.id}/qr.svg`}
          alt={t('board.share.qr_alt', { link: post.link })}
          loading="lazy"
        />
      </div>
      <div className={classes.unitActs}>
        <CopyText text={post.text} />
        <Button
          variant="default"
          component="a"
          href={`/api/group-posts/${post.id}/card.png`}
          download={`${post.groupName}.png`}
        >
          {t('board.share.save_card')}
        </Button>
        {mayFollow && (
          <Button
            variant={posted ? 'default' : 'outline'}
            loading={mark.isPending}
            onClick={() => mark.mutate(!posted)}
          >
            {t(posted ? 'board.share.unmark' : 'board.share.mark')}
          </Button>
        )}
      </div>
    </>
  )
}

function CopyText({ text }: { text: string }) {
  const t = useT()
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text)
      setCopied(true)
      setTimeout(() => setCopied(false), 5000)
    } catch (error) {
      notifyError(error)
    }
  }
  return (
    <Button variant="default" onClick={() => void copy()}>
      <span aria-live="polite">{t(copied ? 'console.action.copied' : 'board.share.copy')}</span>
    </Button>
  )
}
