import { Button, NativeSelect, PasswordInput, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { Approval } from '../../../../src/contract/approval.ts'
import type { AccountField, ChannelAccount } from '../../../../src/contract/channel-account.ts'
import { api, readable } from '../../app/api.ts'
import { useT } from '../../app/i18n.ts'
import { notify } from '../../app/notify.ts'
import { Banner } from '../../components/Banner.tsx'
import type { Part } from './AccountCard.tsx'
import { changedSettings, givenSecrets, type Typed } from './changes.ts'
import classes from './channels.module.css'

interface AccountFormProps {
  account: ChannelAccount
  part: Part
  title: string
  onDone: () => void
}

/** Asks for one change of an account. Credentials are sealed on arrival and never shown again, to nobody. */
export function AccountForm({ account, part, title, onDone }: AccountFormProps) {
  const t = useT()
  const queries = useQueryClient()
  const [typed, setTyped] = useState<Typed>({})
  const [baseUrl, setBaseUrl] = useState(account.baseUrl)
  const [reason, setReason] = useState('')
  const type = (name: string, value: string) => setTyped({ ...typed, [name]: value })
  const change = {
    enabled: () => ({ enabled: !account.enabled }),
    config: () => {
      const config = changedSettings(account, typed)
      return {
        ...(baseUrl.trim() === account.baseUrl ? {} : { baseUrl: baseUrl.trim() }),
        ...(Object.keys(config).length > 0 && { config }),
      }
    },
    secrets: () => ({ secrets: givenSecrets(account, typed) }),
  }[part]()
  const ask = useMutation({
    mutationFn: () =>
      api.post<Approval>('/api/approvals', {
        act: { kind: 'channel_change', accountId: account.id, ...change },
        reason: reason.trim(),
      }),
    onSuccess: (made) => {
      notify(t(made.state === 'waiting' ? 'approval.channel.asked' : 'approval.channel.done'))
      onDone()
    },
    onSettled: async () => {
      await queries.invalidateQueries({ queryKey: ['approvals'] })
      await queries.invalidateQueries({ queryKey: ['channel-accounts'] })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    ask.mutate()
  }
  return (
    <form className={classes.form} aria-label={`${title} ${account.name}`} onSubmit={submit}>
      {ask.error && <Banner tone="fail">{readable(ask.error)}</Banner>}
      {part === 'enabled' && (
        <p>{t(account.enabled ? 'approval.channel.off_causes' : 'approval.channel.on_causes')}</p>
      )}
      {part === 'secrets' && <p className="muted">{t('approval.channel.secrets_hint')}</p>}
      {part === 'config' && (
        <TextInput
          label={t('approval.channel.base_url')}
          value={baseUrl}
          onChange={(event) => setBaseUrl(event.currentTarget.value)}
        />
      )}
      {part !== 'enabled' &&
        account[part].map((field) => (
          <Setting
            key={field.name}
            field={field}
            secret={part === 'secrets'}
            value={typed[field.name] ?? field.value}
            onChange={(value) => type(field.name, value)}
          />
        ))}
      <TextInput
        label={t('account.staff.wanted_reason')}
        maxLength={300}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <div className={classes.actions}>
        <Button type="submit" loading={ask.isPending} disabled={Object.keys(change).length === 0}>
          {t('approval.channel.ask')}
        </Button>
        <Button variant="default" onClick={onDone}>
          {t('console.action.cancel')}
        </Button>
      </div>
    </form>
  )
}

interface SettingProps {
  field: AccountField
  secret: boolean
  value: string
  onChange: (value: string) => void
}

function Setting({ field, secret, value, onChange }: SettingProps) {
  const t = useT()
  const words = t(`approval.channel.field.${field.name}`)
  // A provider's own word where we have none: it is what stands on the provider's page.
  const label = words.startsWith('approval.channel.field.') ? field.name : words
  const props = {
    label,
    value,
    required: secret && !field.optional,
    withAsterisk: false,
    onChange: (event: { currentTarget: { value: string } }) => onChange(event.currentTarget.value),
  }
  if (secret) return <PasswordInput {...props} autoComplete="new-password" />
  if (field.type === 'choice' || field.type === 'yes_no') {
    const choices = field.type === 'yes_no' ? ['true', 'false'] : field.choices
    const name = (choice: string) =>
      field.type === 'yes_no' ? t(choice === 'true' ? 'personal.yes' : 'personal.no') : choice
    return (
      <NativeSelect
        {...props}
        data={[
          ...(value === '' ? [{ value: '', label: '–' }] : []),
          ...choices.map((choice) => ({ value: choice, label: name(choice) })),
        ]}
      />
    )
  }
  return <TextInput {...props} inputMode={field.type === 'number' ? 'decimal' : undefined} />
}
