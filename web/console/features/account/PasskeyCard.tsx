import { Button, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { Account, RecoveryCodes } from '../../../../src/contract/account.ts'
import type { PasskeyOptions } from '../../../../src/contract/passkey.ts'
import { api, readable } from '../../app/api.ts'
import { dateText } from '../../app/dates.ts'
import { useT } from '../../app/i18n.ts'
import { hasPasskeys, makePasskey } from '../../app/passkey.ts'
import { Banner } from '../../components/Banner.tsx'
import classes from './account.module.css'
import { useAccountChanged } from './query.ts'
import { ProofDeclined, useProof } from './useProof.tsx'

interface PasskeyCardProps {
  account: Account
  onCodes: (codes: readonly string[]) => void
}

/** «Khóa đăng nhập»: passkeys of this device, of a telephone or on a key; each has a name by which its owner knows it. */
export function PasskeyCard({ account, onCodes }: PasskeyCardProps) {
  const t = useT()
  const changed = useAccountChanged()
  const { prove, dialog } = useProof(account)
  const [naming, setNaming] = useState(false)
  const add = useMutation({
    mutationFn: async (name: string) => {
      const options = await prove((password) =>
        api.post<PasskeyOptions>('/api/account/passkeys/options', { password }),
      )
      const answer = await makePasskey(options)
      return api.post<RecoveryCodes>('/api/account/passkeys', { name, answer })
    },
    onSuccess: async ({ codes }) => {
      setNaming(false)
      if (codes.length > 0) onCodes(codes)
      await changed()
    },
  })
  const failed = add.error instanceof ProofDeclined ? null : add.error
  const mayAdd = account.addPasskeys === 'yes' && hasPasskeys()
  return (
    <section className={classes.card} aria-labelledby="passkey-heading">
      <h2 id="passkey-heading">{t('account.passkey.title')}</h2>
      <p>{t('account.passkey.lead')}</p>
      {failed && <Banner tone="fail">{readable(failed)}</Banner>}
      {account.passkeys.length > 0 && (
        <ul className={classes.rows}>
          {account.passkeys.map((passkey) => (
            <PasskeyRow key={passkey.id} account={account} passkey={passkey} />
          ))}
        </ul>
      )}
      {mayAdd && !naming && (
        <Button variant="default" onClick={() => setNaming(true)}>
          {t('account.passkey.add')}
        </Button>
      )}
      {mayAdd && naming && (
        <NameForm
          label={t('account.passkey.make')}
          name={t('account.passkey.usual_name')}
          pending={add.isPending}
          onName={(name) => add.mutate(name)}
          onCancel={() => {
            setNaming(false)
            add.reset()
          }}
        />
      )}
      {!mayAdd && (
        <p className="muted">
          {t(`account.passkey.why_not.${account.addPasskeys === 'yes' ? 'browser' : account.addPasskeys}`)}
        </p>
      )}
      {dialog}
    </section>
  )
}

function PasskeyRow({ account, passkey }: { account: Account; passkey: Account['passkeys'][number] }) {
  const t = useT()
  const changed = useAccountChanged()
  const { prove, dialog } = useProof(account)
  const [renaming, setRenaming] = useState(false)
  const rename = useMutation({
    mutationFn: (name: string) => api.patch(`/api/account/passkeys/${passkey.id}`, { name }),
    onSuccess: async () => {
      setRenaming(false)
      await changed()
    },
  })
  const remove = useMutation({
    mutationFn: () =>
      prove((password) => api.post(`/api/account/passkeys/${passkey.id}/remove`, { password })),
    onSuccess: changed,
  })
  const failed = rename.error ?? (remove.error instanceof ProofDeclined ? null : remove.error)
  return (
    <li data-passkey={passkey.id}>
      {failed && <Banner tone="fail">{readable(failed)}</Banner>}
      {renaming ? (
        <NameForm
          label={t('account.passkey.save_name')}
          name={passkey.name}
          pending={rename.isPending}
          onName={(name) => rename.mutate(name)}
          onCancel={() => setRenaming(false)}
        />
      ) : (
        <>
          <span>
            {passkey.name}
            <br />
            <span className={classes.small}>
              {[
                t('account.passkey.added', { date: dateText(passkey.createdAt) }),
                passkey.lastUsedAt
                  ? t('account.passkey.used', { date: dateText(passkey.lastUsedAt) })
                  : t('account.passkey.unused'),
              ].join(' · ')}
            </span>
          </span>
          <span className={classes.actions}>
            <Button size="sm" variant="default" onClick={() => setRenaming(true)}>
              {t('account.passkey.rename')}
              <span className="visually-hidden"> {passkey.name}</span>
            </Button>
            <Button size="sm" variant="default" loading={remove.isPending} onClick={() => remove.mutate()}>
              {t('account.passkey.remove')}
              <span className="visually-hidden"> {passkey.name}</span>
            </Button>
          </span>
        </>
      )}
      {dialog}
    </li>
  )
}

interface NameFormProps {
  label: string
  name: string
  pending: boolean
  onName: (name: string) => void
  onCancel: () => void
}

function NameForm({ label, name: given, pending, onName, onCancel }: NameFormProps) {
  const t = useT()
  const [name, setName] = useState(given)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onName(name)
  }
  return (
    <form className={classes.form} onSubmit={submit}>
      <TextInput
        label={t('account.passkey.name')}
        description={t('account.passkey.name_hint')}
        maxLength={60}
        autoFocus
        required
        withAsterisk={false}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <div className={classes.actions}>
        <Button type="submit" loading={pending}>
          {label}
        </Button>
        <Button variant="default" onClick={onCancel}>
          {t('console.action.cancel')}
        </Button>
      </div>
    </form>
  )
}
