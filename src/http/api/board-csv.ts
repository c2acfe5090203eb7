import type { UnitCell } from '../../contract/board.ts'
import { csv } from '../../kernel/csv.ts'
import { dateTimeText } from '../../kernel/dates.ts'
import type { Translate } from '../../kernel/i18n.ts'
import { nationalPhone } from '../../kernel/phone.ts'

const COLUMNS = [
  'number',
  'unit',
  'area',
  'sector',
  'state',
  'contact',
  'position',
  'phone',
  'acknowledged_at',
  'via',
  'late',
  'verified',
  'attempts',
  'nudged_at',
  'open_questions',
  'excluded_reason',
] as const

/** The list behind a number, as a sheet for the office: one row a unit, headings in the reader's language. */
export function boardCsv(
  units: readonly UnitCell[],
  phones: ReadonlyMap<number, string>,
  t: Translate,
): string {
  const time = (at: string | null): string | null => at && dateTimeText(new Date(at))
  const rows = units.map((unit, index) => {
    const phone = unit.contact && phones.get(unit.contact.recipientId)
    return [
      index + 1,
      unit.name,
      unit.area,
      unit.sector && t(`follow.sector.${unit.sector}`),
      t(`follow.state.${unit.state}`),
      unit.contact?.name ?? null,
      unit.contact?.position ?? null,
      phone ? nationalPhone(phone) : null,
      time(unit.acknowledgedAt),
      unit.via && t(`follow.via.${unit.via}`),
      unit.acknowledgedAt ? t(unit.late ? 'follow.yes' : 'follow.no') : null,
      unit.unverified ? t('follow.unverified') : null,
      unit.attempts
        .map((one) => `${t(`follow.channel.${one.channel}`)} ${dateTimeText(new Date(one.at))}`)
        .join('; '),
      time(unit.lastNudgedAt),
      unit.openQuestions,
      unit.excludedReason,
    ]
  })
  return csv([COLUMNS.map((column) => t(`follow.export.${column}`)), ...rows])
}
