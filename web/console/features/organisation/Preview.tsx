import { Radio } from '@mantine/core'
import type { ReactNode } from 'react'
import type { DuplicateAnswer, EventPreview } from '../../../../src/contract/organisation.ts'
import { type Translate, useT } from '../../app/i18n.ts'
import classes from './organisation.module.css'

/** Long lists are cut here; the whole of them is in what follows the act: the tree, the board, the log. */
const SHOWN = 60

interface PreviewProps {
  preview: EventPreview
  answers: readonly DuplicateAnswer[]
  onAnswer: (answer: DuplicateAnswer) => void
}

/** What the decision will do, item by item. */
export function Preview({ preview, answers, onAnswer }: PreviewProps) {
  const t = useT()
  return (
    <div className={classes.preview}>
      <p className="muted">{t('organisation.preview.nothing_yet')}</p>
      <Part title={t('organisation.preview.units')}>
        <List
          items={preview.units.map((unit) => [
            unit.id,
            `${unit.name}: ${t(`organisation.preview.${unit.change}`, { to: unit.to })}`,
          ])}
          t={t}
        />
        {preview.along > 0 && <p>{t('organisation.preview.along', { n: preview.along })}</p>}
      </Part>
      {preview.duplicates.length > 0 && (
        <Part title={t('organisation.preview.duplicates')}>
          <p className="muted">{t('organisation.preview.duplicates_hint')}</p>
          {preview.duplicates.map((pair) => {
            const answer = answers.find((one) => one.keepId === pair.keepId && one.otherId === pair.otherId)
            const name = t('organisation.preview.pair', { keep: pair.keepName, other: pair.otherName })
            return (
              <div key={`${pair.keepId}-${pair.otherId}`} className={classes.pair}>
                <span>
                  {name}{' '}
                  <span className="muted">
                    {pair.reasons.map((reason) => t(`organisation.preview.reason.${reason}`)).join(', ')}
                  </span>
                </span>
                <Radio.Group
                  aria-label={name}
                  value={answer === undefined ? '' : answer.same ? 'same' : 'different'}
                  onChange={(value) =>
                    onAnswer({ keepId: pair.keepId, otherId: pair.otherId, same: value === 'same' })
                  }
                >
                  <div className={classes.choices}>
                    <Radio value="same" label={t('organisation.preview.same')} />
                    <Radio value="different" label={t('organisation.preview.different')} />
                  </div>
                </Radio.Group>
              </div>
            )
          })}
        </Part>
      )}
      <Part title={t('organisation.preview.obligations')}>
        {preview.obligations.length === 0 ? (
          <p>{t('organisation.preview.no_obligations')}</p>
        ) : (
          <List
            items={preview.obligations.map((one, index) => [
              index,
              t(
                one.toUnitName === null
                  ? 'organisation.preview.obligation_ended'
                  : 'organisation.preview.obligation_moved',
                { reference: one.reference, unit: one.unitName, to: one.toUnitName },
              ),
            ])}
            t={t}
          />
        )}
        {preview.unitsAsked + preview.peopleMoved + preview.peopleAsked > 0 && (
          <p>
            {t('organisation.preview.asked', {
              units: preview.unitsAsked,
              people: preview.peopleAsked,
              moved: preview.peopleMoved,
            })}
          </p>
        )}
        {preview.peopleLeft > 0 && <p>{t('organisation.preview.left', { n: preview.peopleLeft })}</p>}
      </Part>
      {preview.officers.length > 0 && (
        <Part title={t('organisation.preview.officers')}>
          <List
            items={preview.officers.map((one, index) => [
              index,
              t(
                one.toUnitName === null
                  ? 'organisation.preview.officer_ended'
                  : 'organisation.preview.officer_carried',
                { name: one.name, unit: one.unitName, to: one.toUnitName },
              ),
            ])}
            t={t}
          />
        </Part>
      )}
      {preview.groups.length > 0 && (
        <p>{t('organisation.preview.groups', { names: preview.groups.join(', ') })}</p>
      )}
      {preview.staff > 0 && <p>{t('organisation.preview.staff', { n: preview.staff })}</p>}
      {preview.ownDirectives > 0 && <p>{t('organisation.preview.own', { n: preview.ownDirectives })}</p>}
    </div>
  )
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h3>{title}</h3>
      {children}
    </section>
  )
}

function List({ items, t }: { items: readonly (readonly [number, string])[]; t: Translate }) {
  return (
    <ul>
      {items.slice(0, SHOWN).map(([key, text]) => (
        <li key={key}>{text}</li>
      ))}
      {items.length > SHOWN && (
        <li className="muted">{t('organisation.events.and_more', { n: items.length - SHOWN })}</li>
      )}
    </ul>
  )
}
