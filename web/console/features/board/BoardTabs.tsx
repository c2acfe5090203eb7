import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { BoardSnapshot } from '../../../../src/contract/board.ts'
import { api } from '../../app/api.ts'
import { useT } from '../../app/i18n.ts'
import { notifyError } from '../../app/notify.ts'
import { useMay } from '../../app/session.ts'
import { ConfirmBar } from '../../components/ConfirmBar.tsx'
import classes from './board.module.css'
import { useBoardTools } from './context.tsx'
import { BOARD_PAGES, type BoardPageName } from './search.ts'

/** The board's three pages, and the acts that are needed seldom. */
export function BoardTabs({ board, page }: { board: BoardSnapshot | null; page: BoardPageName }) {
  const t = useT()
  const { directive, feed, show } = useBoardTools()
  const mayIssue = useMay('directive.issue')
  const queries = useQueryClient()
  const [closing, setClosing] = useState(false)
  const close = useMutation({
    mutationFn: () => api.post(`/api/directives/${directive.id}/close`),
    onSuccess: () => setClosing(false),
    onError: notifyError,
    onSettled: async () => {
      await queries.invalidateQueries({ queryKey: ['directive', String(directive.id)] })
      await feed.refresh()
    },
  })
  const counts: Record<BoardPageName, string> = {
    units: '',
    questions: board?.openQuestions ? ` ${board.openQuestions}` : '',
    share: board?.groupPosts.total ? ` ${board.groupPosts.posted}/${board.groupPosts.total}` : '',
  }
  const mayClose = mayIssue && (directive.state === 'sent' || directive.state === 'stopped')
  const left = board ? board.funnel.due - board.funnel.acknowledged : 0
  return (
    <>
      <div className={classes.pages}>
        <nav className={classes.pageTabs} aria-label={t('board.page.label')}>
          {BOARD_PAGES.map((name) => (
            <button
              key={name}
              type="button"
              aria-current={page === name ? 'page' : undefined}
              onClick={() => show({ page: name === 'units' ? undefined : name })}
            >
              {t(`board.page.${name}`)}
              <b className="num">{counts[name]}</b>
            </button>
          ))}
        </nav>
        <div className={classes.seldom}>
          <Button size="sm" variant="subtle" onClick={() => window.print()}>
            {t('board.action.print')}
          </Button>
          <Button
            size="sm"
            variant="subtle"
            component="a"
            href={`/api/directives/${directive.id}/export?list=${directive.acknowledge ? 'unacknowledged' : 'due'}&format=csv`}
            download
          >
            {t('board.action.export')}
          </Button>
          <Button size="sm" variant="subtle" onClick={() => show({ 'che-do': 'man-hinh' })}>
            {t('board.action.wall')}
          </Button>
          {mayClose && (
            <Button size="sm" variant="subtle" disabled={closing} onClick={() => setClosing(true)}>
              {t('board.action.close')}
            </Button>
          )}
        </div>
      </div>
      {closing && (
        <ConfirmBar
          confirm={t('board.close.confirm')}
          busy={close.isPending}
          onConfirm={() => close.mutate()}
          onCancel={() => setClosing(false)}
        >
          {directive.acknowledge && left > 0 && <p>{t('board.close.left', { count: left })}</p>}
          <p>{t('board.close.hint')}</p>
        </ConfirmBar>
      )}
    </>
  )
}
