import { Button, NativeSelect } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { UnitChoice } from '../../../../src/contract/organisation.ts'
import { api } from '../../app/api.ts'
import { useT } from '../../app/i18n.ts'
import { notify, notifyError } from '../../app/notify.ts'
import { useMay } from '../../app/session.ts'
import { DayField } from '../../components/DayField.tsx'
import { showDay } from '../../components/days.ts'
import { UnitPicker } from '../../components/UnitPicker.tsx'
import classes from './organisation.module.css'
import { loansQuery } from './queries.ts'

/** Channels of a tier above that units below send through. */
export function Loans() {
  const t = useT()
  const may = useMay('channel.write')
  const queries = useQueryClient()
  const { data } = useQuery(loansQuery)
  const refresh = () => queries.invalidateQueries({ queryKey: loansQuery.queryKey })
  const end = useMutation({
    mutationFn: (id: number) => api.post(`/api/channel-loans/${id}/end`),
    onSuccess: () => notify(t('organisation.loans.ended')),
    onError: notifyError,
    onSettled: refresh,
  })
  if (!data || (data.items.length === 0 && (!may || data.accounts.length === 0))) return null
  return (
    <section className={classes.panel} aria-labelledby="loans">
      <h2 id="loans">{t('organisation.loans.title')}</h2>
      <p className="muted">{t('organisation.loans.lead')}</p>
      {data.items.length === 0 && <p>{t('organisation.loans.empty')}</p>}
      <ul className={classes.events}>
        {data.items.map((loan) => (
          <li key={loan.id} className={classes.event}>
            <div className={classes.eventMain}>
              <p>
                {t('organisation.loans.row', { account: loan.accountName, borrower: loan.borrowerName })}{' '}
                <span className={classes.state} data-state={loan.state}>
                  {t(`organisation.loans.state.${loan.state}`)}
                </span>
              </p>
              <p className="muted">
                {loan.until === null
                  ? t('organisation.loans.since', { from: showDay(loan.from) })
                  : t('organisation.loans.between', { from: showDay(loan.from), until: showDay(loan.until) })}
              </p>
            </div>
            {may && loan.canEnd && loan.state !== 'ended' && (
              <Button variant="default" loading={end.isPending} onClick={() => end.mutate(loan.id)}>
                {t('organisation.loans.end')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {may && data.accounts.length > 0 && <Lend accounts={data.accounts} onLent={refresh} />}
    </section>
  )
}

function Lend(props: { accounts: readonly { id: number; name: string }[]; onLent: () => Promise<void> }) {
  const t = useT()
  const [accountId, setAccountId] = useState(String(props.accounts[0]?.id ?? ''))
  const [borrower, setBorrower] = useState<UnitChoice[]>([])
  const [from, setFrom] = useState<string | null>(null)
  const [until, setUntil] = useState<string | null>(null)
  const lend = useMutation({
    mutationFn: () =>
      api.post('/api/channel-loans', {
        accountId: Number(accountId),
        borrowerUnitId: borrower[0]?.id,
        from,
        until,
      }),
    onSuccess: async () => {
      notify(t('organisation.loans.lent'))
      setBorrower([])
      await props.onLent()
    },
    onError: notifyError,
  })
  return (
    <form
      className={classes.stack}
      onSubmit={(event) => {
        event.preventDefault()
        lend.mutate()
      }}
    >
      <div className={classes.fields}>
        <NativeSelect
          label={t('organisation.loans.account')}
          value={accountId}
          onChange={(event) => setAccountId(event.currentTarget.value)}
          data={props.accounts.map((one) => ({ value: String(one.id), label: one.name }))}
        />
        <DayField label={t('organisation.loans.from')} required value={from} onChange={setFrom} />
        <DayField label={t('organisation.loans.until')} value={until} onChange={setUntil} />
      </div>
      <UnitPicker label={t('organisation.loans.borrower')} single units={borrower} onChange={setBorrower} />
      <div className={classes.actions}>
        <Button
          type="submit"
          variant="default"
          disabled={borrower.length === 0 || !from}
          loading={lend.isPending}
        >
          {t('organisation.loans.lend')}
        </Button>
      </div>
    </form>
  )
}
