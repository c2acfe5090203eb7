import { Button, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Directive } from '../../../../../src/contract/directive.ts'
import { useT } from '../../../app/i18n.ts'
import classes from '../composer.module.css'
import type { DraftKeeper } from '../draft-keeper.ts'
import { StepHeading } from '../Stepper.tsx'
import { Actions } from './Actions.tsx'
import { Attachments } from './Attachments.tsx'

/** A subject that a list and an SMS can show whole. */
const TITLE_ADVISED = 80

/** ③ The words: subject, what to do, full text, files; own words for a channel only where needed. */
export function ContentStep({ draft, keeper }: { draft: Directive; keeper: DraftKeeper }) {
  const t = useT()
  const over = draft.title.length > TITLE_ADVISED
  return (
    <>
      <StepHeading step={3} />
      <TextInput
        id="field-title"
        label={t('composer.content.title')}
        description={
          <span className={over ? classes.over : undefined}>
            {t(over ? 'composer.content.title_over' : 'composer.content.title_count', {
              n: draft.title.length,
              limit: TITLE_ADVISED,
            })}
          </span>
        }
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        maxLength={500}
        value={draft.title}
        onChange={(event) => keeper.change({ title: event.currentTarget.value })}
      />
      <Actions actions={draft.actions} onChange={(actions) => keeper.change({ actions })} />
      <Textarea
        id="field-body"
        label={t('composer.content.body')}
        description={t('composer.content.body_hint')}
        autosize
        minRows={6}
        maxRows={24}
        maxLength={50_000}
        value={draft.body}
        onChange={(event) => keeper.change({ body: event.currentTarget.value })}
      />
      <Relay draft={draft} keeper={keeper} />
      <Attachments draft={draft} keeper={keeper} />
      <Overrides draft={draft} keeper={keeper} />
    </>
  )
}

function Relay({ draft, keeper }: { draft: Directive; keeper: DraftKeeper }) {
  const t = useT()
  const [open, setOpen] = useState(draft.relay !== null)
  const relay = draft.relay ?? { issuer: '', number: '', date: '' }
  const set = (change: Partial<typeof relay>) => {
    const next = { ...relay, ...change }
    keeper.change({ relay: next.issuer + next.number + next.date === '' ? null : next })
  }
  return (
    <details className={classes.details} open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t('composer.content.relay')}</summary>
      <div className={classes.row}>
        <TextInput
          label={t('composer.content.relay_issuer')}
          maxLength={200}
          value={relay.issuer}
          onChange={(event) => set({ issuer: event.currentTarget.value })}
        />
        <TextInput
          label={t('composer.content.relay_number')}
          maxLength={60}
          value={relay.number}
          onChange={(event) => set({ number: event.currentTarget.value })}
        />
        <TextInput
          label={t('composer.content.relay_date')}
          placeholder={t('composer.content.relay_date_example')}
          maxLength={20}
          value={relay.date}
          onChange={(event) => set({ date: event.currentTarget.value })}
        />
      </div>
    </details>
  )
}

function Overrides({ draft, keeper }: { draft: Directive; keeper: DraftKeeper }) {
  const t = useT()
  const { overrides } = draft
  const [open, setOpen] = useState(Object.keys(overrides).length > 0)
  const set = (change: Partial<typeof overrides>) => keeper.change({ overrides: { ...overrides, ...change } })
  return (
    <details className={classes.details} open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t('composer.content.overrides')}</summary>
      <div className={classes.stack}>
        <p className="muted">{t('composer.content.overrides_hint')}</p>
        <Textarea
          id="field-overrides.zalo"
          label={t('composer.content.override_zalo')}
          autosize
          minRows={3}
          maxRows={12}
          maxLength={2000}
          value={overrides.zalo ?? ''}
          onChange={(event) => set({ zalo: event.currentTarget.value })}
        />
        <Textarea
          id="field-overrides.sms"
          label={t('composer.content.override_sms')}
          description={t('composer.content.override_sms_hint')}
          autosize
          minRows={2}
          maxRows={8}
          maxLength={1000}
          value={overrides.sms ?? ''}
          onChange={(event) => set({ sms: event.currentTarget.value })}
        />
        <TextInput
          id="field-overrides.emailSubject"
          label={t('composer.content.override_email')}
          maxLength={200}
          value={overrides.emailSubject ?? ''}
          onChange={(event) => set({ emailSubject: event.currentTarget.value })}
        />
        {Object.keys(overrides).length > 0 && (
          <div>
            <Button variant="default" onClick={() => keeper.change({ overrides: {} })}>
              {t('composer.content.overrides_clear')}
            </Button>
          </div>
        )}
      </div>
    </details>
  )
}
