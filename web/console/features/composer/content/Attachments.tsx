import { Button } from '@mantine/core'
import { useRef, useState } from 'react'
import type { Directive } from '../../../../../src/contract/directive.ts'
import { api, readable } from '../../../app/api.ts'
import { numberText, useT } from '../../../app/i18n.ts'
import classes from '../composer.module.css'
import type { DraftKeeper } from '../draft-keeper.ts'
import { upload } from './upload.ts'

const sizeText = (bytes: number): string =>
  bytes < 1_048_576
    ? `${numberText(Math.max(1, Math.round(bytes / 1024)))} KB`
    : `${numberText(Math.round(bytes / 104_857.6) / 10)} MB`

/** Files of the draft. A refused one says why and how to mend it; the draft stays as it is. */
export function Attachments({ draft, keeper }: { draft: Directive; keeper: DraftKeeper }) {
  const t = useT()
  const input = useRef<HTMLInputElement>(null)
  const [progress, setProgress] = useState<{ name: string; percent: number } | null>(null)
  const [errors, setErrors] = useState<string[]>([])
  const add = async (files: readonly File[]) => {
    setErrors([])
    for (const file of files) {
      setProgress({ name: file.name, percent: 0 })
      try {
        await keeper.act(() =>
          upload<Directive>(`/api/directives/${draft.id}/attachments`, file, (percent) =>
            setProgress({ name: file.name, percent }),
          ),
        )
      } catch (error) {
        setErrors((before) => [...before, readable(error)])
      }
    }
    setProgress(null)
    if (input.current) input.current.value = ''
  }
  const remove = async (url: string) => {
    setErrors([])
    try {
      await keeper.act(() => api.delete<Directive>(url))
    } catch (error) {
      setErrors([readable(error)])
    }
  }
  return (
    <fieldset className={classes.field} id="field-attachments">
      <legend>{t('composer.files.legend')}</legend>
      <ul className={classes.chosen}>
        {draft.attachments.map((file) => (
          <li key={file.id}>
            <span>
              <a href={file.url}>{file.fileName}</a> <span className="muted num">{sizeText(file.size)}</span>
            </span>
            <Button
              size="sm"
              variant="default"
              onClick={() => void remove(file.url)}
              aria-label={t('composer.audience.remove_named', { name: file.fileName })}
            >
              {t('composer.audience.remove')}
            </Button>
          </li>
        ))}
      </ul>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept=".pdf,.jpg,.jpeg,.png,.webp,.doc,.docx,.xls,.xlsx"
        onChange={(event) => void add([...(event.currentTarget.files ?? [])])}
      />
      <Button variant="default" disabled={progress !== null} onClick={() => input.current?.click()}>
        {t('composer.files.add')}
      </Button>
      <p className="muted">{t('composer.files.hint')}</p>
      {progress && (
        <div role="status">
          {t('composer.files.uploading', progress)}
          <progress
            className={classes.progress}
            max={100}
            value={progress.percent}
            aria-label={progress.name}
          />
        </div>
      )}
      {errors.map((error) => (
        <p key={error} role="alert" className={classes.bad}>
          {error}
        </p>
      ))}
    </fieldset>
  )
}
