import { Link } from '@tanstack/react-router'
import type { Home } from '../../../../src/contract/board.ts'
import { momentText, spanText } from '../../app/dates.ts'
import { numberText, useT } from '../../app/i18n.ts'
import { Countdown } from '../../components/Countdown.tsx'
import { UrgencyChip } from '../../components/UrgencyChip.tsx'
import classes from './home.module.css'

type Live = Home['live'][number]

/** One directive under way: how far, how long still, what needs a hand. */
export function LiveDirective({ item, now }: { item: Live; now: number }) {
  const t = useT()
  const params = { directiveId: String(item.id) }
  const done = item.acknowledge ? item.acknowledged : item.opened
  const share = item.due === 0 ? 0 : (done / item.due) * 100
  return (
    <li className={classes.card}>
      <div className={classes.titleRow}>
        <UrgencyChip urgency={item.urgency} />
        {item.isDrill && <span className={classes.drill}>{t('home.drill')}</span>}
        <h3>
          <Link to="/directives/$directiveId" params={params} className={classes.title}>
            {item.title}
          </Link>
        </h3>
      </div>
      <p className={classes.meta}>
        {[item.reference, item.kindName, t('home.sent_at', { at: momentText(item.issuedAt, now) })]
          .filter(Boolean)
          .join(' · ')}
      </p>
      {item.state === 'held' && item.heldUntil && (
        <p className={classes.held}>
          {t('home.held')} <Countdown until={item.heldUntil} zero={t('home.leaving')} />
        </p>
      )}
      <div className={classes.progressRow}>
        <div className={classes.kpi}>
          <b className="num">
            {numberText(done)}/{numberText(item.due)}
          </b>{' '}
          {t(item.acknowledge ? 'home.acknowledged' : 'home.opened')}
        </div>
        <Remaining item={item} now={now} />
      </div>
      <div className={classes.track} aria-hidden="true">
        <span className={share >= 100 ? classes.full : classes.fill} style={{ width: `${share}%` }} />
      </div>
      <ul className={classes.needs}>
        {item.toCall > 0 && (
          <li>
            <Link to="/directives/$directiveId" params={params} search={{ list: 'to_call' }}>
              {t('home.to_call', { count: item.toCall })}
            </Link>
          </li>
        )}
        {item.problems > 0 && (
          <li>
            <Link to="/directives/$directiveId" params={params} search={{ list: 'call:problem' }}>
              {t('home.problems', { count: item.problems })}
            </Link>
          </li>
        )}
        {item.openQuestions > 0 && (
          <li>
            <Link to="/directives/$directiveId" params={params} search={{ page: 'questions' }}>
              {t('home.open_questions', { count: item.openQuestions })}
            </Link>
          </li>
        )}
        {item.acknowledge && item.due > 0 && item.acknowledged === item.due && (
          <li className={classes.done}>{t('home.all_done')}</li>
        )}
      </ul>
    </li>
  )
}

function Remaining({ item, now }: { item: Live; now: number }) {
  const t = useT()
  if (!item.acknowledge || !item.acknowledgeBefore) return null
  const at = momentText(item.acknowledgeBefore, now)
  const left = Date.parse(item.acknowledgeBefore) - now
  if (left <= 0)
    return item.acknowledged < item.due ? (
      <b className={classes.late}>{t('home.over', { at, span: spanText(-left) })}</b>
    ) : null
  if (left < 3_600_000)
    return (
      <b className={classes.late}>
        {t('home.until', { at })} <Countdown until={item.acknowledgeBefore} />
      </b>
    )
  return (
    <span>
      {t('home.until', { at })} {spanText(left)}
    </span>
  )
}
