import { Button } from '@mantine/core'
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ApiKeyMade } from '../../../../src/contract/api-key.ts'
import { readable } from '../../app/api.ts'
import { useT } from '../../app/i18n.ts'
import { EmptyState } from '../../components/EmptyState.tsx'
import { PageHeader } from '../../components/PageHeader.tsx'
import classes from './api-keys.module.css'
import { KeyForm } from './KeyForm.tsx'
import { KeyRow } from './KeyRow.tsx'
import { keysQuery } from './queries.ts'
import { SecretShown } from './SecretShown.tsx'

/** «Khóa API»: which programs may call, with what, until when. */
export function ApiKeysPage() {
  const t = useT()
  const queries = useQueryClient()
  const [making, setMaking] = useState(false)
  const [made, setMade] = useState<ApiKeyMade | null>(null)
  const shown = (key: ApiKeyMade): void => {
    setMaking(false)
    setMade(key)
    void queries.invalidateQueries({ queryKey: keysQuery.queryKey })
  }
  return (
    <>
      <PageHeader
        title={t('api_keys.title')}
        meta={
          <span>
            {t('api_keys.lead')}{' '}
            <a href="/api/docs" target="_blank" rel="noreferrer">
              {t('api_keys.reference')}
            </a>
          </span>
        }
        actions={!making && !made && <Button onClick={() => setMaking(true)}>{t('api_keys.make')}</Button>}
      />
      {made && <SecretShown made={made} onDone={() => setMade(null)} />}
      {making && <KeyForm onMade={shown} onCancel={() => setMaking(false)} />}
      <Keys making={making} onMade={shown} onMake={() => setMaking(true)} />
    </>
  )
}

function Keys(props: { making: boolean; onMade: (made: ApiKeyMade) => void; onMake: () => void }) {
  const t = useT()
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(keysQuery)
  if (error && !data) return <EmptyState title={t('console.error.screen')} text={readable(error)} />
  if (!data) return <p className="muted">{t('console.loading')}</p>
  const keys = data.pages.flatMap((page) => page.items)
  if (keys.length === 0)
    return props.making ? null : (
      <EmptyState
        title={t('api_keys.empty')}
        text={t('api_keys.empty_hint')}
        action={
          <Button variant="default" onClick={props.onMake}>
            {t('api_keys.make')}
          </Button>
        }
      />
    )
  return (
    <>
      <ul className={classes.list} aria-label={t('api_keys.title')}>
        {keys.map((key) => (
          <KeyRow key={key.id} apiKey={key} onMade={props.onMade} />
        ))}
      </ul>
      {hasNextPage && (
        <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('api_keys.older')}
        </Button>
      )}
    </>
  )
}
