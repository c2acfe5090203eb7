import { useSyncExternalStore } from 'react'

/**
 * The server's time. Countdowns never trust the office PC, whose clock may be minutes wrong: every reply that carries
 * an instant corrects the offset.
 */
let offsetMs = 0

export function learnServerTime(iso: string): void {
  const at = Date.parse(iso)
  if (Number.isFinite(at)) offsetMs = at - Date.now()
}

export const serverNow = (): number => Date.now() + offsetMs

const listeners = new Set<() => void>()
let second = Math.floor(serverNow() / 1000)
let timer: ReturnType<typeof setInterval> | undefined

function tick(): void {
  const now = Math.floor(serverNow() / 1000)
  if (now === second) return
  second = now
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  if (listeners.size === 1) timer = setInterval(tick, 250)
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) clearInterval(timer)
  }
}

/** The server's time in ms, renewed each full `everySeconds` seconds; all of a page's clocks share one timer. */
export function useNow(everySeconds = 1): number {
  return (
    useSyncExternalStore(subscribe, () => {
      if (listeners.size === 0) second = Math.floor(serverNow() / 1000)
      return Math.floor(second / everySeconds) * everySeconds
    }) * 1000
  )
}
