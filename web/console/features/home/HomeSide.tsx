import { Link } from '@tanstack/react-router'
import type { Home } from '../../../../src/contract/board.ts'
import { agoText } from '../../app/dates.ts'
import { numberText, useT } from '../../app/i18n.ts'
import classes from './home.module.css'

const SHOWN = 5

export function OpenQuestions({ questions, now }: { questions: Home['questions']; now: number }) {
  const t = useT()
  if (questions.length === 0) return null
  return (
    <section className={classes.card} aria-labelledby="home-questions">
      <h2 id="home-questions">{t('home.questions', { count: questions.length })}</h2>
      <ul className={classes.rows}>
        {questions.slice(0, SHOWN).map((question) => (
          <li key={question.id}>
            <Link
              to="/directives/$directiveId"
              params={{ directiveId: String(question.directiveId) }}
              search={{ page: 'questions' }}
            >
              {question.text}
            </Link>
            <p className={classes.meta}>
              {[question.unit, agoText(question.askedAt, now)].filter(Boolean).join(' · ')}
            </p>
          </li>
        ))}
      </ul>
    </section>
  )
}

export function Drafts({ drafts, now }: { drafts: Home['drafts']; now: number }) {
  const t = useT()
  return (
    <section className={classes.card} aria-labelledby="home-drafts">
      <h2 id="home-drafts">{t('home.drafts', { count: drafts.length })}</h2>
      {drafts.length === 0 ? (
        <p className="muted">
          {t('home.no_drafts')}{' '}
          <Link to="/directives" search={{ state: 'template' }}>
            {t('home.use_template')}
          </Link>
        </p>
      ) : (
        <ul className={classes.rows}>
          {drafts.slice(0, SHOWN).map((draft) => (
            <li key={draft.id}>
              <Link to="/directives/$directiveId/compose" params={{ directiveId: String(draft.id) }}>
                {draft.title || t('home.untitled', { kind: draft.kindName })}
              </Link>
              <p className={classes.meta}>
                {[draft.kindName, draft.updatedBy, agoText(draft.updatedAt, now)].filter(Boolean).join(' · ')}
              </p>
            </li>
          ))}
        </ul>
      )}
      {drafts.length > SHOWN && (
        <Link to="/directives" search={{ state: 'draft' }}>
          {t('home.all_drafts')}
        </Link>
      )}
    </section>
  )
}

/** Whom a directive to everybody would reach today. */
export function Reach({ reach }: { reach: Home['reach'] }) {
  const t = useT()
  return (
    <section className={classes.card} aria-labelledby="home-reach">
      <h2 id="home-reach">{t('home.reach')}</h2>
      <dl className={classes.facts}>
        <div>
          <dt>{t('home.units')}</dt>
          <dd className="num">{numberText(reach.units)}</dd>
        </div>
        <div>
          <dt>{t('home.people')}</dt>
          <dd className="num">{numberText(reach.people)}</dd>
        </div>
        <div>
          <dt>{t('home.without_channel')}</dt>
          <dd className="num">{numberText(reach.withoutChannel)}</dd>
        </div>
        <div>
          <dt>{t('home.without_contact')}</dt>
          <dd className="num">{numberText(reach.unitsWithoutContact)}</dd>
        </div>
      </dl>
    </section>
  )
}
