import type { ChannelReach, UnitProfile } from '../../../../../src/contract/units.ts'
import { serverNow } from '../../../app/clock.ts'
import { dateText, sameDay, timeText } from '../../../app/dates.ts'
import { type Translate, useT } from '../../../app/i18n.ts'
import classes from './page.module.css'

/** «hôm nay 14:05» on the day itself, «02/11» within the year, else the whole date. */
export function sinceText(at: string, now: number, t: Translate): string {
  if (sameDay(at, now)) return t('units.page.today_at', { time: timeText(at) })
  const date = dateText(at)
  return date.slice(-4) === dateText(now).slice(-4) ? date.slice(0, 5) : date
}

/** «Zalo (hôm nay 14:05), SMS; e-mail lỗi từ 02/11 (…)»: what works first, then what does not. */
export function channelWords(
  channels: readonly ChannelReach[],
  now: number,
  t: Translate,
  allUntried = false,
): string {
  const words = ({ channel, state, at, reason }: ChannelReach): string => {
    const name = t(`units.channel.${channel}`)
    if (state === 'works') return at ? t('units.page.worked', { name, at: sinceText(at, now, t) }) : name
    if (state === 'untried') return allUntried ? name : t('units.page.untried', { name })
    return t(at ? 'units.page.fails_since' : 'units.page.fails', {
      name,
      at: at && sinceText(at, now, t),
      reason,
    })
  }
  const good = channels.filter((one) => one.state === 'works' || one.state === 'untried').map(words)
  const bad = channels.filter((one) => one.state === 'failing' || one.state === 'closed').map(words)
  return [good.join(', '), bad.join('; ')].filter(Boolean).join('; ')
}

/** The five-second goal of the page: can I reach this unit right now, by which channel? */
export function ReachSentence({ unit }: { unit: UnitProfile }) {
  const t = useT()
  const channels = channelWords(unit.channels, serverNow(), t, unit.reach === 'untried')
  return (
    <p className={classes.reach} data-reach={unit.reach}>
      <b>{t(`units.page.reach.${unit.reach}`)}</b>
      {channels && <> {channels}.</>}
    </p>
  )
}
