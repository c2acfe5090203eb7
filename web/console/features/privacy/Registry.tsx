import { Button, NumberInput, Switch, Table } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { PrivacyOverview, PrivacySettings } from '../../../../src/contract/privacy.ts'
import { api, readable } from '../../app/api.ts'
import { fullText } from '../../app/dates.ts'
import { type Translate, useT } from '../../app/i18n.ts'
import { notify, notifyError } from '../../app/notify.ts'
import { useMay, useMe } from '../../app/session.ts'
import { EmptyState } from '../../components/EmptyState.tsx'
import classes from './privacy.module.css'
import { overviewQuery } from './queries.ts'

/** The record of processing activities with the skeleton of the impact assessment, made to be printed. */
export function Registry() {
  const t = useT()
  const me = useMe()
  const { data, error } = useQuery(overviewQuery)
  const mayWrite = useMay('privacy.write')
  if (error && !data) return <EmptyState title={t('console.error.screen')} text={readable(error)} />
  if (!data) return <p className="muted">{t('console.loading')}</p>
  return (
    <article className={classes.registry}>
      <div className={classes.noPrint}>
        <Button variant="default" onClick={() => window.print()}>
          {t('personal.registry.print')}
        </Button>
        {mayWrite && data.wholeTree && <Settings settings={data.settings} t={t} />}
      </div>
      <h2>{t('personal.registry.heading')}</h2>
      <p>{t('personal.registry.controller', { name: me.federation.name })}</p>
      <p>{t('personal.registry.processors')}</p>
      <div className={classes.scroll}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              {(['what', 'whose', 'purpose', 'basis', 'retention'] as const).map((column) => (
                <Table.Th key={column}>{t(`personal.registry.${column}`)}</Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {data.registry.map((line) => (
              <Table.Tr key={line.table}>
                <Table.Td>{line.what}</Table.Td>
                <Table.Td>{line.whose}</Table.Td>
                <Table.Td>{line.purpose}</Table.Td>
                <Table.Td>{line.basis}</Table.Td>
                <Table.Td>{line.retention}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
      <p>{t('personal.registry.not_stored')}</p>
      <h2>{t('personal.registry.assessment')}</h2>
      <ol>
        {(['need', 'risks', 'measures', 'transfers', 'rights', 'sign'] as const).map((part) => (
          <li key={part}>{t(`personal.registry.part.${part}`)}</li>
        ))}
      </ol>
      <Runs runs={data.runs} t={t} />
    </article>
  )
}

function Runs({ runs, t }: { runs: PrivacyOverview['runs']; t: Translate }) {
  if (runs.length === 0) return null
  return (
    <>
      <h2>{t('personal.registry.runs')}</h2>
      <ul>
        {runs.map((run) => (
          <li key={`${run.at} ${run.what}`}>
            {t('personal.registry.run', { at: fullText(run.at), what: run.what, count: run.removed })}
          </li>
        ))}
      </ul>
    </>
  )
}

function Settings({ settings, t }: { settings: PrivacySettings; t: Translate }) {
  const queries = useQueryClient()
  const [changed, setChanged] = useState(settings)
  const save = useMutation({
    mutationFn: () => api.patch('/api/privacy/settings', changed),
    onSuccess: () => {
      notify(t('personal.people.saved'))
      void queries.invalidateQueries({ queryKey: overviewQuery.queryKey })
    },
    onError: notifyError,
  })
  const number = (value: string | number, otherwise: number): number => Number(value) || otherwise
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate()
      }}
    >
      <NumberInput
        hideControls
        label={t('personal.registry.contact_days')}
        min={0}
        max={365}
        value={changed.contactDays}
        onChange={(value) => setChanged({ ...changed, contactDays: number(value, 0) })}
      />
      <NumberInput
        hideControls
        label={t('personal.registry.delivery_months')}
        min={12}
        max={60}
        value={changed.deliveryMonths}
        onChange={(value) => setChanged({ ...changed, deliveryMonths: number(value, 12) })}
      />
      <Switch
        label={t('personal.registry.opened_reported')}
        checked={changed.openedReported}
        onChange={(event) => setChanged({ ...changed, openedReported: event.currentTarget.checked })}
      />
      <div className={classes.actions}>
        <Button type="submit" size="sm" loading={save.isPending}>
          {t('personal.registry.save')}
        </Button>
      </div>
    </form>
  )
}
