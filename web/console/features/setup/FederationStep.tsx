import { Button, NativeSelect, TextInput } from '@mantine/core'
import type { FormEvent } from 'react'
import type { SetupFederation, SetupOpened } from '../../../../src/contract/setup.ts'
import { useT } from '../../app/i18n.ts'
import { Letterhead } from './Letterhead.tsx'
import classes from './setup.module.css'

interface FederationStepProps {
  federation: SetupFederation
  tiers: SetupOpened['tiers']
  faultOf: (field: string) => string | undefined
  onChange: (change: Partial<SetupFederation>) => void
  onNext: () => void
}

/** ① What the federation is called and what stands at the head of its documents. */
export function FederationStep({ federation, tiers, faultOf, onChange, onNext }: FederationStepProps) {
  const t = useT()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onNext()
  }
  const field = (name: Exclude<keyof SetupFederation, 'typeCode'>) => ({
    label: t(`setup.federation.${name}`),
    placeholder: t(`setup.federation.example.${name}`),
    error: faultOf(`federation.${name}`),
    value: federation[name],
    onChange: (event: { currentTarget: { value: string } }) =>
      onChange({ [name]: event.currentTarget.value }),
    withAsterisk: false,
  })
  return (
    <form className={classes.form} onSubmit={submit}>
      <TextInput {...field('name')} required autoFocus maxLength={300} />
      <div className={classes.pair}>
        <TextInput {...field('shortName')} required maxLength={120} />
        <NativeSelect
          label={t('setup.federation.typeCode')}
          required
          withAsterisk={false}
          error={faultOf('federation.typeCode')}
          value={federation.typeCode}
          onChange={(event) => onChange({ typeCode: event.currentTarget.value })}
          data={[
            { value: '', label: t('setup.federation.choose') },
            ...tiers.map((tier) => ({ value: tier.code, label: tier.name })),
          ]}
        />
      </div>
      <TextInput {...field('address')} maxLength={300} autoComplete="street-address" />
      <fieldset className={classes.group}>
        <legend>{t('setup.federation.letterhead')}</legend>
        <TextInput
          {...field('letterheadUpper')}
          description={t('setup.federation.letterhead_upper_hint')}
          maxLength={200}
        />
        <TextInput
          {...field('letterheadOwn')}
          description={t('setup.federation.letterhead_own_hint')}
          placeholder={federation.shortName.toUpperCase() || t('setup.federation.example.letterheadOwn')}
          maxLength={200}
        />
        <div className={classes.pair}>
          <TextInput {...field('symbol')} required maxLength={20} />
          <TextInput {...field('placeName')} required maxLength={60} />
        </div>
        <Letterhead federation={federation} />
      </fieldset>
      <div className={classes.actions}>
        <Button type="submit">{t('setup.next')}</Button>
      </div>
    </form>
  )
}
