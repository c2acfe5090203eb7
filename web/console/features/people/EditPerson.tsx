import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { Person } from '../../../../src/contract/person.ts'
import { ApiError, api, readable } from '../../app/api.ts'
import { useT } from '../../app/i18n.ts'
import { notifyError } from '../../app/notify.ts'
import { notifyUndo } from '../../app/notify-undo.tsx'
import { peopleChoicesQuery } from '../../app/queries.ts'
import { Banner } from '../../components/Banner.tsx'
import classes from './people.module.css'

/** Name, salutation and note, corrected in place; taken back for some seconds. */
export function EditPerson({ person, onClose }: { person: Person; onClose: () => void }) {
  const t = useT()
  const queries = useQueryClient()
  const { data: choices } = useQuery(peopleChoicesQuery)
  const [fullName, setFullName] = useState(person.name)
  const [salutation, setSalutation] = useState<string>(person.salutation ?? '')
  const [sortName, setSortName] = useState(person.sortName ?? '')
  const [note, setNote] = useState(person.note ?? '')
  const refresh = () => queries.invalidateQueries({ queryKey: ['people'] })
  const write = (form: object) => api.patch(`/api/people/${person.id}`, form).then(refresh)
  const save = useMutation({
    mutationFn: () =>
      write({ fullName, salutation: salutation || null, sortName: sortName || null, note: note || null }),
    onSuccess: () => {
      const { name, ...before } = person
      notifyUndo(t('people.edit.done'), () =>
        write({
          fullName: name,
          salutation: before.salutation,
          sortName: before.sortName,
          note: before.note,
        }).catch(notifyError),
      )
      onClose()
    },
  })
  const faultOf = (field: string) => (save.error instanceof ApiError ? save.error.faultOf(field) : undefined)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!save.isPending) save.mutate()
  }
  return (
    <section className={classes.card} aria-label={t('people.edit.verb')} style={{ marginBottom: 16 }}>
      <form className={classes.form} onSubmit={submit} noValidate>
        {save.isError && <Banner tone="fail">{readable(save.error)}</Banner>}
        <div className={classes.pair}>
          <TextInput
            ref={(field) => {
              if (field && document.activeElement === document.body) field.focus()
            }}
            label={t('people.field.name')}
            autoComplete="off"
            value={fullName}
            maxLength={200}
            error={faultOf('fullName')}
            onChange={(event) => setFullName(event.currentTarget.value)}
          />
          <NativeSelect
            label={t('people.field.salutation')}
            value={salutation}
            onChange={(event) => setSalutation(event.currentTarget.value)}
            data={[
              { value: '', label: t('people.field.salutation_none') },
              ...(choices?.salutations ?? []).map((value) => ({ value, label: value })),
            ]}
          />
          <TextInput
            label={t('people.field.sort_name')}
            description={t('people.field.sort_name_hint')}
            autoComplete="off"
            value={sortName}
            maxLength={200}
            error={faultOf('sortName')}
            onChange={(event) => setSortName(event.currentTarget.value)}
          />
        </div>
        <Textarea
          label={t('people.field.note')}
          description={t('people.field.note_hint')}
          rows={2}
          value={note}
          maxLength={1000}
          error={faultOf('note')}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <div className={classes.acts}>
          <Button type="submit" loading={save.isPending}>
            {t('people.edit.save')}
          </Button>
          <Button variant="default" onClick={onClose}>
            {t('console.action.cancel')}
          </Button>
        </div>
      </form>
    </section>
  )
}
