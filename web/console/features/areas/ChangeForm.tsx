import { Button, Checkbox, NativeSelect, Textarea } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import type { AreaOrder } from '../../../../src/contract/area.ts'
import { api, readable } from '../../app/api.ts'
import { useT } from '../../app/i18n.ts'
import { notify } from '../../app/notify.ts'
import { catalogueQuery } from '../../app/queries.ts'
import { Banner } from '../../components/Banner.tsx'
import { DayField } from '../../components/DayField.tsx'
import classes from './areas.module.css'
import { namesOf, type PairDraft, pairsOf } from './order.ts'

const SHARES = ['whole', 'most', 'part'] as const

/** From a day on: new areas, areas that end, and for each of these what it became, in whole or in part. */
export function ChangeForm({ onClose }: { onClose: () => void }) {
  const t = useT()
  const queries = useQueryClient()
  const { data } = useQuery(catalogueQuery)
  const [effectiveOn, setEffectiveOn] = useState<string | null>(null)
  const [text, setText] = useState('')
  const [end, setEnd] = useState<readonly number[]>([])
  const [pairs, setPairs] = useState<readonly PairDraft[]>([])
  const areas = data?.areas ?? []
  const found = namesOf(text)
  const nameOf = (id: number): string => areas.find((area) => area.id === id)?.name ?? ''
  const save = useMutation({
    mutationFn: (order: AreaOrder) => api.post('/api/areas/changes', order),
    onSuccess: async () => {
      notify(t('units.areas.changed'))
      await Promise.all(
        ['areas', 'organisation', 'units'].map((key) => queries.invalidateQueries({ queryKey: [key] })),
      )
      onClose()
    },
  })
  const choose = (ids: readonly number[]) => {
    setEnd(ids)
    // Each area that goes begins with one line for what it becomes.
    setPairs([
      ...pairs.filter((pair) => ids.includes(pair.fromId)),
      ...ids
        .filter((id) => !pairs.some((pair) => pair.fromId === id))
        .map((fromId): PairDraft => ({ fromId, to: '', share: 'whole' })),
    ])
  }
  const set = (at: number, change: Partial<PairDraft>) =>
    setPairs(pairs.map((pair, index) => (index === at ? { ...pair, ...change } : pair)))
  return (
    <form
      className={classes.panel}
      onSubmit={(event: FormEvent) => {
        event.preventDefault()
        if (effectiveOn === null || save.isPending) return
        save.mutate({
          effectiveOn,
          found: found.map((name) => ({ name })),
          end: [...end],
          pairs: pairsOf(pairs),
        })
      }}
    >
      <h2>{t('units.areas.change')}</h2>
      {save.isError && (
        <div role="alert">
          <Banner tone="fail">{readable(save.error)}</Banner>
        </div>
      )}
      <DayField label={t('units.areas.effective')} value={effectiveOn} onChange={setEffectiveOn} required />
      <Textarea
        label={t('units.areas.found')}
        description={t('units.areas.found_hint')}
        rows={3}
        value={text}
        maxLength={10_000}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Checkbox.Group
        label={t('units.areas.end')}
        value={end.map(String)}
        onChange={(ids) => choose(ids.map(Number))}
      >
        <div className={classes.ending}>
          {areas.map((area) => (
            <Checkbox key={area.id} value={String(area.id)} label={area.name} />
          ))}
        </div>
      </Checkbox.Group>
      {pairs.length > 0 && (
        <fieldset className={classes.pairs}>
          <legend>{t('units.areas.pairs')}</legend>
          {pairs.map((pair, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other identity than their place
            <div key={index} className={classes.pair}>
              <b>{nameOf(pair.fromId)}</b>
              <NativeSelect
                aria-label={t('units.areas.share_of', { name: nameOf(pair.fromId) })}
                value={pair.share}
                onChange={(event) => set(index, { share: event.currentTarget.value as PairDraft['share'] })}
                data={SHARES.map((share) => ({ value: share, label: t(`units.areas.share_word.${share}`) }))}
              />
              <NativeSelect
                aria-label={t('units.areas.becomes', { name: nameOf(pair.fromId) })}
                value={pair.to}
                onChange={(event) => set(index, { to: event.currentTarget.value })}
                data={[
                  { value: '', label: t('units.areas.choose') },
                  ...found.map((name) => ({ value: `+${name}`, label: t('units.areas.new_one', { name }) })),
                  ...areas
                    .filter((area) => !end.includes(area.id))
                    .map((area) => ({ value: String(area.id), label: area.name })),
                ]}
              />
              <Button
                size="sm"
                variant="default"
                onClick={() =>
                  setPairs([
                    ...pairs.slice(0, index + 1),
                    { fromId: pair.fromId, to: '', share: 'part' },
                    ...pairs.slice(index + 1),
                  ])
                }
              >
                {t('units.areas.one_more')}
                <span className="visually-hidden"> {nameOf(pair.fromId)}</span>
              </Button>
            </div>
          ))}
        </fieldset>
      )}
      <p className="muted">
        {t('units.areas.seats_hint')} <Link to="/organisation">{t('organisation.title')}</Link>
      </p>
      <div className={classes.acts}>
        <Button type="submit" loading={save.isPending} disabled={effectiveOn === null}>
          {t('units.areas.write', { found: found.length, end: end.length })}
        </Button>
        <Button variant="default" onClick={onClose}>
          {t('console.action.cancel')}
        </Button>
      </div>
    </form>
  )
}
