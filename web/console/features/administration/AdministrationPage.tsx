import { Link } from '@tanstack/react-router'
import { administrationOf } from '../../app/administration.ts'
import { useT } from '../../app/i18n.ts'
import { useMe } from '../../app/session.ts'
import { EmptyState } from '../../components/EmptyState.tsx'
import { PageHeader } from '../../components/PageHeader.tsx'
import classes from './administration.module.css'

/** The screens of those who keep the installation, each with a sentence that says what it is for. */
export function AdministrationPage() {
  const t = useT()
  const screens = administrationOf(useMe().permissions)
  return (
    <>
      <PageHeader title={t('console.nav.administration')} meta={t('console.administration.lead')} />
      {screens.length === 0 && (
        <EmptyState title={t('console.administration.none')} text={t('console.administration.none_hint')} />
      )}
      <ul className={classes.screens}>
        {screens.map(({ to, name, hint }) => (
          <li key={to}>
            <Link to={to} className={classes.screen}>
              <b>{t(name)}</b>
              <span className="muted">{t(hint)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </>
  )
}
