import type { ReactNode } from 'react'
import classes from './DemoFrame.module.css'
import { useT } from './i18n.ts'

/** Sample data look different from real ones at first sight: a striped frame and a ribbon that says so. */
export function DemoFrame({ shown, children }: { shown: boolean; children: ReactNode }) {
  const t = useT()
  if (!shown) return children
  return (
    <div className={classes.frame}>
      <div className={classes.ribbon} role="note">
        <b>{t('console.demo.ribbon')}</b> {t('console.demo.promise')}
      </div>
      {children}
    </div>
  )
}
