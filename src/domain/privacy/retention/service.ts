import type { Db } from '../../../../db/client.ts'
import { addMs } from '../../../kernel/clock.ts'
import { localDay } from '../../../kernel/dates.ts'
import { Problem } from '../../../kernel/errors.ts'
import { type Actor, record } from '../../audit/index.ts'
import {
  directivesWithOldTraces,
  insertRun,
  markTracesRemoved,
  type PrivacySettings,
  type RetentionKind,
  readSettings,
  removeContactsOfFormerOfficers,
  removeDeliveryAddresses,
  removeOldLists,
  removeOldSignIns,
  removeTexts,
  writeSettings,
} from './store.ts'

const DAY_MS = 86_400_000
/** Days for which a list that was read in is kept as it came. */
const LIST_DAYS = 30
/** Directives cleaned in one transaction. */
const BATCH = 20

/** So many months before, on the same day of the month or the last one there is. */
export function monthsBefore(now: Date, months: number): Date {
  const then = new Date(now)
  then.setUTCDate(1)
  then.setUTCMonth(then.getUTCMonth() - months)
  const lastDay = new Date(Date.UTC(then.getUTCFullYear(), then.getUTCMonth() + 1, 0)).getUTCDate()
  then.setUTCDate(Math.min(now.getUTCDate(), lastDay))
  return then
}

/**
 * Removes what may not be kept any longer. Harmless to repeat and to miss; each removal is written down with its count.
 */
export async function applyRetention(db: Db, now: Date): Promise<void> {
  const settings = await readSettings(db)
  const contactsBefore = addMs(now, -settings.contactDays * DAY_MS)
  await db.transaction().execute(async (trx) => {
    const removed = await removeContactsOfFormerOfficers(trx, localDay(contactsBefore), now)
    await note(trx, 'contacts', contactsBefore, removed, now)
  })
  const tracesBefore = monthsBefore(now, settings.deliveryMonths)
  for (;;) {
    const cleaned = await db.transaction().execute(async (trx) => {
      const ids = await directivesWithOldTraces(trx, tracesBefore, BATCH)
      if (ids.length === 0) return 0
      await note(trx, 'deliveries', tracesBefore, await removeDeliveryAddresses(trx, ids), now)
      await note(trx, 'texts', tracesBefore, await removeTexts(trx, ids), now)
      await markTracesRemoved(trx, ids, now)
      return ids.length
    })
    if (cleaned < BATCH) break
  }
  await db.transaction().execute(async (trx) => {
    await note(trx, 'sign_ins', tracesBefore, await removeOldSignIns(trx, tracesBefore), now)
    const listsBefore = addMs(now, -LIST_DAYS * DAY_MS)
    await note(trx, 'lists', listsBefore, await removeOldLists(trx, listsBefore), now)
  })
}

async function note(trx: Db, kind: RetentionKind, cutoff: Date, removed: number, now: Date): Promise<void> {
  if (removed === 0) return
  const id = await insertRun(trx, { kind, cutoff, removed, now })
  await record(trx, {
    at: now,
    actor: { kind: 'system' },
    action: 'privacy.retention_applied',
    entity: 'retention_run',
    entityId: id,
    data: { retention: kind, removed },
  })
}

export async function changeSettings(
  trx: Db,
  actor: Actor,
  settings: PrivacySettings,
  now: Date,
): Promise<void> {
  if (!(await writeSettings(trx, settings))) throw new Problem('forbidden', 'not_permitted')
  await record(trx, {
    at: now,
    actor,
    action: 'privacy.settings_changed',
    entity: 'privacy_setting',
    entityId: null,
    data: { ...settings },
  })
}
