import { notifications } from '@mantine/notifications'
import { createElement, useMemo, useRef, useState } from 'react'
import type { NudgePreview, NudgeReply } from '../../../../src/contract/follow.ts'
import { api } from '../../app/api.ts'
import { serverNow } from '../../app/clock.ts'
import { translate } from '../../app/i18n.ts'
import { notify, notifyError } from '../../app/notify.ts'
import type { BoardFeed } from './feed.ts'
import { UndoToast } from './UndoToast.tsx'

/** `all`: everyone who has not acknowledged. */
export type NudgeChoice = { targetIds: number[] } | { tab: 'all' | 'not_opened' | 'opened' | 'problem' }

export interface Nudging {
  /** Units whose reminder is on its way to the server just now. */
  readonly pending: ReadonlySet<number>
  preview(choice: NudgeChoice): Promise<NudgePreview>
  /** Reminds, then offers to undo for as long as the server still holds the reminders. */
  nudge(choice: NudgeChoice): Promise<boolean>
}

export function useNudging(directiveId: number, feed: BoardFeed): Nudging {
  const [pending, setPending] = useState<ReadonlySet<number>>(new Set())
  // A double click comes before React has drawn the disabled button.
  const busy = useRef(new Set<string>())
  return useMemo(() => {
    const path = `/api/directives/${directiveId}/nudge`
    const nudge = async (choice: NudgeChoice): Promise<boolean> => {
      const key = JSON.stringify(choice)
      if (busy.current.has(key)) return false
      busy.current.add(key)
      const ids = 'targetIds' in choice ? choice.targetIds : []
      setPending((now) => new Set([...now, ...ids]))
      try {
        const reply = await api.post<NudgeReply>(path, choice)
        offerUndo(reply, feed)
        await feed.refresh()
        return true
      } catch (error) {
        notifyError(error)
        return false
      } finally {
        busy.current.delete(key)
        setPending((now) => new Set([...now].filter((id) => !ids.includes(id))))
      }
    }
    return { pending, nudge, preview: (choice) => api.post<NudgePreview>(path, { ...choice, preview: true }) }
  }, [directiveId, feed, pending])
}

function offerUndo(reply: NudgeReply, feed: BoardFeed): void {
  if (reply.units === 0) {
    notify(translate('board.nudge.nobody'))
    return
  }
  const left = Math.max(1000, Date.parse(reply.leavesAt) - serverNow())
  const id = `nudge-${reply.ids[0]}-${reply.leavesAt}`
  const undo = async () => {
    notifications.hide(id)
    try {
      const { undone } = await api.post<{ undone: number }>('/api/nudges/undo', { ids: reply.ids })
      notify(translate('board.nudge.undone', { count: undone }))
      await feed.refresh()
    } catch (error) {
      notifyError(error)
    }
  }
  notifications.show({
    id,
    autoClose: left,
    withCloseButton: false,
    color: 'blue',
    message: createElement(UndoToast, {
      text: translate('board.nudge.done', { count: reply.units }),
      leavesAt: reply.leavesAt,
      onUndo: () => void undo(),
    }),
  })
}
