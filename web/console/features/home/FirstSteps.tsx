import { Link } from '@tanstack/react-router'
import { useT } from '../../app/i18n.ts'
import { useMay } from '../../app/session.ts'
import classes from './home.module.css'

/** A new installation has nobody to send to yet: the three things that come first. */
export function FirstSteps({ hasUnits, hasChannels }: { hasUnits: boolean; hasChannels: boolean }) {
  const t = useT()
  const mayImport = useMay('list.import')
  const mayConnect = useMay('channel.write')
  const mayInvite = useMay('staff.write')
  if (hasUnits && hasChannels) return null
  return (
    <section className={`${classes.card} ${classes.firstSteps}`} aria-labelledby="home-first">
      <h2 id="home-first">{t('home.first.title')}</h2>
      <ol className={classes.first}>
        {mayImport && !hasUnits && (
          <li>
            <Link to="/imports">{t('home.first.import')}</Link>
            <p className={classes.meta}>{t('home.first.import_hint')}</p>
          </li>
        )}
        {mayConnect && !hasChannels && (
          <li>
            <b>{t('home.first.channel')}</b>
            <p className={classes.meta}>
              {t('home.first.channel_hint')} <code>npm run loa -- account add</code>
            </p>
          </li>
        )}
        {mayInvite && (
          <li>
            <Link to="/staff">{t('home.first.invite')}</Link>
            <p className={classes.meta}>{t('home.first.invite_hint')}</p>
          </li>
        )}
        {!hasChannels && !mayConnect && <li>{t('home.first.ask_channel')}</li>}
        {!hasUnits && !mayImport && <li>{t('home.first.ask_import')}</li>}
      </ol>
    </section>
  )
}
