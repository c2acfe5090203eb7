import type { UnitCell } from '../../../../src/contract/board.ts'
import { hasAcknowledged } from '../../../../src/contract/board-lists.ts'
import { momentText, spanText, timeText } from '../../app/dates.ts'
import type { Translate } from '../../app/i18n.ts'
import { reasonText } from '../../components/reason-text.ts'
import type { CellMark } from '../../components/StateCell.tsx'

/** «Đã xác nhận qua điện thoại, muộn», «Quá mốc nhắc, chưa xác nhận» */
export function stateText(cell: UnitCell, t: Translate): string {
  if (!hasAcknowledged(cell)) {
    const base = t(`board.state.${cell.state}`)
    return cell.confirmAgain ? `${base}, ${t('board.state.confirm_again')}` : base
  }
  const base = t(cell.via === 'phone' ? 'board.state.acknowledged_phone' : 'board.state.acknowledged')
  const words = [base, cell.late && t('board.state.late'), cell.unverified && t('board.state.unverified')]
  return words.filter(Boolean).join(', ')
}

export const markOf = (cell: UnitCell): CellMark =>
  !hasAcknowledged(cell)
    ? null
    : cell.unverified
      ? 'unverified'
      : cell.via === 'phone'
        ? 'phone'
        : cell.late
          ? 'late'
          : null

/** What a screen reader says of a cell: unit and state, and what it is behind with. */
export function cellLabel(cell: UnitCell, t: Translate): string {
  const questions =
    cell.openQuestions > 0 ? `, ${t('board.cell.questions', { count: cell.openQuestions })}` : ''
  return `${cell.name}, ${stateText(cell, t)}${questions}`
}

/** «Trần Văn Ổn · Zalo 14:02, SMS 14:22 · chưa mở» */
export function attemptsText(cell: UnitCell, t: Translate, now: number): string {
  const parts: string[] = [cell.contact?.name ?? t('board.row.no_contact')]
  const tried = cell.attempts.map((attempt) => {
    const channel = t(`console.channel.${attempt.channel}`)
    const failed = attempt.state === 'failed' || attempt.state === 'expired'
    return failed
      ? t('board.row.attempt_failed', { channel, reason: reasonText(attempt.reason, t) })
      : `${channel} ${momentText(attempt.at, now)}`
  })
  if (tried.length > 0) parts.push(tried.join(', '))
  parts.push(progressText(cell, t, now))
  return parts.join(' · ')
}

function progressText(cell: UnitCell, t: Translate, now: number): string {
  if (cell.state === 'excluded') return cell.excludedReason ?? t('board.state.excluded')
  if (cell.acknowledgedAt) return t('board.row.acknowledged_at', { at: momentText(cell.acknowledgedAt, now) })
  if (cell.state === 'no_channel') return t('board.row.no_channel')
  if (cell.stage >= 3) return t('board.row.opened')
  if (cell.state === 'failed') return t('board.row.not_reached')
  return t('board.row.not_opened')
}

/** Why «Nhắc» is off for a unit just now; null when it may be pressed. */
export function nudgeRefusal(cell: UnitCell, t: Translate, now: number): string | null {
  if (cell.state === 'excluded' || hasAcknowledged(cell)) return t('board.nudge.not_needed')
  if (cell.state === 'no_channel') return t('board.nudge.no_channel')
  if (cell.nudgeAllowedAt && Date.parse(cell.nudgeAllowedAt) > now)
    return t('board.nudge.cool_down', {
      at: timeText(cell.nudgeAllowedAt),
      span: spanText(Date.parse(cell.nudgeAllowedAt) - now + 59_999),
    })
  return null
}
