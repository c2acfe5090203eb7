import { useNow } from '../app/clock.ts'
import { countdownText } from '../app/dates.ts'

/** «00:18» until an instant of the server's clock. Not a live region: a screen reader would never stop. */
export function Countdown({ until, zero }: { until: string; zero?: string }) {
  const left = Date.parse(until) - useNow()
  if (left <= 0 && zero !== undefined) return zero
  return (
    <span className="num" role="timer" aria-live="off">
      {countdownText(left)}
    </span>
  )
}
