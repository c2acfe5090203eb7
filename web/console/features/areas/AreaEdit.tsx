import { Button, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { AreaLine } from '../../../../src/contract/area.ts'
import { api, readable } from '../../app/api.ts'
import { useT } from '../../app/i18n.ts'
import { Banner } from '../../components/Banner.tsx'
import classes from './areas.module.css'

/** A slip in a name or code. An area that becomes another one is a change with a day. */
export function AreaEdit({ area, onClose }: { area: AreaLine; onClose: () => void }) {
  const t = useT()
  const queries = useQueryClient()
  const [name, setName] = useState(area.name)
  const [code, setCode] = useState(area.code)
  const save = useMutation({
    mutationFn: () => api.patch(`/api/areas/${area.id}`, { name: name.trim(), code: code.trim() }),
    onSuccess: async () => {
      await Promise.all(
        ['areas', 'organisation', 'units'].map((key) => queries.invalidateQueries({ queryKey: [key] })),
      )
      onClose()
    },
  })
  return (
    <form
      className={classes.edit}
      onSubmit={(event: FormEvent) => {
        event.preventDefault()
        if (!save.isPending) save.mutate()
      }}
    >
      {save.isError && <Banner tone="fail">{readable(save.error)}</Banner>}
      <TextInput
        label={t('units.areas.name')}
        value={name}
        maxLength={120}
        required
        withAsterisk={false}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <TextInput
        label={t('units.areas.code')}
        value={code}
        maxLength={40}
        required
        withAsterisk={false}
        onChange={(event) => setCode(event.currentTarget.value)}
      />
      <p className="muted">{t('units.areas.edit_hint')}</p>
      <div className={classes.acts}>
        <Button type="submit" loading={save.isPending}>
          {t('units.areas.save')}
        </Button>
        <Button variant="default" onClick={onClose}>
          {t('console.action.cancel')}
        </Button>
      </div>
    </form>
  )
}
