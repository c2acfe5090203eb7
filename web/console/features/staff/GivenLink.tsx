import { Button, TextInput } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { LinkGiven } from '../../../../src/contract/staff.ts'
import { fullText } from '../../app/dates.ts'
import { useT } from '../../app/i18n.ts'
import { notify } from '../../app/notify.ts'
import classes from './staff.module.css'

/** The link, on the screen once: to be copied whether it was mailed or not. */
export function GivenLink({ given, onClose }: { given: LinkGiven; onClose: () => void }) {
  const t = useT()
  const copy = async () => {
    await navigator.clipboard.writeText(given.url)
    notify(t('console.action.copied'))
  }
  return (
    <section className={classes.given} aria-label={t('account.staff.link')}>
      <p role="status">
        {t(given.mailed ? 'account.staff.mailed' : 'account.staff.not_mailed', {
          until: fullText(given.expiresAt),
        })}
      </p>
      {given.asked && (
        <p>
          {t(given.asked === 'waiting' ? 'account.staff.role_waits' : 'account.staff.role_given')}{' '}
          {given.asked === 'waiting' && <Link to="/approvals">{t('approval.composer.follow')}</Link>}
        </p>
      )}
      <TextInput label={t('account.staff.link')} readOnly value={given.url} />
      <div className={classes.actions}>
        <Button onClick={() => void copy()}>{t('console.action.copy')}</Button>
        <Button variant="default" onClick={onClose}>
          {t('console.action.close')}
        </Button>
      </div>
    </section>
  )
}
