import { type ReactNode, useEffect, useState } from 'react'
import { timeText } from '../../app/dates.ts'
import { useT } from '../../app/i18n.ts'
import { Banner } from '../../components/Banner.tsx'
import classes from './board.module.css'
import type { BoardState } from './feed.ts'

const STALE_MS = 60_000

/** After a minute without a word from the server the numbers are grey and say of when they are. */
export function Freshness(props: { state: BoardState; at: string | null; children: ReactNode }) {
  const t = useT()
  const stale = useStale(props.state)
  return (
    <>
      {stale && (
        <Banner tone="warn">
          {props.at ? t('board.stale', { at: timeText(props.at) }) : t('board.stale_never')}
        </Banner>
      )}
      <div className={stale ? classes.stale : undefined} data-stale={stale || undefined}>
        {props.children}
      </div>
    </>
  )
}

function useStale({ heardAt, connection }: BoardState): boolean {
  const [stale, setStale] = useState(false)
  useEffect(() => {
    const left = STALE_MS - (performance.now() - heardAt)
    if (connection === 'lost' && left <= 0) {
      setStale(true)
      return
    }
    setStale(false)
    const timer = setTimeout(() => setStale(true), Math.max(0, left))
    return () => clearTimeout(timer)
  }, [heardAt, connection])
  return stale
}
