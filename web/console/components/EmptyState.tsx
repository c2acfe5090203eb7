import type { ReactNode } from 'react'
import classes from './EmptyState.module.css'

/** Nothing to show: one sentence, its reason, one next step. */
export function EmptyState(props: { title: string; text?: ReactNode; action?: ReactNode }) {
  return (
    <div className={classes.empty}>
      <p className={classes.title}>{props.title}</p>
      {props.text && <p className="muted">{props.text}</p>}
      {props.action && <div className={classes.action}>{props.action}</div>}
    </div>
  )
}
