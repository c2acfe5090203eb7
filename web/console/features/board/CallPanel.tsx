import { Button, Modal, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import type { UnitCell, UnitDetail } from '../../../../src/contract/board.ts'
import { readable } from '../../app/api.ts'
import { useT } from '../../app/i18n.ts'
import { Banner } from '../../components/Banner.tsx'
import classes from './board.module.css'
import { type CallResult, OUTCOMES, useCallResult } from './call-result.ts'
import { useBoardTools } from './context.tsx'
import { unitQuery } from './queries.ts'

const TelQr = lazy(() => import('./TelQr.tsx').then((module) => ({ default: module.TelQr })))

/** «Gọi»: a number large enough to read while dialling, a code to dial it from a phone, and what came of it. */
export function CallPanel({ cell, onClose }: { cell: UnitCell; onClose: () => void }) {
  const t = useT()
  const { directive } = useBoardTools()
  const { data: unit, error } = useQuery(unitQuery(directive.id, cell.targetId))
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={t('board.call.title', { unit: cell.name })}
      closeButtonProps={{ 'aria-label': t('console.action.close') }}
    >
      {error && <Banner tone="fail">{readable(error)}</Banner>}
      {!unit && !error && <p className="muted">{t('console.loading')}</p>}
      {unit && <CallForm unit={unit} onDone={onClose} />}
    </Modal>
  )
}

type Person = UnitDetail['people'][number]
const numberOf = (person: Person | undefined) => person?.contacts.find((contact) => contact.tel)

function CallForm({ unit, onDone }: { unit: UnitDetail; onDone: () => void }) {
  const t = useT()
  const [chosen, setChosen] = useState(() =>
    String(unit.people.find(numberOf)?.recipientId ?? unit.people[0]?.recipientId ?? ''),
  )
  const person = unit.people.find((one) => String(one.recipientId) === chosen)
  const phone = numberOf(person)
  return (
    <div className={classes.call}>
      {unit.people.length > 1 && (
        <NativeSelect
          label={t('board.call.person')}
          value={chosen}
          onChange={(event) => setChosen(event.currentTarget.value)}
          data={unit.people.map((one) => ({ value: String(one.recipientId), label: personText(one) }))}
        />
      )}
      {unit.people.length === 1 && person && <p>{personText(person)}</p>}
      {phone?.tel ? (
        <div className={classes.dial}>
          <div>
            <a className={`num ${classes.phone}`} href={`tel:${phone.tel}`}>
              {phone.display}
            </a>
            <p className={classes.small}>{t('board.call.scan')}</p>
            {phone.shared && <p className={classes.small}>{t('board.call.shared')}</p>}
          </div>
          <Suspense fallback={<div className={classes.qr} />}>
            <TelQr tel={phone.tel} label={t('board.call.qr', { number: phone.display })} />
          </Suspense>
        </div>
      ) : (
        <Banner tone="warn">{t(person ? 'board.call.no_number' : 'board.call.nobody')}</Banner>
      )}
      <Results unit={unit} person={person} onDone={onDone} />
    </div>
  )
}

const personText = (person: Person): string => [person.name, person.position].filter(Boolean).join(', ')

interface ResultsProps {
  unit: UnitDetail
  person: Person | undefined
  onDone: () => void
}

function Results({ unit, person, onDone }: ResultsProps) {
  const t = useT()
  const { directive } = useBoardTools()
  const [outcome, setOutcome] = useState<CallResult['outcome'] | null>(null)
  const [spokeWith, setSpokeWith] = useState<string | null>(null)
  const [note, setNote] = useState('')
  const record = useCallResult(unit.cell.targetId, onDone)
  const who = spokeWith ?? person?.name ?? ''
  const reasonMissing = outcome === 'dissolved' && note.trim().length < 3
  const nameMissing = outcome === 'acknowledged' && who.trim() === ''
  const choices = directive.acknowledge ? OUTCOMES : OUTCOMES.filter((name) => name !== 'acknowledged')
  return (
    <form
      className={classes.results}
      onSubmit={(event) => {
        event.preventDefault()
        if (outcome)
          record.mutate({
            outcome,
            recipientId: person?.recipientId ?? null,
            spokeWith: who.trim(),
            note: note.trim(),
          })
      }}
    >
      <fieldset className={classes.outcomes}>
        <legend>{t('board.call.result')}</legend>
        {choices.map((name) => (
          <label key={name}>
            <input type="radio" name="outcome" checked={outcome === name} onChange={() => setOutcome(name)} />
            {t(`board.call.outcome.${name}`)}
          </label>
        ))}
      </fieldset>
      {outcome === 'acknowledged' && (
        <TextInput
          label={t('board.call.spoke_with')}
          description={t('board.call.spoke_with_hint')}
          value={who}
          maxLength={120}
          error={nameMissing && t('board.call.spoke_with_missing')}
          onChange={(event) => setSpokeWith(event.currentTarget.value)}
        />
      )}
      {outcome !== null && (
        <Textarea
          label={t(outcome === 'dissolved' ? 'board.call.reason' : 'board.call.note')}
          description={outcome === 'dissolved' ? t('board.call.dissolved_hint') : undefined}
          value={note}
          maxLength={500}
          rows={2}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
      )}
      {record.isError && <Banner tone="fail">{readable(record.error)}</Banner>}
      {outcome !== null && (
        <Button type="submit" loading={record.isPending} disabled={reasonMissing || nameMissing}>
          {t(`board.call.record.${outcome}`)}
        </Button>
      )}
    </form>
  )
}
