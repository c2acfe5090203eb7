import type { ReactNode } from 'react'
import classes from './Banner.module.css'

/** Something that concerns the whole screen: what happened, what it means, what to do. */
export function Banner(props: { tone: 'warn' | 'fail' | 'info'; children: ReactNode; action?: ReactNode }) {
  return (
    <div className={`${classes.banner} ${classes[props.tone]}`} role="status" data-tone={props.tone}>
      <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true">
        {props.tone === 'info' ? (
          <circle cx="10" cy="10" r="8" fill="none" stroke="currentColor" strokeWidth="2" />
        ) : (
          <path d="M10 2 19 18H1Z" fill="none" stroke="currentColor" strokeWidth="2" strokeLinejoin="round" />
        )}
        <path d="M10 7v5" stroke="currentColor" strokeWidth="2" />
        <circle cx="10" cy="14.500" r="1.200" fill="currentColor" />
      </svg>
      <div className={classes.text}>{props.children}</div>
      {props.action}
    </div>
  )
}
