import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ContactAdded } from '../../../../../src/contract/contact.ts'
import { ApiError, api, readable } from '../../../app/api.ts'
import { useT } from '../../../app/i18n.ts'
import { notify } from '../../../app/notify.ts'
import { choicesQuery } from '../../../app/queries.ts'
import classes from '../composer.module.css'
import { refreshReach } from './reach.ts'

const focusFirst = (field: HTMLInputElement | null): void => field?.focus()

/** Whom to write to in a unit that has nobody, written down where that is seen. */
export function AddOfficer({ unit }: { unit: { id: number; name: string } }) {
  const t = useT()
  const [open, setOpen] = useState(false)
  const [fullName, setFullName] = useState('')
  const [position, setPosition] = useState<string>()
  const [address, setAddress] = useState('')
  const { data: choices } = useQuery({ ...choicesQuery, enabled: open })
  const { name } = unit
  const positions = choices?.positions ?? []
  const chosen = position ?? positions[0]?.code ?? ''
  const add = useMutation({
    mutationFn: () =>
      api.post<ContactAdded>(`/api/units/${unit.id}/contacts`, { fullName, position: chosen, address }),
    onSuccess: async ({ reachable }) => {
      notify(
        t(reachable ? 'composer.names.contact_kept' : 'composer.names.contact_unserved', { name: fullName }),
      )
      await refreshReach()
    },
  })
  const faultOf = (field: string): string | undefined =>
    add.error instanceof ApiError ? add.error.faultOf(field) : undefined
  const other = add.error && !['fullName', 'address'].some(faultOf) ? readable(add.error) : undefined
  if (!open)
    return (
      <div>
        <Button
          size="sm"
          variant="default"
          aria-label={t('composer.names.add_person_of', { name })}
          onClick={() => setOpen(true)}
        >
          {t('composer.names.add_person')}
        </Button>
      </div>
    )
  return (
    <form
      className={classes.stack}
      onSubmit={(event) => {
        event.preventDefault()
        if (!add.isPending) add.mutate()
      }}
    >
      <TextInput
        ref={focusFirst}
        label={t('composer.names.full_name', { name })}
        autoComplete="off"
        value={fullName}
        error={faultOf('fullName')}
        onChange={(event) => setFullName(event.currentTarget.value)}
      />
      <NativeSelect
        label={t('composer.names.position')}
        data={positions.map(({ code, name: label }) => ({ value: code, label }))}
        value={chosen}
        onChange={(event) => setPosition(event.currentTarget.value)}
      />
      <TextInput
        label={t('composer.names.address_of_new')}
        autoComplete="off"
        value={address}
        error={faultOf('address') ?? other}
        onChange={(event) => setAddress(event.currentTarget.value)}
      />
      <div className={classes.row}>
        <Button size="sm" type="submit" loading={add.isPending}>
          {t('composer.names.save_contact')}
        </Button>
        <Button size="sm" variant="default" onClick={() => setOpen(false)}>
          {t('composer.names.cancel')}
        </Button>
      </div>
    </form>
  )
}
