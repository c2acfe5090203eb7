import { Button, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { ChatAccounts, MadeLinkCode } from '../../../../src/contract/chat-link.ts'
import type { Person } from '../../../../src/contract/person.ts'
import { api } from '../../app/api.ts'
import { momentText } from '../../app/dates.ts'
import { useT } from '../../app/i18n.ts'
import { notify, notifyError } from '../../app/notify.ts'
import classes from './people.module.css'

type ChatAccount = ChatAccounts['items'][number]

/** Ways to a person that are linked instead of typed: a chat by a one-time code, another system by its own address. */
export function LinkChat({ person }: { person: Person }) {
  const { data } = useQuery({
    queryKey: ['people', person.id, 'chat-accounts'],
    queryFn: ({ signal }) => api.get<ChatAccounts>(`/api/people/${person.id}/chat-accounts`, signal),
  })
  return data?.items.map((account) =>
    account.by === 'code' ? (
      <ByCode key={account.accountId} person={person} account={account} />
    ) : (
      <ByAddress key={account.accountId} person={person} account={account} />
    ),
  )
}

function ByCode({ person, account }: { person: Person; account: ChatAccount }) {
  const t = useT()
  const make = useMutation({
    mutationFn: () =>
      api.post<MadeLinkCode>(`/api/people/${person.id}/link-codes`, { accountId: account.accountId }),
    onError: notifyError,
  })
  const copy = (address: string) =>
    navigator.clipboard.writeText(address).then(() => notify(t('people.link.copied')), notifyError)
  return (
    <div className={classes.linking}>
      <Button size="sm" variant="default" loading={make.isPending} onClick={() => make.mutate()}>
        {t('people.link.by_code', { name: account.name })}
        {account.linked && ` (${t('people.link.linked')})`}
      </Button>
      {make.data && (
        <div role="status">
          <p>
            {t('people.link.lead', {
              who: person.name,
              channel: t(`people.channel.${account.channel}`),
              until: momentText(make.data.expiresAt, Date.now()),
            })}
          </p>
          <p>
            <code>{make.data.address}</code>{' '}
            <Button size="sm" variant="default" onClick={() => void copy(make.data.address)}>
              {t('people.link.copy')}
            </Button>
          </p>
        </div>
      )}
    </div>
  )
}

function ByAddress({ person, account }: { person: Person; account: ChatAccount }) {
  const t = useT()
  const queries = useQueryClient()
  const [address, setAddress] = useState('')
  const save = useMutation({
    mutationFn: () =>
      api.post(`/api/people/${person.id}/linked-accounts`, { accountId: account.accountId, address }),
    onSuccess: () => {
      setAddress('')
      notify(t('people.link.saved'))
      return queries.invalidateQueries({ queryKey: ['people'] })
    },
    onError: notifyError,
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  return (
    <form className={classes.linking} onSubmit={submit}>
      <TextInput
        label={t('people.link.by_address', { name: account.name })}
        value={address}
        onChange={(event) => setAddress(event.currentTarget.value)}
        maxLength={200}
        required
      />
      <Button type="submit" size="sm" variant="default" loading={save.isPending}>
        {t('people.link.save')}
      </Button>
    </form>
  )
}
