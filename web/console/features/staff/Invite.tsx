import { Button, Modal, NativeSelect, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { LinkGiven, StaffPage } from '../../../../src/contract/staff.ts'
import { ApiError, api, readable } from '../../app/api.ts'
import { useT } from '../../app/i18n.ts'
import { Banner } from '../../components/Banner.tsx'
import { emptyRole, RoleFields, roleOrderOf } from './RoleFields.tsx'
import classes from './staff.module.css'

interface InviteProps {
  units: StaffPage['units']
  onClose: () => void
  onGiven: (link: LinkGiven) => void
}

/** Who comes in may read. A further role can be asked for in the same form; it waits for the second person. */
export function Invite({ units, onClose, onGiven }: InviteProps) {
  const t = useT()
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [jobTitle, setJobTitle] = useState('')
  const [unitId, setUnitId] = useState(units[0]?.id ?? 0)
  const [role, setRole] = useState(() => emptyRole('', null))
  const office = units.find((unit) => unit.id === unitId) ?? null
  // Nothing else chosen: the role is for the office itself.
  const wanted = role.role === '' ? null : roleOrderOf(role.unit ? role : { ...role, unit: office })
  const invite = useMutation({
    mutationFn: () => api.post<LinkGiven>('/api/staff', { name, email, jobTitle, unitId, wanted }),
    onSuccess: onGiven,
  })
  const faultOf = (field: string) =>
    invite.error instanceof ApiError ? invite.error.faultOf(field) : undefined
  const submit = (event: FormEvent) => {
    event.preventDefault()
    invite.mutate()
  }
  const field = { required: true, withAsterisk: false } as const
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('account.staff.invite')}
      size="lg"
      closeButtonProps={{ 'aria-label': t('console.action.close') }}
    >
      <form className={classes.form} onSubmit={submit}>
        {invite.isError && <Banner tone="fail">{readable(invite.error)}</Banner>}
        <TextInput
          {...field}
          data-autofocus
          label={t('account.staff.name')}
          error={faultOf('name')}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          {...field}
          type="email"
          label={t('console.sign_in.email')}
          error={faultOf('email')}
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <TextInput
          {...field}
          label={t('account.staff.job')}
          error={faultOf('jobTitle')}
          value={jobTitle}
          onChange={(event) => setJobTitle(event.currentTarget.value)}
        />
        <NativeSelect
          label={t('account.staff.unit')}
          error={faultOf('unitId')}
          value={String(unitId)}
          onChange={(event) => setUnitId(Number(event.currentTarget.value))}
          data={units.map((unit) => ({ value: String(unit.id), label: unit.name }))}
        />
        <p className="muted">{t('account.staff.role_hint')}</p>
        <RoleFields
          value={role}
          onChange={setRole}
          none={t('account.staff.role_none')}
          here={office?.name}
          faultOf={(name) => faultOf(`wanted.${name}`)}
        />
        <div className={classes.actions}>
          <Button type="submit" loading={invite.isPending}>
            {t('account.staff.make_link')}
          </Button>
          <Button variant="default" onClick={onClose}>
            {t('console.action.cancel')}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
