import { Button, NativeSelect } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ApiKey, ApiKeyMade } from '../../../../src/contract/api-key.ts'
import { api } from '../../app/api.ts'
import { serverNow } from '../../app/clock.ts'
import { agoText, dateText, fullText } from '../../app/dates.ts'
import { useT } from '../../app/i18n.ts'
import { notify, notifyError } from '../../app/notify.ts'
import { ConfirmBar } from '../../components/ConfirmBar.tsx'
import classes from './api-keys.module.css'
import { keysQuery } from './queries.ts'

const OVERLAPS = [0, 1, 24, 72, 168]

/** One key: what it may do and where, when it was used, and how it ends. */
export function KeyRow({ apiKey, onMade }: { apiKey: ApiKey; onMade: (made: ApiKeyMade) => void }) {
  const t = useT()
  const [asking, setAsking] = useState<'rotate' | 'revoke' | null>(null)
  const lives = apiKey.state === 'active' || apiKey.state === 'replaced'
  return (
    <li className={classes.row} data-state={apiKey.state}>
      <div className={classes.main}>
        <div className={classes.titleRow}>
          <h2>{apiKey.name}</h2>
          <code>{apiKey.hint}…</code>
          <span className={classes.state} data-state={apiKey.state}>
            {t(`api_keys.state.${apiKey.state}`)}
          </span>
        </div>
        <p>{apiKey.permissions.map((permission) => t(`api_keys.permission.${permission}`)).join(' · ')}</p>
        <p className={classes.meta}>{t('api_keys.row.where', { unit: apiKey.unit.name })}</p>
        <p className={classes.meta}>
          {[
            t('api_keys.row.made', { by: apiKey.madeBy, at: dateText(apiKey.createdAt) }),
            apiKey.lastUsedAt
              ? t('api_keys.row.used', { ago: agoText(apiKey.lastUsedAt, serverNow()) })
              : t('api_keys.row.unused'),
            apiKey.revokedAt
              ? t('api_keys.row.revoked', { at: fullText(apiKey.revokedAt) })
              : t('api_keys.row.until', { at: fullText(apiKey.expiresAt) }),
          ].join(' · ')}
        </p>
      </div>
      {lives && asking === null && (
        <div className={classes.buttons}>
          {apiKey.state === 'active' && (
            <Button size="sm" variant="default" onClick={() => setAsking('rotate')}>
              {t('api_keys.rotate.button')}
            </Button>
          )}
          <Button size="sm" variant="outline" color="red" onClick={() => setAsking('revoke')}>
            {t('api_keys.revoke.button')}
          </Button>
        </div>
      )}
      {asking === 'rotate' && (
        <Rotate
          apiKey={apiKey}
          onDone={(made) => {
            setAsking(null)
            if (made) onMade(made)
          }}
        />
      )}
      {asking === 'revoke' && <Revoke apiKey={apiKey} onDone={() => setAsking(null)} />}
    </li>
  )
}

function Rotate({ apiKey, onDone }: { apiKey: ApiKey; onDone: (made: ApiKeyMade | null) => void }) {
  const t = useT()
  const [overlapHours, setOverlapHours] = useState(24)
  const rotate = useMutation({
    mutationFn: () => api.post<ApiKeyMade>(`/api/api-keys/${apiKey.id}/rotate`, { overlapHours }),
    onSuccess: onDone,
    onError: notifyError,
  })
  return (
    <ConfirmBar
      confirm={t('api_keys.rotate.confirm')}
      busy={rotate.isPending}
      onConfirm={() => rotate.mutate()}
      onCancel={() => onDone(null)}
    >
      <p>{t('api_keys.rotate.text')}</p>
      <NativeSelect
        label={t('api_keys.rotate.overlap')}
        value={String(overlapHours)}
        onChange={(event) => setOverlapHours(Number(event.currentTarget.value))}
        data={OVERLAPS.map((hours) => ({
          value: String(hours),
          label: t(`api_keys.rotate.hours_${hours}`),
        }))}
      />
    </ConfirmBar>
  )
}

function Revoke({ apiKey, onDone }: { apiKey: ApiKey; onDone: () => void }) {
  const t = useT()
  const queries = useQueryClient()
  const revoke = useMutation({
    mutationFn: () => api.delete(`/api/api-keys/${apiKey.id}`),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: keysQuery.queryKey })
      notify(t('api_keys.revoke.done', { name: apiKey.name }))
      onDone()
    },
    onError: notifyError,
  })
  return (
    <ConfirmBar
      danger
      confirm={t('api_keys.revoke.confirm', { name: apiKey.name })}
      busy={revoke.isPending}
      onConfirm={() => revoke.mutate()}
      onCancel={onDone}
    >
      <p>{t('api_keys.revoke.text')}</p>
    </ConfirmBar>
  )
}
