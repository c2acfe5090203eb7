import { useEffect, useRef } from 'react'

/** A button that has just appeared may receive a click that was meant for what stood there before. */
const SETTLE_MS = 600

/** Says whether the component has been on the screen long enough for a click to be meant for it. */
export function useSettledClicks(): () => boolean {
  const shownAt = useRef(Number.POSITIVE_INFINITY)
  useEffect(() => {
    shownAt.current = performance.now()
  }, [])
  return () => performance.now() - shownAt.current >= SETTLE_MS
}
