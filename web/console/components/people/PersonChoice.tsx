import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { ApiError } from '../../app/api.ts'
import { useT } from '../../app/i18n.ts'
import { alikeQuery, foundQuery, peopleChoicesQuery } from '../../app/queries.ts'
import { Banner } from '../Banner.tsx'
import classes from './people.module.css'
import { fieldOf, newPerson, type PersonChosen } from './person-choice.ts'

interface PersonChoiceProps {
  label: string
  chosen: PersonChosen | null
  onChange: (chosen: PersonChosen | null) => void
  /** What the server said about the last attempt. */
  error?: unknown
  /** Somebody who cannot be chosen: the one who hands over. */
  without?: number
  autoFocus?: boolean
}

interface Found {
  readonly id: number
  readonly name: string
  readonly position: string | null
  readonly unitName: string | null
}
const detailOf = (one: Found): string => [one.position, one.unitName].filter(Boolean).join(' · ')
const looksLikeAddress = (text: string): boolean =>
  text.includes('@') || /\d{3}/.test(text.replaceAll(/[ .()-]/g, ''))

/** First looked for among those who are known, so that nobody is written down twice; only then a new person. */
export function PersonChoice(props: PersonChoiceProps) {
  const { chosen } = props
  if (chosen?.kind === 'known') return <Known {...props} chosen={chosen} />
  if (chosen?.kind === 'new') return <NewPerson {...props} chosen={chosen} />
  return <Search {...props} />
}

function Known({
  label,
  chosen,
  onChange,
}: PersonChoiceProps & { chosen: Extract<PersonChosen, { kind: 'known' }> }) {
  const t = useT()
  return (
    <fieldset className={classes.choice}>
      <legend>{label}</legend>
      <div className={classes.chosen}>
        <span>
          <b>{chosen.name}</b> <span className="muted">{chosen.detail}</span>
        </span>
        <Button size="sm" variant="default" onClick={() => onChange(null)}>
          {t('people.choose_other')}
          <span className="visually-hidden">: {label}</span>
        </Button>
      </div>
    </fieldset>
  )
}

function Search({ label, onChange, without, autoFocus = false }: PersonChoiceProps) {
  const t = useT()
  const [typed, setTyped] = useState('')
  const text = typed.normalize('NFC').trim()
  const [asked] = useDebouncedValue(text, 150)
  const byAddress = looksLikeAddress(asked)
  const names = useQuery(foundQuery(byAddress ? '' : asked))
  const addresses = useQuery(alikeQuery({ address: byAddress ? asked : '' }))
  const reply: readonly Found[] | undefined = byAddress ? addresses.data : names.data?.people
  const found = text.length < 2 ? null : reply?.filter((one) => one.id !== without)
  return (
    <div className={classes.choice}>
      <TextInput
        type="search"
        label={label}
        placeholder={t('people.person_hint')}
        autoComplete="off"
        data-autofocus={autoFocus || undefined}
        value={typed}
        maxLength={200}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      {found && (
        <ul className={classes.found}>
          {found.map((one) => (
            <li key={one.id}>
              <button
                type="button"
                className={classes.pick}
                onClick={() => onChange({ kind: 'known', id: one.id, name: one.name, detail: detailOf(one) })}
              >
                {one.name} <span className="muted">{detailOf(one)}</span>
              </button>
            </li>
          ))}
          {found.length === 0 && (
            <li>
              <p className="muted">{t('people.no_person', { q: asked })}</p>
            </li>
          )}
          <li>
            <button
              type="button"
              className={classes.pick}
              onClick={() => onChange(newPerson(byAddress ? '' : text))}
            >
              <b>{t('people.new_person')}</b> {!byAddress && <span className="muted">«{text}»</span>}
            </button>
          </li>
        </ul>
      )}
    </div>
  )
}

function NewPerson({
  label,
  chosen,
  onChange,
  error,
  without,
}: PersonChoiceProps & { chosen: Extract<PersonChosen, { kind: 'new' }> }) {
  const t = useT()
  const { data: choices } = useQuery(peopleChoicesQuery)
  const [asked] = useDebouncedValue(chosen, 300)
  const byName = useQuery(
    alikeQuery({ fullName: asked.fullName.trim().length > 3 ? asked.fullName.trim() : '' }),
  )
  const byPhone = useQuery(alikeQuery({ address: asked.phone.trim() }))
  const byEmail = useQuery(alikeQuery({ address: asked.email.trim() }))
  const alike = new Map(
    [byPhone, byEmail, byName].flatMap(({ data }) => data ?? []).map((one) => [one.id, one] as const),
  )
  alike.delete(without ?? 0)
  const faultOf = (field: string | null): string | undefined =>
    field !== null && error instanceof ApiError ? error.faultOf(field) : undefined
  const change = (next: Partial<typeof chosen>) => onChange({ ...chosen, ...next })
  return (
    <fieldset className={classes.choice}>
      <legend>{label}</legend>
      <div className={classes.pair}>
        <TextInput
          label={t('people.field.name')}
          autoComplete="off"
          data-autofocus
          value={chosen.fullName}
          maxLength={200}
          error={faultOf('fullName') ?? faultOf('who.person.fullName') ?? faultOf('to.person.fullName')}
          onChange={(event) => change({ fullName: event.currentTarget.value })}
        />
        <NativeSelect
          label={t('people.field.salutation')}
          value={chosen.salutation}
          onChange={(event) => change({ salutation: event.currentTarget.value })}
          data={[
            { value: '', label: t('people.field.salutation_none') },
            ...(choices?.salutations ?? []).map((value) => ({ value, label: value })),
          ]}
        />
        <TextInput
          type="tel"
          label={t('people.field.phone')}
          placeholder={t('people.field.phone_example')}
          autoComplete="off"
          value={chosen.phone}
          maxLength={254}
          error={faultOf(fieldOf(chosen, 'phone'))}
          onChange={(event) => change({ phone: event.currentTarget.value })}
        />
        <TextInput
          type="email"
          label={t('people.field.email')}
          autoComplete="off"
          value={chosen.email}
          maxLength={254}
          error={faultOf(fieldOf(chosen, 'email'))}
          onChange={(event) => change({ email: event.currentTarget.value })}
        />
      </div>
      {alike.size > 0 && (
        <Banner tone="warn">
          <p>{t('people.alike')}</p>
          <ul className={classes.found}>
            {[...alike.values()].map((one) => (
              <li key={one.id}>
                <button
                  type="button"
                  className={classes.pick}
                  onClick={() =>
                    onChange({ kind: 'known', id: one.id, name: one.name, detail: detailOf(one) })
                  }
                >
                  {t('people.use', { name: one.name })}{' '}
                  <span className="muted">
                    {[detailOf(one), ...one.reasons.map((reason) => t(`people.alike_by.${reason}`))]
                      .filter(Boolean)
                      .join(' · ')}
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </Banner>
      )}
      <div>
        <Button size="sm" variant="default" onClick={() => onChange(null)}>
          {t('people.search_again')}
        </Button>
      </div>
    </fieldset>
  )
}
