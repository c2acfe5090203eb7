import { Button } from '@mantine/core'
import { type ErrorComponentProps, Link } from '@tanstack/react-router'
import { EmptyState } from '../components/EmptyState.tsx'
import { readable } from './api.ts'
import { useT } from './i18n.ts'

/** A screen that failed says so in a sentence and offers the next step; the rest of the console goes on. */
export function RouteError({ error, reset }: ErrorComponentProps) {
  const t = useT()
  return (
    <EmptyState
      title={t('console.error.screen')}
      text={readable(error)}
      action={
        <Button variant="default" onClick={() => reset()}>
          {t('console.action.try_again')}
        </Button>
      }
    />
  )
}

export function NotFound() {
  const t = useT()
  return (
    <EmptyState
      title={t('console.error.no_page')}
      text={t('console.error.no_page_hint')}
      action={<Link to="/">{t('console.nav.home')}</Link>}
    />
  )
}

export function RouteLoading() {
  const t = useT()
  return (
    <p className="muted" role="status" style={{ padding: 24 }}>
      {t('console.loading')}
    </p>
  )
}
