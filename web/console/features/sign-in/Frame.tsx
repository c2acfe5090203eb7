import { type ReactNode, useEffect } from 'react'
import { changeLocale, currentLocale } from '../../app/i18n.ts'
import classes from './SignIn.module.css'

/** The one card of every page before sign-in, with the choice of language under it. */
export function Frame({ title, lead, children }: { title: string; lead?: ReactNode; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} – Loa`
  }, [title])
  const other = currentLocale() === 'vi' ? 'en' : 'vi'
  return (
    <main className={classes.page}>
      <div className={classes.card}>
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
