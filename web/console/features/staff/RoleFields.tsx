import { NativeSelect, TextInput } from '@mantine/core'
import type { UnitChoice } from '../../../../src/contract/organisation.ts'
import type { Role } from '../../../../src/contract/session.ts'
import { useT } from '../../app/i18n.ts'
import { DayField } from '../../components/DayField.tsx'
import { UnitPicker } from '../../components/UnitPicker.tsx'
import classes from './staff.module.css'

/** What they may do, from the most to the least; «viewer» comes with the invitation. */
const ROLES: readonly Role[] = ['administrator', 'leader', 'specialist', 'clerk', 'viewer', 'unit_officer']

export interface RoleDraft {
  readonly role: Role | ''
  readonly unit: { readonly id: number; readonly name: string } | null
  /** The last day on which it holds. */
  readonly lastDay: string | null
  readonly reason: string
}

export const emptyRole = (role: Role | '', unit: RoleDraft['unit']): RoleDraft => ({
  role,
  unit,
  lastDay: null,
  reason: '',
})

/** The draft as the API takes it; null while role or unit is missing. A last day ends with its midnight in Viet Nam. */
export function roleOrderOf({ role, unit, lastDay, reason }: RoleDraft) {
  if (role === '' || !unit) return null
  const validTo = lastDay
    ? new Date(Date.parse(`${lastDay}T00:00:00+07:00`) + 86_400_000).toISOString()
    : null
  return { role, unitId: unit.id, validTo, reason: reason.trim() }
}

interface RoleFieldsProps {
  value: RoleDraft
  onChange: (value: RoleDraft) => void
  /** Words of the choice «no further role», where there is one. */
  none?: string
  /** The unit that holds when none is chosen. */
  here?: string | undefined
  faultOf?: (field: string) => string | undefined
}

/** A role on a unit and all below it, until when, and why: the same four questions wherever a role is asked for. */
export function RoleFields({ value, onChange, none, here, faultOf = () => undefined }: RoleFieldsProps) {
  const t = useT()
  const set = (change: Partial<RoleDraft>) => onChange({ ...value, ...change })
  return (
    <>
      <NativeSelect
        label={t('account.staff.wanted')}
        error={faultOf('role')}
        value={value.role}
        onChange={(event) => set({ role: ROLES.find((role) => role === event.currentTarget.value) ?? '' })}
        data={[
          ...(none ? [{ value: '', label: none }] : []),
          ...ROLES.filter((role) => !none || role !== 'viewer').map((role) => ({
            value: role,
            label: t(`account.staff.role.${role}`),
          })),
        ]}
      />
      {value.role !== '' && (
        <>
          <p className={classes.small}>{t(`account.staff.may.${value.role}`)}</p>
          <UnitPicker
            label={t('account.staff.wanted_unit')}
            single
            units={value.unit ? [asChoice(value.unit)] : []}
            onChange={([unit]) => set({ unit: unit ?? null })}
          />
          {!value.unit && here && (
            <p className={classes.small}>{t('account.staff.wanted_here', { unit: here })}</p>
          )}
          {faultOf('unitId') && (
            <p role="alert" className={classes.bad}>
              {faultOf('unitId')}
            </p>
          )}
          <DayField
            label={t('account.staff.wanted_until')}
            value={value.lastDay}
            onChange={(lastDay) => set({ lastDay })}
            error={faultOf('validTo')}
          />
          <TextInput
            label={t('account.staff.wanted_reason')}
            maxLength={300}
            value={value.reason}
            onChange={(event) => set({ reason: event.currentTarget.value })}
          />
        </>
      )}
    </>
  )
}

const asChoice = ({ id, name }: { id: number; name: string }): UnitChoice => ({
  id,
  name,
  code: '',
  typeCode: '',
  typeName: '',
  areaName: null,
})
