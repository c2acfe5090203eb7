import { Modal, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { readable } from '../api.ts'
import { useT } from '../i18n.ts'
import { foundQuery } from '../queries.ts'
import { useMe } from '../session.ts'
import { type Entry, entriesOf, kindsByFit, recent, remember } from './entries.ts'
import classes from './palette.module.css'
import { isCalled, screensOf } from './screens.ts'

const PAUSE_MS = 120
const FORMER = [
  { list: 'units', state: 'ended' },
  { list: 'people', state: 'left' },
] as const

/** «Tìm đơn vị, chỉ đạo, người…»: everything by its name, from anywhere; arrows choose, Enter goes there, Esc goes back. */
export function Palette({ onClose }: { onClose: () => void }) {
  const t = useT()
  const me = useMe()
  const navigate = useNavigate()
  const [q, setQ] = useState('')
  const typed = q.trim()
  const [asked] = useDebouncedValue(typed, PAUSE_MS)
  const { data, error, isPlaceholderData } = useQuery({
    ...foundQuery(asked),
    enabled: typed !== '' && asked !== '',
    placeholderData: keepPreviousData,
  })
  const screens = screensOf(me.permissions).map(
    (screen): Entry => ({
      kind: 'screen',
      key: `screen-${screen.to}-${screen.name}`,
      label: t(screen.name),
      detail: '',
      to: screen.to,
      ...(screen.search && { search: screen.search }),
    }),
  )
  const isSettled = typed === asked && !isPlaceholderData
  const found = typed === '' || !data ? [] : entriesOf(data, t)
  const called = screens.filter((screen) => isCalled(screen.label, typed))
  const hits = [...called, ...found]
  // Nothing of today is called so: the lists know ended units and people who left as well.
  const elsewhere: Entry[] =
    typed === '' || hits.length > 0 || !isSettled || !data
      ? []
      : FORMER.map(({ list, state }) => ({
          kind: 'list',
          key: `list-${list}`,
          label: t(`console.palette.look_in.${list}`, { q: typed }),
          detail: '',
          to: `/${list}`,
          search: { q: typed, state },
        }))
  const latest = typed === '' ? recent(me.staffId) : []
  const groups =
    typed === ''
      ? [
          { name: 'recent', label: t('console.palette.recent'), entries: latest },
          { name: 'screen', label: t('console.palette.kind.screen'), entries: screens },
        ]
      : kindsByFit([...hits, ...elsewhere], typed).map((kind) => ({
          name: kind,
          label: t(`console.palette.kind.${kind}`),
          entries: [...hits, ...elsewhere].filter((entry) => entry.kind === kind),
        }))
  const shown = groups.filter((group) => group.entries.length > 0)
  const all = shown.flatMap((group) => group.entries)
  const order = all.map((entry) => entry.key).join()
  // The best answer is chosen as soon as it stands there: typing and Enter is all. The reader hears of it by the input.
  const [chosen, setChosen] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever other lines stand there
  useEffect(() => setChosen(0), [order])
  const id = useId()
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => {
    list.current?.querySelector(`[data-at="${chosen}"]`)?.scrollIntoView({ block: 'nearest' })
  }, [chosen])

  const go = (entry: Entry | undefined) => {
    if (!entry) return
    if (entry.kind !== 'list') remember(me.staffId, entry)
    onClose()
    void navigate({ to: entry.to, search: entry.search ?? {} })
  }
  const press = (event: KeyboardEvent) => {
    // Vietnamese typing: the arrows and Enter belong to the word being composed.
    if (event.nativeEvent.isComposing || all.length === 0) return
    const moves: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 }
    const move = moves[event.key]
    if (move !== undefined) setChosen((chosen + move + all.length) % all.length)
    else if (event.key === 'Enter') go(all[chosen])
    else return
    event.preventDefault()
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('console.palette.title')}
      size={640}
      yOffset="8vh"
      centered={false}
      closeButtonProps={{ 'aria-label': t('console.action.close') }}
      returnFocus
    >
      <TextInput
        className={classes.input}
        data-autofocus
        type="search"
        role="combobox"
        aria-label={t('console.palette.title')}
        aria-expanded={all.length > 0}
        aria-controls={id}
        aria-autocomplete="list"
        aria-activedescendant={all[chosen] ? `${id}-${chosen}` : undefined}
        autoComplete="off"
        placeholder={t('console.palette.placeholder')}
        value={q}
        maxLength={200}
        onChange={(event) => setQ(event.currentTarget.value)}
        onKeyDown={press}
      />
      <p className={classes.status} role="status">
        {error && typed !== '' ? readable(error) : ''}
        {!error && typed !== '' && isSettled && data && hits.length === 0
          ? t('console.palette.none', { q: typed })
          : ''}
      </p>
      <div
        ref={list}
        id={id}
        role="listbox"
        className={classes.options}
        aria-label={t('console.palette.results')}
        aria-busy={!isSettled}
      >
        {shown.map((group) => (
          // biome-ignore lint/a11y/useSemanticElements: a group of options is no fieldset
          <div key={group.name} role="group" aria-labelledby={`${id}-${group.name}`}>
            <p id={`${id}-${group.name}`} className={classes.kind}>
              {group.label}
            </p>
            {group.entries.map((entry) => {
              const at = all.indexOf(entry)
              return (
                // biome-ignore lint/a11y/useFocusableInteractive: the input keeps the focus and names the chosen line
                // biome-ignore lint/a11y/useKeyWithClickEvents: keys are the input's
                <div
                  key={entry.key}
                  id={`${id}-${at}`}
                  data-at={at}
                  role="option"
                  aria-selected={at === chosen}
                  className={classes.option}
                  onMouseMove={() => setChosen(at)}
                  onClick={() => go(entry)}
                >
                  <span className={classes.label}>{entry.label}</span>
                  {entry.detail && <span className={classes.detail}>{entry.detail}</span>}
                </div>
              )
            })}
          </div>
        ))}
      </div>
      <p className={classes.keys}>{t('console.palette.keys')}</p>
    </Modal>
  )
}
