import { type ReactNode, useEffect } from 'react'
import { useMe } from '../app/session.ts'
import classes from './PageHeader.module.css'

interface PageHeaderProps {
  title: string
  /** For the window's title when it should say more than the heading: «Bảng theo dõi – Rà soát nhà trọ». */
  windowTitle?: string
  /** Chips before the heading. */
  before?: ReactNode
  /** The line under it. */
  meta?: ReactNode
  /** Buttons; at most one of them primary. */
  actions?: ReactNode
}

/** Characters from which on a title is set smaller: subjects of official letters run over two lines and more. */
const LONG_TITLE = 60

/** The one h1 of a screen. */
export function PageHeader({ title, windowTitle, before, meta, actions }: PageHeaderProps) {
  const federation = useMe().federation.name
  useEffect(() => {
    document.title = `${windowTitle ?? title} – ${federation}`
  }, [title, windowTitle, federation])
  return (
    <header className={classes.header}>
      <div className={classes.row}>
        {before}
        <h1 className={title.length > LONG_TITLE ? `${classes.title} ${classes.long}` : classes.title}>
          {title}
        </h1>
      </div>
      {meta && <div className={classes.meta}>{typeof meta === 'string' ? <span>{meta}</span> : meta}</div>}
      {actions && <div className={classes.actions}>{actions}</div>}
    </header>
  )
}
