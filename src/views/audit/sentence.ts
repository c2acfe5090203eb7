import type { Db } from '../../../db/client.ts'
import type { AuditLine } from '../../contract/audit.ts'
import type { Translate } from '../../kernel/i18n.ts'
import type { AuditRow } from './entries.ts'
import { type Names, namesOf } from './names.ts'

/** The lines as people read them. */
export async function auditLines(db: Db, rows: readonly AuditRow[], t: Translate): Promise<AuditLine[]> {
  const names = await namesOf(db, rows)
  return rows.map((row) => {
    const actor = actorName(row, names, t)
    const unitName = names.unit(row.unitId)
    return {
      id: row.id,
      at: row.at.toISOString(),
      action: row.action,
      sentence: sentenceOf(row, actor, names, t),
      actor: { kind: row.actorKind, name: actor },
      directiveId: row.entity === 'directive' ? row.entityId : numberOf(row.data['directiveId']),
      unit: row.unitId !== null && unitName !== null ? { id: row.unitId, name: unitName } : null,
    }
  })
}

function actorName(row: AuditRow, names: Names, t: Translate): string {
  if (row.actorKind === 'staff')
    return names.staff(row.actorId) ?? t('audit.actor.staff', { id: row.actorId ?? 0 })
  if (row.actorKind === 'officer')
    return names.officer(row.actorId) ?? t('audit.actor.officer', { id: row.actorId ?? 0 })
  if (row.actorKind === 'api_key')
    return t('audit.actor.api_key', { name: names.apiKey(row.actorId) ?? String(row.actorId ?? 0) })
  return t(`audit.actor.${row.actorKind}`)
}

/** The sentence of the action, or what can be said of any: a line is never left out for want of words. */
function sentenceOf(row: AuditRow, actor: string, names: Names, t: Translate): string {
  const kind = t(`audit.entity.${row.entity}`)
  const thing =
    names.thing(row.entity, row.entityId) ??
    t('audit.unnamed', { kind: isKnown(kind, 'entity') ? kind : row.entity, id: row.entityId ?? 0 })
  const channels = names.channels(row.action === 'directive.issued' ? row.entityId : null)
  const values = {
    ...dataValues(row.data, t),
    actor,
    thing,
    unit: names.unit(row.unitId) ?? t('audit.no_unit'),
  }
  const key = `audit.action.${row.action}`
  const sentence = t(key, values)
  if (!isKnown(sentence, 'action')) return t('audit.other', { ...values, action: row.action })
  if (channels.length === 0) return sentence
  return t('audit.with_channels', {
    sentence: sentence.replace(/\.$/, ''),
    channels: channels.map((channel) => t(`audit.channel.${channel}`)).join(', '),
  })
}

/** A key without words comes back as itself. */
const isKnown = (text: string, group: string): boolean => !text.startsWith(`audit.${group}.`)

/** Counts and codes of the entry for the sentence: lists as their length, codes in words where there are any. */
function dataValues(data: AuditRow['data'], t: Translate): Record<string, string | number> {
  const values: Record<string, string | number> = {}
  for (const [name, value] of Object.entries(data)) {
    if (typeof value === 'number') values[name] = value
    else if (Array.isArray(value)) values[name] = value.length
    else if (typeof value === 'string') {
      const words = t(`audit.value.${name}.${value}`)
      values[name] = words.startsWith('audit.value.') ? value : words
    } else if (typeof value === 'boolean') values[name] = t(value ? 'audit.yes' : 'audit.no')
    else values[name] = '–'
  }
  return values
}

const numberOf = (value: unknown): number | null => (typeof value === 'number' ? value : null)
