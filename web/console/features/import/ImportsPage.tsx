import { Button, Textarea } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { type DragEvent, useRef, useState } from 'react'
import type { ImportListed, ImportSession } from '../../../../src/contract/import.ts'
import { api, readable } from '../../app/api.ts'
import { fullText } from '../../app/dates.ts'
import { numberText, useT } from '../../app/i18n.ts'
import { EmptyState } from '../../components/EmptyState.tsx'
import { PageHeader } from '../../components/PageHeader.tsx'
import classes from './import.module.css'
import { importsQuery } from './queries.ts'
import { Stepper } from './Stepper.tsx'

/** Nhập danh sách, step 1: a file, dropped or chosen, or a table copied from a spreadsheet; below, the imports before. */
export function ImportsPage() {
  const t = useT()
  const navigate = useNavigate()
  const send = useMutation({
    mutationFn: (source: File | string) => {
      if (typeof source === 'string') return api.post<ImportSession>('/api/imports/pasted', { text: source })
      const form = new FormData()
      form.append('file', source)
      return api.post<ImportSession>('/api/imports', form)
    },
    onSuccess: (session) =>
      void navigate({ to: '/imports/$importId', params: { importId: String(session.id) } }),
  })
  return (
    <>
      <PageHeader title={t('import.title')} meta={<span>{t('import.lead')}</span>} />
      <Stepper step={1} furthest={1} onOpen={() => {}} />
      <div className={classes.stack}>
        <FileDrop busy={send.isPending} onFile={(file) => send.mutate(file)} />
        {send.isError && (
          <p className={classes.bad} role="alert">
            {readable(send.error)}
          </p>
        )}
        <PasteTable busy={send.isPending} onPaste={(text) => send.mutate(text)} />
        <Recent />
      </div>
    </>
  )
}

function FileDrop({ busy, onFile }: { busy: boolean; onFile: (file: File) => void }) {
  const t = useT()
  const input = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    const file = event.dataTransfer.files[0]
    if (file) onFile(file)
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a target for the mouse; the same is done with the file field inside
    <div
      className={over ? classes.dropOver : classes.drop}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      aria-busy={busy}
    >
      <b>{t('import.file.label')}</b>
      <span className="muted">{t('import.file.kinds')}</span>
      <input
        ref={input}
        type="file"
        hidden
        accept=".xlsx,.xls,.csv,.txt,.tsv"
        disabled={busy}
        onChange={(event) => {
          const file = event.currentTarget.files?.[0]
          if (file) onFile(file)
          event.currentTarget.value = ''
        }}
      />
      {/* The browser's own button speaks the browser's language. */}
      <Button loading={busy} onClick={() => input.current?.click()}>
        {t('import.file.choose')}
      </Button>
      <span>
        {t('import.file.template_hint')} <a href="/api/imports/template.xlsx">{t('import.file.template')}</a>
      </span>
      {busy && <span role="status">{t('import.file.sending')}</span>}
    </div>
  )
}

function PasteTable({ busy, onPaste }: { busy: boolean; onPaste: (text: string) => void }) {
  const t = useT()
  const [text, setText] = useState('')
  return (
    <details className={classes.panel}>
      <summary>{t('import.paste.summary')}</summary>
      <div className={classes.stack}>
        <Textarea
          label={t('import.paste.label')}
          autosize
          minRows={5}
          maxRows={14}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <div>
          <Button
            variant="default"
            loading={busy}
            disabled={text.trim() === ''}
            onClick={() => onPaste(text)}
          >
            {t('import.paste.read')}
          </Button>
        </div>
      </div>
    </details>
  )
}

function Recent() {
  const t = useT()
  const { data, error } = useQuery(importsQuery)
  if (error) return <EmptyState title={t('console.error.screen')} text={readable(error)} />
  if (!data) return <p className="muted">{t('console.loading')}</p>
  return (
    <section className={classes.stack} aria-label={t('import.recent')}>
      <h2 className={classes.heading}>{t('import.recent')}</h2>
      {data.items.length === 0 && <p className="muted">{t('import.recent_none')}</p>}
      <ul className={classes.list}>
        {data.items.map((item) => (
          <RecentRow key={item.id} item={item} />
        ))}
      </ul>
    </section>
  )
}

function RecentRow({ item }: { item: ImportListed }) {
  const t = useT()
  return (
    <li className={classes.recent}>
      <Link to="/imports/$importId" params={{ importId: String(item.id) }}>
        {item.fileName}
      </Link>
      <span>{t(`import.state.${item.state}`)}</span>
      <span className="muted">
        {item.createdBy}, {fullText(item.createdAt)}
      </span>
      {item.written && (
        <span>
          {t('import.written', {
            units: numberText(item.written.units),
            people: numberText(item.written.people),
            updated: numberText(item.written.updated),
          })}
        </span>
      )}
      {item.undoUntil && (
        <span className="muted">{t('import.undo_until', { at: fullText(item.undoUntil) })}</span>
      )}
    </li>
  )
}
