import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { ContactAdded } from '../../../../src/contract/contact.ts'
import type { Person, PersonContact } from '../../../../src/contract/person.ts'
import { ApiError, api, readable } from '../../app/api.ts'
import { useNow } from '../../app/clock.ts'
import { momentText } from '../../app/dates.ts'
import { type Translate, useT } from '../../app/i18n.ts'
import { notify, notifyError } from '../../app/notify.ts'
import { notifyUndo } from '../../app/notify-undo.tsx'
import { LinkChat } from './LinkChat.tsx'
import classes from './people.module.css'

const PROOFS = ['call', 'reply', 'document'] as const

/** Each way to reach somebody: proved how and when, what last went well and what did not. */
export function Contacts({ person, mayWrite }: { person: Person; mayWrite: boolean }) {
  const t = useT()
  const reachable = person.contacts.some((one) => one.state === 'ok' && one.channel !== 'phone')
  return (
    <section className={classes.card} aria-label={t('people.contacts.title')}>
      <h2>{t('people.contacts.title')}</h2>
      {!reachable && !person.erased && <p className={classes.bad}>{t('people.contacts.unreachable')}</p>}
      <ul className={classes.items}>
        {person.contacts.map((contact) => (
          <Contact key={contact.id} contact={contact} mayWrite={mayWrite} />
        ))}
      </ul>
      {mayWrite && <AddContact person={person} />}
      {mayWrite && !person.erased && <LinkChat person={person} />}
    </section>
  )
}

function Contact({ contact, mayWrite }: { contact: PersonContact; mayWrite: boolean }) {
  const t = useT()
  const now = useNow(60)
  const queries = useQueryClient()
  const [how, setHow] = useState<string>('call')
  const [proving, setProving] = useState(false)
  const refresh = () => queries.invalidateQueries({ queryKey: ['people'] })
  const url = `/api/contacts/${contact.id}`
  const restore = () => api.post(`${url}/restore`).then(refresh).catch(notifyError)
  const act = useMutation({
    mutationFn: (what: 'wrong' | 'remove' | 'verify') =>
      what === 'remove'
        ? api.delete(url)
        : api.post(`${url}/${what}`, what === 'verify' ? { how } : undefined),
    onSuccess: (_reply, what) => {
      setProving(false)
      if (what === 'verify') notify(t('people.contacts.verified_now'))
      else notifyUndo(t(`people.contacts.done.${what}`), restore)
    },
    onError: notifyError,
    onSettled: refresh,
  })
  const of = `${t(`people.channel.${contact.channel}`)} ${contact.display}`
  return (
    <li data-contact={contact.id} data-state={contact.state}>
      <p>
        {t(`people.channel.${contact.channel}`)}:{' '}
        {contact.tel ? (
          <a className="num" href={`tel:${contact.tel}`}>
            {contact.display}
          </a>
        ) : (
          <b>{contact.display}</b>
        )}
        {contact.shared && ` (${t('people.contacts.shared')})`}
        {contact.state !== 'ok' && (
          <b className={classes.bad}> · {t(`people.contacts.state.${contact.state}`)}</b>
        )}
      </p>
      <p className={classes.small}>{storyOf(contact, now, t)}</p>
      {mayWrite && contact.state !== 'stopped' && (
        <div className={classes.acts}>
          <Button
            size="sm"
            variant="default"
            aria-label={`${t('people.contacts.verify')}: ${of}`}
            onClick={() => setProving(!proving)}
          >
            {t('people.contacts.verify')}
          </Button>
          {contact.state === 'ok' ? (
            <Button
              size="sm"
              variant="default"
              aria-label={`${t('people.contacts.wrong')}: ${of}`}
              onClick={() => act.mutate('wrong')}
            >
              {t('people.contacts.wrong')}
            </Button>
          ) : (
            <Button
              size="sm"
              variant="default"
              aria-label={`${t('people.contacts.restore')}: ${of}`}
              onClick={() => void restore()}
            >
              {t('people.contacts.restore')}
            </Button>
          )}
          <Button
            size="sm"
            variant="default"
            aria-label={`${t('people.contacts.remove')}: ${of}`}
            onClick={() => act.mutate('remove')}
          >
            {t('people.contacts.remove')}
          </Button>
        </div>
      )}
      {proving && (
        <form
          className={classes.form}
          onSubmit={(event) => {
            event.preventDefault()
            act.mutate('verify')
          }}
        >
          <NativeSelect
            label={t('people.contacts.how')}
            value={how}
            onChange={(event) => setHow(event.currentTarget.value)}
            data={PROOFS.map((value) => ({ value, label: t(`people.proof.${value}`) }))}
          />
          <div className={classes.acts}>
            <Button size="sm" type="submit" loading={act.isPending}>
              {t('people.contacts.verify_save')}
            </Button>
            <Button size="sm" variant="default" onClick={() => setProving(false)}>
              {t('console.action.cancel')}
            </Button>
          </div>
        </form>
      )}
    </li>
  )
}

function storyOf(contact: PersonContact, now: number, t: Translate): string {
  return [
    contact.verifiedAt && contact.verifiedHow
      ? t('people.contacts.verified', {
          how: t(`people.proof.${contact.verifiedHow}`),
          at: momentText(contact.verifiedAt, now),
        })
      : t('people.contacts.unverified'),
    contact.lastSuccessAt && t('people.contacts.success', { at: momentText(contact.lastSuccessAt, now) }),
    contact.lastFailureAt &&
      t('people.contacts.failure', {
        at: momentText(contact.lastFailureAt, now),
        reason: contact.failure,
      }),
  ]
    .filter(Boolean)
    .join(' · ')
}

function AddContact({ person }: { person: Person }) {
  const t = useT()
  const queries = useQueryClient()
  const [address, setAddress] = useState('')
  const add = useMutation({
    mutationFn: () => api.post<ContactAdded>(`/api/persons/${person.id}/contacts`, { address }),
    onSuccess: ({ reachable }) => {
      setAddress('')
      notify(t(reachable ? 'people.contacts.added' : 'people.contacts.added_unserved'))
      return queries.invalidateQueries({ queryKey: ['people'] })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!add.isPending) add.mutate()
  }
  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      <TextInput
        label={t('people.contacts.add_label')}
        placeholder={t('people.contacts.add_example')}
        autoComplete="off"
        value={address}
        maxLength={254}
        error={
          add.error instanceof ApiError ? (add.error.faultOf('address') ?? readable(add.error)) : undefined
        }
        onChange={(event) => {
          setAddress(event.currentTarget.value)
          add.reset()
        }}
      />
      <div className={classes.acts}>
        <Button size="sm" type="submit" variant="default" loading={add.isPending}>
          {t('people.contacts.add')}
        </Button>
      </div>
    </form>
  )
}
