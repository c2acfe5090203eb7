import { Outlet, useRouterState } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { ApprovalBanner } from '../features/approvals/ApprovalBanner.tsx'
import { DemoFrame } from './DemoFrame.tsx'
import { useT } from './i18n.ts'
import { Rail } from './Rail.tsx'
import classes from './Shell.module.css'
import { useMe } from './session.ts'

/** The frame of every screen: a rail of words on the left, one screen beside it. */
export function Shell() {
  const me = useMe()
  const wall = useRouterState({
    select: (state) => (state.location.search as Record<string, unknown>)['che-do'] === 'man-hinh',
  })
  const main = useFocusOnNavigation()
  return (
    <DemoFrame shown={me.isDemo}>
      <div className={wall ? classes.wall : classes.app}>
        <SkipLink />
        {!wall && <Rail />}
        <main ref={main} id="main" className={classes.main} tabIndex={-1}>
          {!wall && me.permissions.includes('approval.use') && <ApprovalBanner />}
          <Outlet />
        </main>
      </div>
    </DemoFrame>
  )
}

function SkipLink() {
  const t = useT()
  return (
    <a className={classes.skip} href="#main">
      {t('console.skip')}
    </a>
  )
}

/** After a change of screen the reader of a screen reader starts at the new screen, not in the rail. */
function useFocusOnNavigation() {
  const main = useRef<HTMLElement>(null)
  const pathname = useRouterState({ select: (state) => state.location.pathname })
  const last = useRef(pathname)
  useEffect(() => {
    if (last.current === pathname) return
    last.current = pathname
    main.current?.focus({ preventScroll: true })
  }, [pathname])
  return main
}
