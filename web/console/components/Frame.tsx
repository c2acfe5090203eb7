import { type ReactNode, useEffect } from 'react'
import { changeLocale, currentLocale } from '../app/i18n.ts'
import classes from './Frame.module.css'

/** The one card of every page before sign-in, with the choice of language under it. */
export function Frame(props: { title: string; lead?: ReactNode; wide?: boolean; children: ReactNode }) {
  const { title, lead, children } = props
  useEffect(() => {
    document.title = `${title} – Loa`
  }, [title])
  const other = currentLocale() === 'vi' ? 'en' : 'vi'
  return (
    <main className={classes.page}>
      <div className={classes.card} data-wide={props.wide || undefined}>
        <h1 className={classes.title}>{title}</h1>
        {lead && <p className="muted">{lead}</p>}
        {children}
        <p>
          <button
            type="button"
            className={classes.plain}
            lang={other}
            onClick={() => void changeLocale(other)}
          >
            {other === 'en' ? 'English' : 'Tiếng Việt'}
          </button>
        </p>
      </div>
    </main>
  )
}
