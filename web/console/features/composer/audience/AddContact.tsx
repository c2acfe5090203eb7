import { Button, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { ContactAdded } from '../../../../../src/contract/contact.ts'
import { ApiError, api, readable } from '../../../app/api.ts'
import { useT } from '../../../app/i18n.ts'
import { notify } from '../../../app/notify.ts'
import classes from '../composer.module.css'
import { refreshReach } from './reach.ts'

/** A number or an address for somebody without a channel, written down where its absence is seen. */
export function AddContact({ person }: { person: { id: number; name: string } }) {
  const t = useT()
  const [open, setOpen] = useState(false)
  const [address, setAddress] = useState('')
  const { name } = person
  const add = useMutation({
    mutationFn: () => api.post<ContactAdded>(`/api/persons/${person.id}/contacts`, { address }),
    onSuccess: async ({ reachable }) => {
      notify(t(reachable ? 'composer.names.contact_kept' : 'composer.names.contact_unserved', { name }))
      await refreshReach()
    },
  })
  if (!open)
    return (
      <div>
        <Button
          size="sm"
          variant="default"
          aria-label={t('composer.names.add_contact_of', { name })}
          onClick={() => setOpen(true)}
        >
          {t('composer.names.add_contact')}
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
        ref={(field) => field?.focus()}
        label={t('composer.names.address', { name })}
        autoComplete="off"
        value={address}
        error={
          add.error &&
          ((add.error instanceof ApiError && add.error.faultOf('address')) || readable(add.error))
        }
        onChange={(event) => {
          setAddress(event.currentTarget.value)
          add.reset()
        }}
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
