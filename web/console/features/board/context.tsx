import { useNavigate } from '@tanstack/react-router'
import { createContext, type ReactNode, useContext, useMemo } from 'react'
import type { Directive } from '../../../../src/contract/directive.ts'
import { useMay } from '../../app/session.ts'
import type { BoardFeed } from './feed.ts'
import { type Nudging, useNudging } from './nudging.ts'
import type { BoardSearch } from './search.ts'

/** What every part of the board may use. Its identity changes rarely, so that a tick redraws only what changed. */
export interface BoardTools {
  readonly directive: Directive
  readonly feed: BoardFeed
  readonly nudging: Nudging
  /** May the reader remind, call, exclude? */
  readonly mayFollow: boolean
  /** Opens or closes parts of the board through the address. */
  show(change: Partial<BoardSearch>): void
}

const Context = createContext<BoardTools | null>(null)

export function BoardProvider(props: { directive: Directive; feed: BoardFeed; children: ReactNode }) {
  const { directive, feed } = props
  const navigate = useNavigate({ from: '/directives/$directiveId' })
  const nudging = useNudging(directive.id, feed)
  const permitted = useMay('directive.follow')
  // Before anything has left there is nothing to remind of; after closing the figures are final.
  const mayFollow = permitted && directive.state !== 'held' && directive.state !== 'closed'
  const tools = useMemo<BoardTools>(
    () => ({
      directive,
      feed,
      nudging,
      mayFollow,
      show: (change) =>
        void navigate({
          search: (old) => ({ ...old, ...change }),
          resetScroll: false,
        }),
    }),
    [directive, feed, nudging, mayFollow, navigate],
  )
  return <Context.Provider value={tools}>{props.children}</Context.Provider>
}

export function useBoardTools(): BoardTools {
  const tools = useContext(Context)
  if (!tools) throw new Error('outside a board')
  return tools
}
