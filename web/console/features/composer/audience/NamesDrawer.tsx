import { Button, Drawer, TextInput } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Audience, AudienceListKind, AudienceListReply } from '../../../../../src/contract/audience.ts'
import { api, readable } from '../../../app/api.ts'
import { numberText, useT } from '../../../app/i18n.ts'
import { useMay } from '../../../app/session.ts'
import classes from '../composer.module.css'
import { AddContact } from './AddContact.tsx'
import { AddOfficer } from './AddOfficer.tsx'

const PAGE_SIZE = 50

/** The names behind a number: as many as the number says. */
export function NamesDrawer(props: {
  audience: Audience
  kind: AudienceListKind | null
  onClose: () => void
}) {
  const t = useT()
  return (
    <Drawer
      opened={props.kind !== null}
      onClose={props.onClose}
      position="right"
      size="md"
      title={props.kind && t(`composer.names.${props.kind}`)}
      closeButtonProps={{ 'aria-label': t('console.action.close') }}
    >
      {props.kind && <Names key={props.kind} audience={props.audience} kind={props.kind} />}
    </Drawer>
  )
}

function Names({ audience, kind }: { audience: Audience; kind: AudienceListKind }) {
  const t = useT()
  const mayAdd = useMay('directive.follow')
  const [q, setQ] = useState('')
  // Where each page before this one began; the last one is where this page begins.
  const [starts, setStarts] = useState<readonly string[]>([])
  const after = starts.at(-1)
  const { data, error } = useQuery({
    queryKey: ['audience-names', kind, q, after, JSON.stringify(audience)],
    queryFn: () =>
      api.post<AudienceListReply>('/api/audience/list', { audience, kind, q, after, limit: PAGE_SIZE }),
    placeholderData: keepPreviousData,
  })
  const page = starts.length + 1
  const pages = data ? Math.max(page, Math.ceil(data.total / PAGE_SIZE)) : page
  const next = data?.next ?? null
  return (
    <div className={classes.stack}>
      <TextInput
        label={t('composer.names.search')}
        value={q}
        onChange={(event) => {
          setQ(event.currentTarget.value)
          setStarts([])
        }}
      />
      {error && <p className={classes.bad}>{readable(error)}</p>}
      {data && (
        <>
          <p role="status">{t('composer.names.total', { n: numberText(data.total) })}</p>
          {kind.endsWith('without-channel') && data.total > 0 && (
            <p className="muted">
              {t(
                kind.startsWith('people')
                  ? 'composer.names.without_channel_hint'
                  : 'composer.names.units_hint',
              )}
            </p>
          )}
          <ul className={classes.names}>
            {data.items.map((item) => (
              <li key={item.id}>
                <span>{item.name}</span>
                <span className="muted">
                  {[item.detail, item.channel && t(`console.channel.${item.channel}`)]
                    .filter(Boolean)
                    .join(' · ')}
                </span>
                {mayAdd && kind === 'people-without-channel' && <AddContact person={item} />}
                {mayAdd && kind.startsWith('units-without') && <AddOfficer unit={item} />}
              </li>
            ))}
          </ul>
          {pages > 1 && (
            <div className={classes.row}>
              <Button
                size="sm"
                variant="default"
                disabled={page <= 1}
                onClick={() => setStarts(starts.slice(0, -1))}
              >
                {t('composer.names.previous')}
              </Button>
              <span className="num">{t('composer.names.page', { page, pages })}</span>
              <Button
                size="sm"
                variant="default"
                disabled={next === null}
                onClick={() => next && setStarts([...starts, next])}
              >
                {t('composer.names.next')}
              </Button>
            </div>
          )}
        </>
      )}
    </div>
  )
}
