import { useEffect, useState } from 'react'

/**
 * The first rows at once, the rest when the browser is idle: a table of 800 rows takes a slow PC more than a second,
 * and nobody reads row 700 first. All of them end up in the page, so that Ctrl+F finds them.
 */
export function useGradually<T>(items: readonly T[], first = 100): readonly T[] {
  const [shown, setShown] = useState(first)
  const more = shown < items.length
  useEffect(() => {
    if (!more) return
    const timer = setTimeout(() => setShown((count) => count + first), 16)
    return () => clearTimeout(timer)
  }, [more, first])
  return more ? items.slice(0, shown) : items
}
