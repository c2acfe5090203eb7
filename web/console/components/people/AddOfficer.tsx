import { Button, Modal, NativeSelect } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { OfficerAdded } from '../../../../src/contract/people.ts'
import { ApiError, api, readable } from '../../app/api.ts'
import { serverNow } from '../../app/clock.ts'
import { isoDay } from '../../app/dates.ts'
import { useT } from '../../app/i18n.ts'
import { notifyError } from '../../app/notify.ts'
import { notifyUndo } from '../../app/notify-undo.tsx'
import { peopleChoicesQuery } from '../../app/queries.ts'
import { Banner } from '../Banner.tsx'
import { DayField } from '../DayField.tsx'
import { PersonChoice } from './PersonChoice.tsx'
import classes from './people.module.css'
import { newPerson, type PersonChosen, whoOf } from './person-choice.ts'
import { type NamedUnit, UnitSearch } from './UnitSearch.tsx'

interface AddOfficerProps {
  /** The unit of the post; without it the form asks for one. */
  unit?: NamedUnit
  /** Somebody who is known already. */
  person?: { readonly id: number; readonly name: string }
  onClose: () => void
  onAdded?: (added: OfficerAdded) => void
}

/** Who takes which post of which unit, from when, and how they are reached. */
export function AddOfficer({ unit: given, person, onClose, onAdded }: AddOfficerProps) {
  const t = useT()
  const queries = useQueryClient()
  const { data: choices } = useQuery(peopleChoicesQuery)
  const [unit, setUnit] = useState<NamedUnit | null>(given ?? null)
  const [chosen, setChosen] = useState<PersonChosen | null>(
    person ? { kind: 'known', id: person.id, name: person.name, detail: '' } : null,
  )
  const [position, setPosition] = useState('')
  const [from, setFrom] = useState<string | null>(() => isoDay(serverNow()))
  const [order, setOrder] = useState('last')
  const [missing, setMissing] = useState<string>()
  const refresh = () =>
    Promise.all(
      ['people', 'units', 'audience', 'search'].map((key) => queries.invalidateQueries({ queryKey: [key] })),
    )
  const add = useMutation({
    mutationFn: () => {
      const { who, addresses } = whoOf(chosen ?? newPerson(''))
      return api.post<OfficerAdded>(`/api/units/${unit?.id}/officers`, {
        who,
        addresses,
        positionCode: position,
        contactOrder: order === 'none' ? null : order === 'first' ? 1 : 'last',
        from,
      })
    },
    onSuccess: async (added) => {
      await refresh()
      notifyUndo(
        t('people.add.done', { name: chosen?.kind === 'new' ? chosen.fullName : (chosen?.name ?? '') }),
        () =>
          api.post(`/api/posts/${added.postId}/end`, { reason: 'mistake' }).then(refresh).catch(notifyError),
      )
      onAdded?.(added)
      onClose()
    },
  })
  const faultOf = (field: string) => (add.error instanceof ApiError ? add.error.faultOf(field) : undefined)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (add.isPending) return
    const lacks = !unit
      ? 'unit'
      : !chosen
        ? 'person'
        : position === ''
          ? 'position'
          : from === null
            ? 'from'
            : undefined
    setMissing(lacks)
    if (!lacks) add.mutate()
  }
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={given ? t('people.add.title_of', { unit: given.name }) : t('people.add.title')}
      closeButtonProps={{ 'aria-label': t('console.action.close') }}
    >
      <form className={classes.form} onSubmit={submit} noValidate>
        {missing && <Banner tone="fail">{t(`people.add.missing.${missing}`)}</Banner>}
        {add.isError && <Banner tone="fail">{readable(add.error)}</Banner>}
        {!person && (
          <PersonChoice
            label={t('people.add.who')}
            chosen={chosen}
            onChange={(next) => {
              setChosen(next)
              add.reset()
            }}
            error={add.error}
            autoFocus
          />
        )}
        {!given && <UnitSearch label={t('people.field.unit')} unit={unit} onChange={setUnit} />}
        <div className={classes.pair}>
          <NativeSelect
            label={t('people.field.position')}
            value={position}
            error={faultOf('positionCode')}
            onChange={(event) => setPosition(event.currentTarget.value)}
            data={[
              { value: '', label: t('people.add.choose_position') },
              ...(choices?.positions ?? []).map(({ code, name }) => ({ value: code, label: name })),
            ]}
          />
          <DayField
            label={t('people.field.from')}
            value={from}
            onChange={setFrom}
            error={faultOf('from')}
            required
          />
        </div>
        <NativeSelect
          label={t('people.field.order')}
          description={t('people.field.order_hint')}
          value={order}
          onChange={(event) => setOrder(event.currentTarget.value)}
          data={['last', 'first', 'none'].map((value) => ({ value, label: t(`people.order.${value}`) }))}
        />
        <div className={classes.buttons}>
          <Button type="submit" loading={add.isPending}>
            {t('people.add.submit')}
          </Button>
          <Button variant="default" onClick={onClose}>
            {t('console.action.cancel')}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
