import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Navigate } from '@tanstack/react-router'
import { useEffect, useMemo, useSyncExternalStore } from 'react'
import type { Directive } from '../../../../src/contract/directive.ts'
import { readable } from '../../app/api.ts'
import { RouteLoading } from '../../app/fallbacks.tsx'
import { useT } from '../../app/i18n.ts'
import { directiveQuery } from '../../app/queries.ts'
import { EmptyState } from '../../components/EmptyState.tsx'
import { BoardHeader } from './BoardHeader.tsx'
import { BoardNotices } from './BoardNotices.tsx'
import { BoardTabs } from './BoardTabs.tsx'
import classes from './board.module.css'
import { BoardProvider } from './context.tsx'
import { Freshness } from './Freshness.tsx'
import { Funnel } from './Funnel.tsx'
import { BoardFeed } from './feed.ts'
import { ListDrawer } from './ListDrawer.tsx'
import { PrintSheet } from './PrintSheet.tsx'
import { Questions } from './Questions.tsx'
import { ShareKit } from './ShareKit.tsx'
import { StatusVoice } from './StatusVoice.tsx'
import { UnitDrawer } from './UnitDrawer.tsx'
import { UnitsPage } from './UnitsPage.tsx'

const route = getRouteApi('/staff/directives/$directiveId')

/** Bảng theo dõi: how many have it, who has not, whom to call first. */
export function BoardPage() {
  const t = useT()
  const { directiveId } = route.useParams()
  const { data: directive, error } = useQuery(directiveQuery(directiveId))
  if (error && !directive) return <EmptyState title={t('console.error.screen')} text={readable(error)} />
  if (!directive) return <RouteLoading />
  if (['draft', 'template', 'discarded'].includes(directive.state))
    return <Navigate to="/directives/$directiveId/compose" params={{ directiveId }} replace />
  return <Board key={directiveId} directive={directive} />
}

function Board({ directive }: { directive: Directive }) {
  const t = useT()
  const feed = useMemo(() => new BoardFeed(String(directive.id)), [directive.id])
  const state = useSyncExternalStore(feed.subscribe, feed.getState)
  const search = route.useSearch()
  const { board } = state
  const wall = search['che-do'] === 'man-hinh'
  useWallMode(wall)
  if (state.refused) return <EmptyState title={t('console.error.screen')} text={state.refused.message} />
  const page = wall ? 'units' : (search.page ?? 'units')
  return (
    <BoardProvider directive={directive} feed={feed}>
      <div className={classes.screen}>
        <BoardHeader board={board} state={state} wall={wall} />
        <BoardNotices board={board} />
        <Freshness state={state} at={board?.at ?? null}>
          {board ? (
            <Funnel funnel={board.funnel} />
          ) : (
            <div className={classes.funnelSpace} aria-hidden="true" />
          )}
          {!wall && <BoardTabs board={board} page={page} />}
          {board && page === 'units' && <UnitsPage board={board} view={search.view} wall={wall} />}
        </Freshness>
        {page === 'questions' && <Questions openQuestions={board?.openQuestions ?? 0} />}
        {page === 'share' && <ShareKit />}
      </div>
      {board && (
        <>
          <StatusVoice funnel={board.funnel} />
          <ListDrawer board={board} list={search.list} />
          <UnitDrawer board={board} targetId={search.unit} />
          <PrintSheet board={board} />
        </>
      )}
    </BoardProvider>
  )
}

/** The screen on the wall is read from across the room. */
function useWallMode(wall: boolean): void {
  useEffect(() => {
    document.documentElement.toggleAttribute('data-wall', wall)
    return () => document.documentElement.removeAttribute('data-wall')
  }, [wall])
}
