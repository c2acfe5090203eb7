import { Button } from '@mantine/core'
import { useNow } from '../app/clock.ts'
import { countdownText } from '../app/dates.ts'
import { useT } from '../app/i18n.ts'
import classes from './HoldBar.module.css'
import { useSettledClicks } from './settled-clicks.ts'

interface HoldBarProps {
  /** Until when the server holds it back (its clock). Reloading or closing the page neither sends nor stops. */
  heldUntil: string
  units: number
  isDrill?: boolean
  busy?: boolean
  onStop: () => void
  onRelease: () => void
}

/** «Sẽ gửi sau 00:18 · Dừng gửi · Gửi ngay»: the last moment in which nothing has left yet. */
export function HoldBar({ heldUntil, units, isDrill, busy, onStop, onRelease }: HoldBarProps) {
  const t = useT()
  const settled = useSettledClicks()
  const left = Date.parse(heldUntil) - useNow()
  return (
    <section className={classes.bar} aria-label={t('console.hold.label')}>
      <div className={classes.text}>
        <p className={classes.lead}>
          {left > 0 ? (
            <>
              {t(isDrill ? 'console.hold.leaves_in_drill' : 'console.hold.leaves_in', { count: units })}{' '}
              <span className="num" role="timer" aria-live="off">
                {countdownText(left)}
              </span>
            </>
          ) : (
            t('console.hold.leaving')
          )}
        </p>
        <p>{t('console.hold.hint')}</p>
      </div>
      <div className={classes.buttons}>
        <Button variant="outline" color="red" disabled={busy} onClick={() => settled() && onStop()}>
          {t('console.hold.stop')}
        </Button>
        <Button variant="default" disabled={busy || left <= 0} onClick={() => settled() && onRelease()}>
          {t('console.hold.release')}
        </Button>
      </div>
    </section>
  )
}
