import { Checkbox } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { Urgency } from '../../../../src/contract/common.ts'
import type { Directive } from '../../../../src/contract/directive.ts'
import { useT } from '../../app/i18n.ts'
import { kindsQuery } from '../../app/queries.ts'
import { UrgencyChip } from '../../components/UrgencyChip.tsx'
import classes from './composer.module.css'
import type { DraftKeeper } from './draft-keeper.ts'
import { StepHeading } from './Stepper.tsx'

const URGENCIES: readonly Urgency[] = [0, 1, 2, 3]
const CLASSES = ['official', 'information', 'promotion'] as const

/** ① What it is and how urgent: each choice says in words what follows from it. */
export function KindStep({ draft, keeper }: { draft: Directive; keeper: DraftKeeper }) {
  const t = useT()
  const { data: kinds } = useQuery(kindsQuery)
  return (
    <>
      <StepHeading step={1} />
      <fieldset className={classes.field} id="field-kind">
        <legend>{t('composer.kind.legend')}</legend>
        <div className={classes.cards}>
          {kinds?.map((kind) => (
            <Card
              key={kind.code}
              name="kind"
              checked={draft.kind === kind.code}
              onPick={() => keeper.change({ kind: kind.code })}
              title={kind.name}
              text={kind.hint}
            />
          ))}
        </div>
      </fieldset>
      <fieldset className={classes.field} id="field-urgency">
        <legend>{t('composer.urgency.legend')}</legend>
        <div className={classes.rows}>
          {URGENCIES.map((urgency) => (
            <label
              key={urgency}
              className={classes.choice}
              data-checked={draft.urgency === urgency || undefined}
            >
              <input
                type="radio"
                name="urgency"
                checked={draft.urgency === urgency}
                onChange={() => keeper.change({ urgency })}
              />
              <span className={classes.chip}>
                <UrgencyChip urgency={urgency} />
              </span>
              <span>{t(`composer.urgency.consequence.${urgency}`)}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <fieldset className={classes.field} id="field-messageClass">
        <legend>{t('composer.class.legend')}</legend>
        <div className={classes.rows}>
          {CLASSES.map((name) => (
            <label
              key={name}
              className={classes.choice}
              data-checked={draft.messageClass === name || undefined}
            >
              <input
                type="radio"
                name="messageClass"
                checked={draft.messageClass === name}
                onChange={() => keeper.change({ messageClass: name })}
              />
              <span>
                <b>{t(`composer.class.${name}`)}</b> {t(`composer.class.${name}_hint`)}
              </span>
            </label>
          ))}
        </div>
      </fieldset>
      <Checkbox
        id="field-isDrill"
        label={t('composer.drill.label')}
        description={t('composer.drill.hint')}
        checked={draft.isDrill}
        onChange={(event) => keeper.change({ isDrill: event.currentTarget.checked })}
      />
    </>
  )
}

function Card(props: { name: string; checked: boolean; onPick: () => void; title: string; text: string }) {
  return (
    <label className={classes.card} data-checked={props.checked || undefined}>
      <input type="radio" name={props.name} checked={props.checked} onChange={props.onPick} />
      <span>
        <b>{props.title}</b>
        <span className={classes.cardText}>{props.text}</span>
      </span>
    </label>
  )
}
