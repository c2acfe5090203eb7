import { Button, NativeSelect, Table } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { HeldData } from '../../../../src/contract/privacy.ts'
import { api, readable } from '../../app/api.ts'
import { CHANNELS } from '../../app/channels.ts'
import { fullText } from '../../app/dates.ts'
import { type Translate, useT } from '../../app/i18n.ts'
import { notify, notifyError } from '../../app/notify.ts'
import { ConfirmBar } from '../../components/ConfirmBar.tsx'
import { EmptyState } from '../../components/EmptyState.tsx'
import classes from './privacy.module.css'
import { heldQuery, overviewQuery } from './queries.ts'

const KINDS = ['access', 'correct', 'erase', 'restrict', 'object', 'withdraw'] as const

/** Everything held about one person, and what they may ask for. */
export function PersonPanel({ personId, mayWrite }: { personId: number; mayWrite: boolean }) {
  const t = useT()
  const { data, error } = useQuery(heldQuery(personId))
  if (error && !data) return <EmptyState title={t('console.error.screen')} text={readable(error)} />
  if (!data) return <p className="muted">{t('console.loading')}</p>
  return (
    <section className={classes.person}>
      <div className={classes.actions}>
        <a href={`/api/privacy/people/${personId}/export?format=html`} download>
          {t('personal.people.export_html')}
        </a>
        <a href={`/api/privacy/people/${personId}/export?format=json`} download>
          {t('personal.people.export_json')}
        </a>
      </div>
      {mayWrite && <Acts personId={personId} t={t} />}
      <Held data={data} t={t} />
    </section>
  )
}

function Acts({ personId, t }: { personId: number; t: Translate }) {
  const queries = useQueryClient()
  const [kind, setKind] = useState<string>('access')
  const [cameBy, setCameBy] = useState('call')
  const [erasing, setErasing] = useState(false)
  const done = (message: string) => {
    notify(message)
    void queries.invalidateQueries({ queryKey: overviewQuery.queryKey })
  }
  const open = useMutation({
    mutationFn: () => api.post('/api/privacy/requests', { personId, kind, cameBy }),
    onSuccess: () => done(t('personal.people.request_opened')),
    onError: notifyError,
  })
  const stop = useMutation({
    mutationFn: (order: { channel: string; stopped: boolean }) =>
      api.post(`/api/privacy/people/${personId}/objections`, { ...order, how: 'call' }),
    onSuccess: () => done(t('personal.people.saved')),
    onError: notifyError,
  })
  const erase = useMutation({
    mutationFn: () => api.post(`/api/privacy/people/${personId}/erase`),
    onSuccess: () => {
      setErasing(false)
      done(t('personal.people.erased'))
    },
    onError: notifyError,
  })
  return (
    <>
      <div className={classes.form}>
        <NativeSelect
          label={t('personal.people.request')}
          value={kind}
          onChange={(event) => setKind(event.currentTarget.value)}
          data={KINDS.map((value) => ({ value, label: t(`personal.kind.${value}`) }))}
        />
        <NativeSelect
          label={t('personal.people.came_by')}
          value={cameBy}
          onChange={(event) => setCameBy(event.currentTarget.value)}
          data={['call', 'paper', 'email'].map((value) => ({ value, label: t(`personal.came_by.${value}`) }))}
        />
        <div className={classes.actions}>
          <Button size="sm" loading={open.isPending} onClick={() => open.mutate()}>
            {t('personal.people.take_down')}
          </Button>
        </div>
      </div>
      <div className={classes.actions}>
        {CHANNELS.map((channel) => (
          <Button
            key={channel}
            size="sm"
            variant="default"
            loading={stop.isPending}
            onClick={() => stop.mutate({ channel, stopped: true })}
          >
            {t('personal.people.stop', { channel: t(`console.channel.${channel}`) })}
          </Button>
        ))}
        <Button size="sm" variant="default" color="red" onClick={() => setErasing(true)}>
          {t('personal.people.erase')}
        </Button>
      </div>
      {erasing && (
        <ConfirmBar
          danger
          confirm={t('personal.people.erase')}
          busy={erase.isPending}
          onConfirm={() => erase.mutate()}
          onCancel={() => setErasing(false)}
        >
          {t('personal.people.erase_sure')}
        </ConfirmBar>
      )}
    </>
  )
}

function Held({ data, t }: { data: HeldData; t: Translate }) {
  return data.sections
    .filter((section) => section.rows.length > 0)
    .map(({ section, name, rows }) => (
      <div key={section}>
        <h2>{name}</h2>
        <div className={classes.scroll}>
          <Table>
            <Table.Thead>
              <Table.Tr>
                {Object.keys(rows[0] ?? {}).map((column) => (
                  <Table.Th key={column}>{t(`personal.field.${column}`)}</Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map((row, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: rows of a report, never reordered
                <Table.Tr key={index}>
                  {Object.entries(row).map(([column, value]) => (
                    <Table.Td key={column}>{cell(value, t)}</Table.Td>
                  ))}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      </div>
    ))
}

function cell(value: string | number | boolean | null, t: Translate): string {
  if (value === null) return '–'
  if (typeof value === 'boolean') return t(value ? 'personal.yes' : 'personal.no')
  const text = String(value)
  return /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}/.test(text)
    ? fullText(text.replace(' ', 'T').replace(/([+-]\d{2})$/, '$1:00'))
    : text
}
