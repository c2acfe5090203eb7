import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { readable } from '../../app/api.ts'
import { CHANNELS } from '../../app/channels.ts'
import { timeText } from '../../app/dates.ts'
import { useT } from '../../app/i18n.ts'
import { ConfirmBar } from '../../components/ConfirmBar.tsx'
import classes from './board.module.css'
import { useBoardTools } from './context.tsx'
import type { NudgeChoice, Nudging } from './nudging.ts'

const SKIPS = ['cool_down', 'no_channel', 'acknowledged', 'excluded'] as const

/** Before many are reminded: how many, over what, in which words, and who is left out and why. */
export function NudgeBar(props: { choice: NudgeChoice; nudging: Nudging; onDone: () => void }) {
  const t = useT()
  const { directive } = useBoardTools()
  const [busy, setBusy] = useState(false)
  const { data: preview, error } = useQuery({
    queryKey: ['directive', String(directive.id), 'nudge-preview', props.choice],
    queryFn: () => props.nudging.preview(props.choice),
    staleTime: 0,
    gcTime: 0,
  })
  const confirm = async () => {
    setBusy(true)
    const done = await props.nudging.nudge(props.choice)
    setBusy(false)
    if (done) props.onDone()
  }
  const channels = CHANNELS.filter((channel) => preview?.byChannel[channel])
    .map((channel) => `${t(`console.channel.${channel}`)} ${preview?.byChannel[channel]}`)
    .join(', ')
  return (
    <ConfirmBar
      confirm={t('board.nudge.confirm', { count: preview?.units ?? 0 })}
      disabled={!preview || preview.units === 0}
      busy={busy}
      onConfirm={() => void confirm()}
      onCancel={props.onDone}
    >
      {error && <p>{readable(error)}</p>}
      {!preview && !error && <p>{t('console.loading')}</p>}
      {preview && (
        <>
          <p>
            <b>
              {t('board.nudge.will', {
                count: preview.units,
                people: preview.people,
                channels: channels || '–',
              })}
            </b>
          </p>
          {preview.scheduledAt && <p>{t('board.nudge.scheduled', { at: timeText(preview.scheduledAt) })}</p>}
          {SKIPS.map((reason) => {
            const count = preview.skipped.filter((skip) => skip.reason === reason).length
            return count > 0 && <p key={reason}>{t(`board.nudge.skipped.${reason}`, { count })}</p>
          })}
          {preview.units > 0 && <blockquote className={classes.quote}>{preview.text}</blockquote>}
        </>
      )}
    </ConfirmBar>
  )
}
