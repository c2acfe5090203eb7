import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ApiKeyChoices, ApiKeyMade } from '../../../../src/contract/api-key.ts'
import type { Permission } from '../../../../src/contract/session.ts'
import { ApiError, api, readable } from '../../app/api.ts'
import { serverNow } from '../../app/clock.ts'
import { dateText } from '../../app/dates.ts'
import { useT } from '../../app/i18n.ts'
import classes from './api-keys.module.css'
import { PRESETS, type Preset, presetOf } from './presets.ts'
import { choicesQuery } from './queries.ts'
import { type ChosenUnit, UnitField } from './UnitField.tsx'

const DAY = 86_400_000
const LIVES = [30, 90, 180, 365]

interface FormProps {
  onMade: (made: ApiKeyMade) => void
  onCancel: () => void
}

export function KeyForm(props: FormProps) {
  const t = useT()
  const { data: choices, error } = useQuery(choicesQuery)
  if (error) return <p role="alert">{readable(error)}</p>
  if (!choices) return <p className="muted">{t('console.loading')}</p>
  return <Form choices={choices} {...props} />
}

function Form({ choices, onMade, onCancel }: FormProps & { choices: ApiKeyChoices }) {
  const t = useT()
  const [name, setName] = useState('')
  const [permissions, setPermissions] = useState<readonly Permission[]>(PRESETS.read)
  const [unit, setUnit] = useState<ChosenUnit | null>(choices.units[0] ?? null)
  const [days, setDays] = useState(90)
  const now = serverNow()
  const make = useMutation({
    mutationFn: () =>
      api.post<ApiKeyMade>('/api/api-keys', {
        name,
        permissions,
        unitId: unit?.id,
        expiresAt: new Date(serverNow() + days * DAY).toISOString(),
      }),
    onSuccess: onMade,
  })
  const fault = (field: string): string | undefined =>
    make.error instanceof ApiError ? make.error.faultOf(field) : undefined
  return (
    <form
      className={classes.form}
      aria-label={t('api_keys.make')}
      onSubmit={(event) => {
        event.preventDefault()
        make.mutate()
      }}
    >
      <TextInput
        label={t('api_keys.form.name')}
        description={t('api_keys.form.name_hint')}
        value={name}
        maxLength={100}
        required
        withAsterisk={false}
        error={fault('name')}
        onChange={(event) => setName(event.currentTarget.value)}
        data-autofocus
      />
      <UnitField choices={choices.units} unit={unit} onChange={setUnit} />
      <Rights choices={choices.permissions} permissions={permissions} onChange={setPermissions} />
      <NativeSelect
        label={t('api_keys.form.life')}
        value={String(days)}
        error={fault('expiresAt')}
        onChange={(event) => setDays(Number(event.currentTarget.value))}
        data={LIVES.filter((life) => life <= choices.longestDays).map((life) => ({
          value: String(life),
          label: t('api_keys.form.days', { days: life, until: dateText(now + life * DAY) }),
        }))}
      />
      {make.error && (
        <p role="alert" className={classes.bad}>
          {readable(make.error)}
        </p>
      )}
      <div className={classes.buttons}>
        <Button type="submit" loading={make.isPending} disabled={!unit || permissions.length === 0}>
          {t('api_keys.make')}
        </Button>
        <Button variant="default" onClick={onCancel}>
          {t('console.action.cancel')}
        </Button>
      </div>
    </form>
  )
}

function Rights(props: {
  choices: readonly Permission[]
  permissions: readonly Permission[]
  onChange: (permissions: readonly Permission[]) => void
}) {
  const t = useT()
  const [open, setOpen] = useState(false)
  const preset: Preset = open ? 'own' : presetOf(props.permissions)
  const allowed = (Object.keys(PRESETS) as (keyof typeof PRESETS)[]).filter((one) =>
    PRESETS[one].every((permission) => props.choices.includes(permission)),
  )
  return (
    <>
      <NativeSelect
        label={t('api_keys.form.purpose')}
        value={preset}
        onChange={(event) => {
          const chosen = event.currentTarget.value as Preset
          setOpen(chosen === 'own')
          if (chosen !== 'own') props.onChange(PRESETS[chosen])
        }}
        data={[...allowed, 'own' as const].map((one) => ({
          value: one,
          label: t(`api_keys.preset.${one}`),
        }))}
      />
      {preset === 'own' && (
        <Checkbox.Group
          label={t('api_keys.form.permissions')}
          value={[...props.permissions]}
          onChange={(values) => props.onChange(values as Permission[])}
        >
          <div className={classes.ticks}>
            {props.choices.map((permission) => (
              <Checkbox key={permission} value={permission} label={t(`api_keys.permission.${permission}`)} />
            ))}
          </div>
        </Checkbox.Group>
      )}
    </>
  )
}
