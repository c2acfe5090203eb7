import { Link } from '@tanstack/react-router'
import type { UnitAnswer, UnitProfile } from '../../../../../src/contract/units.ts'
import { fullText, spanText } from '../../../app/dates.ts'
import { type Translate, useT } from '../../../app/i18n.ts'
import { type CellMark, StateCell } from '../../../components/StateCell.tsx'
import classes from './page.module.css'

const markOf = (answer: UnitAnswer): CellMark =>
  answer.state !== 'acknowledged'
    ? null
    : answer.unverified
      ? 'unverified'
      : answer.via === 'phone'
        ? 'phone'
        : answer.late
          ? 'late'
          : null

const words = (answer: UnitAnswer, t: Translate): string =>
  [
    t(
      answer.state === 'acknowledged' && answer.via === 'phone'
        ? 'board.state.acknowledged_phone'
        : `board.state.${answer.state}`,
    ),
    answer.late && t('board.state.late'),
    answer.unverified && t('board.state.unverified'),
  ]
    .filter(Boolean)
    .join(', ')

/** How the unit answers: half of its answers come within so long, and its last ten directives as cells of the board. */
export function Answers({ unit }: { unit: UnitProfile }) {
  const t = useT()
  const { asked, answered, medianMs } = unit.responsiveness
  return (
    <section className={classes.panel} aria-labelledby="answers">
      <h2 id="answers">{t('units.answers.title')}</h2>
      {unit.answers.length === 0 ? (
        <p className="muted">{t('units.answers.none')}</p>
      ) : (
        <>
          <p>
            {medianMs === null
              ? t('units.answers.no_answer', { asked })
              : t('units.answers.median', { span: spanText(medianMs), answered, asked })}
          </p>
          <ol className={classes.cells} aria-label={t('units.answers.last', { count: unit.answers.length })}>
            {unit.answers.map((answer) => (
              <li key={answer.targetId}>
                <Link
                  to="/directives/$directiveId"
                  params={{ directiveId: String(answer.directiveId) }}
                  search={{ unit: answer.targetId }}
                  title={`${answer.reference ?? ''} ${answer.title}`}
                >
                  <StateCell state={answer.state} mark={markOf(answer)} />
                  <span>
                    <b>{answer.reference}</b> {answer.title}
                    <small>
                      {words(answer, t)} · {fullText(answer.acknowledgedAt ?? answer.issuedAt)}
                    </small>
                  </span>
                </Link>
              </li>
            ))}
          </ol>
        </>
      )}
    </section>
  )
}
