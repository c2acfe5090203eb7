import { memo } from 'react'
import type { Funnel as FunnelNumbers } from '../../../../src/contract/board.ts'
import { FUNNEL_TILES, type FunnelTile } from '../../../../src/contract/board-lists.ts'
import { numberText, type Translate, useT } from '../../app/i18n.ts'
import classes from './board.module.css'
import { useBoardTools } from './context.tsx'

/** Five steps from «cần nhận» to «đã xác nhận», in units, people beneath; each tile opens the list it counts. */
export const Funnel = memo(function Funnel({ funnel }: { funnel: FunnelNumbers }) {
  const { directive } = useBoardTools()
  const tiles = directive.acknowledge ? FUNNEL_TILES : FUNNEL_TILES.filter((tile) => tile !== 'acknowledged')
  return (
    <div className={classes.funnel} data-tiles={tiles.length}>
      {tiles.map((tile) => (
        <Tile key={tile} tile={tile} funnel={funnel} />
      ))}
    </div>
  )
})

function Tile({ tile, funnel }: { tile: FunnelTile; funnel: FunnelNumbers }) {
  const t = useT()
  const { show } = useBoardTools()
  const count = funnel[tile]
  const share = funnel.due === 0 ? 0 : (count / funnel.due) * 100
  const last = tile === 'acknowledged'
  return (
    <button
      type="button"
      className={last ? `${classes.tile} ${classes.tileAck}` : classes.tile}
      data-tile={tile}
      aria-haspopup="dialog"
      onClick={() => show({ list: tile })}
    >
      <span className={classes.tileName}>{t(`board.tile.${tile}`)}</span>
      <span className={`num ${classes.kpi}`} data-kpi={count}>
        {numberText(count)}
        {last && <span className={classes.kpiOf}> / {numberText(funnel.due)}</span>}
      </span>
      <span className={classes.track} aria-hidden="true">
        <span className={classes.fill} style={{ width: `${share}%` }} />
      </span>
      <span className={classes.tileDetail}>{detail(tile, funnel, share, t)}</span>
    </button>
  )
}

/** Under the number: people, what is missing, and how much of it can be measured at all. */
function detail(tile: FunnelTile, funnel: FunnelNumbers, share: number, t: Translate): string {
  const states = funnel.states
  const parts: (string | false)[] = []
  const some = (key: string, count: number | undefined): string | false =>
    count ? t(`board.tile_detail.${key}`, { count }) : false
  switch (tile) {
    case 'due':
      parts.push(
        t('board.tile_detail.units'),
        some('people', funnel.people.due),
        some('excluded', funnel.excluded),
      )
      break
    case 'accepted':
      parts.push(some('no_channel', states.no_channel), some('waiting', states.waiting))
      break
    case 'delivered': {
      const measured = funnel.measurable.delivered
      parts.push(
        some('failed', states.failed),
        measured < funnel.due
          ? t('board.tile_detail.measurable', { count: measured, of: funnel.due })
          : some('silent', funnel.accepted - funnel.delivered),
      )
      break
    }
    case 'opened':
      parts.push(t('board.tile_detail.measurable', { count: funnel.measurable.opened, of: funnel.due }))
      break
    case 'acknowledged':
      parts.push(
        t('board.tile_detail.share', { percent: share < 100 ? Math.min(99, Math.round(share)) : 100 }),
        some('late', funnel.acknowledgedLate),
        some('phone', funnel.byPhone),
        some('unverified', funnel.unverified),
      )
  }
  if (tile !== 'due') parts.unshift(some('people', funnel.people[tile]))
  return parts.filter(Boolean).join(' · ')
}
