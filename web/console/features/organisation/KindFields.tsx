import { Button, Checkbox, Radio, TextInput } from '@mantine/core'
import { useT } from '../../app/i18n.ts'
import { UnitPicker } from '../../components/UnitPicker.tsx'
import { emptyUnit, type OrderDraft, withoutPart } from './order.ts'
import classes from './organisation.module.css'
import { Placing } from './Placing.tsx'
import { UnitFields } from './UnitFields.tsx'

interface KindFieldsProps {
  draft: OrderDraft
  set: (change: Partial<OrderDraft>) => void
}

const UNITS_LABEL = {
  merge: 'units_end',
  split: 'unit_split',
  move: 'units_move',
  rename: 'unit_rename',
  dissolve: 'units_end',
  end_activity: 'units_end',
  hand_over: 'from',
} as const
const SINGLE = new Set(['split', 'rename', 'hand_over'])

/** What each kind of decision asks for besides its number and dates. */
export function KindFields({ draft, set }: KindFieldsProps) {
  const t = useT()
  const part = (index: number) => (
    <UnitFields
      unit={draft.parts[index]!}
      onChange={(unit) => set({ parts: draft.parts.map((one, i) => (i === index ? unit : one)) })}
    />
  )
  if (draft.kind === 'found') return part(0)
  return (
    <div className={classes.stack}>
      <UnitPicker
        label={t(`organisation.form.${UNITS_LABEL[draft.kind]}`)}
        units={draft.units}
        single={SINGLE.has(draft.kind)}
        onChange={(units) => set({ units })}
      />
      {draft.kind === 'merge' && <Merge draft={draft} set={set} part={part} />}
      {draft.kind === 'split' && <Split draft={draft} set={set} part={part} />}
      {draft.kind === 'rename' && <Rename draft={draft} set={set} />}
      {(draft.kind === 'move' || draft.kind === 'hand_over') && (
        <UnitPicker
          label={t(draft.kind === 'move' ? 'organisation.form.to' : 'organisation.form.receiver')}
          single
          units={draft.to}
          onChange={(to) => set({ to })}
        />
      )}
      {(draft.kind === 'dissolve' || draft.kind === 'end_activity') && (
        <UnitPicker
          label={t('organisation.form.to_optional')}
          single
          units={draft.to}
          onChange={(to) => set({ to })}
        />
      )}
    </div>
  )
}

type PartsProps = KindFieldsProps & { part: (index: number) => React.ReactNode }

function Merge({ draft, set, part }: PartsProps) {
  const t = useT()
  return (
    <>
      <Radio.Group
        label={t('organisation.form.into')}
        value={draft.intoNew ? 'new' : 'existing'}
        onChange={(value) => set({ intoNew: value === 'new' })}
      >
        <div className={classes.choices}>
          <Radio value="existing" label={t('organisation.form.into_existing')} />
          <Radio value="new" label={t('organisation.form.into_new')} />
        </div>
      </Radio.Group>
      {draft.intoNew ? (
        part(0)
      ) : (
        <UnitPicker
          label={t('organisation.form.receiver')}
          single
          units={draft.to}
          onChange={(to) => set({ to })}
        />
      )}
      <Radio.Group
        label={t('organisation.form.officers')}
        value={draft.officers}
        onChange={(value) => set({ officers: value === 'end' ? 'end' : 'carry' })}
      >
        <div className={classes.choices}>
          <Radio value="carry" label={t('organisation.form.carry')} />
          <Radio value="end" label={t('organisation.form.end')} />
        </div>
      </Radio.Group>
    </>
  )
}

function Split({ draft, set, part }: PartsProps) {
  const t = useT()
  return (
    <>
      <Checkbox
        label={t('organisation.form.keeps_going')}
        checked={draft.keepsGoing}
        onChange={(event) => set({ keepsGoing: event.currentTarget.checked })}
      />
      {draft.parts.map((_, index) => (
        // The parts have no identity but their place.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <section key={index} className={classes.part}>
          <h3>{t('organisation.form.part', { n: index + 1 })}</h3>
          {part(index)}
          {draft.parts.length > 1 && (
            <Button variant="subtle" size="compact-md" onClick={() => set(withoutPart(draft, index))}>
              {t('organisation.form.remove_part', { n: index + 1 })}
            </Button>
          )}
        </section>
      ))}
      <div>
        <Button variant="default" onClick={() => set({ parts: [...draft.parts, emptyUnit()] })}>
          {t('organisation.form.add_part')}
        </Button>
      </div>
      {draft.units[0] && <Placing draft={draft} set={set} unitId={draft.units[0].id} />}
    </>
  )
}

const HEADING = [
  ['name', 'name'],
  ['shortName', 'short_name'],
  ['symbol', 'symbol'],
  ['placeName', 'place'],
  ['letterheadUpper', 'letterhead_upper'],
  ['letterheadOwn', 'letterhead_own'],
] as const

function Rename({ draft, set }: KindFieldsProps) {
  const t = useT()
  return (
    <div className={classes.fields}>
      {HEADING.map(([field, label]) => (
        <TextInput
          key={field}
          label={t(`organisation.form.${label}`)}
          value={draft.heading[field]}
          maxLength={300}
          onChange={(event) => set({ heading: { ...draft.heading, [field]: event.currentTarget.value } })}
        />
      ))}
    </div>
  )
}
