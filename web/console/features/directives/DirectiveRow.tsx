import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { DirectiveListItem } from '../../../../src/contract/directive.ts'
import { serverNow } from '../../app/clock.ts'
import { fullText, momentText } from '../../app/dates.ts'
import { numberText, type Translate, useT } from '../../app/i18n.ts'
import { useMay } from '../../app/session.ts'
import { Countdown } from '../../components/Countdown.tsx'
import { UrgencyChip } from '../../components/UrgencyChip.tsx'
import classes from './directives.module.css'

/** One directive of the list: what, who signed, how far. Drafts open the composer, templates become a draft. */
export function DirectiveRow({ item }: { item: DirectiveListItem }) {
  const t = useT()
  const params = { directiveId: String(item.id) }
  const unfinished = item.state === 'draft' || item.state === 'template'
  const title = item.title || t('directives.untitled', { kind: item.kindName })
  return (
    <li className={classes.row} data-directive={item.id}>
      <div className={classes.main}>
        <div className={classes.titleRow}>
          <UrgencyChip urgency={item.urgency} />
          {item.isDrill && <span className={classes.drill}>{t('directives.drill')}</span>}
          <h2>
            {item.state === 'template' ? (
              title
            ) : (
              <Link
                to={unfinished ? '/directives/$directiveId/compose' : '/directives/$directiveId'}
                params={params}
              >
                {title}
              </Link>
            )}
          </h2>
        </div>
        <p className={classes.meta}>{metaText(item, t)}</p>
      </div>
      <div className={classes.side}>
        {item.state === 'template' ? <UseTemplate item={item} title={title} /> : <Progress item={item} />}
      </div>
    </li>
  )
}

function metaText(item: DirectiveListItem, t: Translate): string {
  const now = serverNow()
  return [
    item.reference,
    item.kindName,
    item.issuedAt && t('directives.sent_at', { at: momentText(item.issuedAt, now) }),
    item.issuedBy,
    item.state === 'draft' && t('directives.edited_at', { at: momentText(item.updatedAt, now) }),
    item.acknowledge &&
      item.acknowledgeBefore &&
      item.issuedAt &&
      t('directives.deadline', { at: fullText(item.acknowledgeBefore) }),
  ]
    .filter(Boolean)
    .join(' · ')
}

function Progress({ item }: { item: DirectiveListItem }) {
  const t = useT()
  if (item.state === 'draft') return <span className={classes.state}>{t('directives.is.draft')}</span>
  return (
    <>
      {item.state !== 'sent' && (
        <span className={classes.state}>
          {t(`directives.is.${item.state}`)}{' '}
          {item.state === 'held' && item.heldUntil && <Countdown until={item.heldUntil} zero="" />}
        </span>
      )}
      {item.acknowledge ? (
        <span>
          <b className={`num ${classes.kpi}`}>
            {numberText(item.acknowledged)}/{numberText(item.units)}
          </b>{' '}
          {t('directives.acknowledged')}
        </span>
      ) : (
        <span>{t('directives.units', { count: item.units })}</span>
      )}
      {item.needsAttention > 0 && (
        <span className={classes.attention}>{t('directives.attention', { count: item.needsAttention })}</span>
      )}
      {item.openQuestions > 0 && <span>{t('directives.open_questions', { count: item.openQuestions })}</span>}
    </>
  )
}

function UseTemplate({ item, title }: { item: DirectiveListItem; title: string }) {
  const t = useT()
  const mayWrite = useMay('directive.write')
  if (!mayWrite) return null
  return (
    <Button
      variant="default"
      aria-label={t('directives.use_template_of', { title })}
      renderRoot={(props) => (
        <Link to="/directives/new" search={{ template: item.id }} preload={false} {...props} />
      )}
    >
      {t('directives.use_template')}
    </Button>
  )
}
