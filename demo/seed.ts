import { type Kysely, sql } from 'kysely'
import type { DB } from '../db/types.ts'
import { SAMPLE_CITY, SAMPLE_FEDERATION, type SeedDemo, writeFederation } from './federation.ts'

/**
 * The sample federation of domain.md §8, made from a fixed seed: the same rows on every machine, only the Zalo windows
 * and the year of the registers follow `now`. A database that already has it keeps everything that happened since.
 */
export async function seedDemo(db: Kysely<DB>, options: SeedDemo): Promise<{ seeded: boolean }> {
  const seeded = await db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(hashtext('loa sample federation'))`.execute(trx)
    const known = await trx
      .selectFrom('unit')
      .select('id')
      .where('code', 'in', [SAMPLE_FEDERATION, SAMPLE_CITY])
      .execute()
    if (known.length > 0) {
      for (const { kind, baseUrl } of options.accounts)
        await trx
          .updateTable('channel_account')
          .set({ base_url: baseUrl })
          .where(
            'owner_unit_id',
            'in',
            known.map((unit) => unit.id),
          )
          .where('kind', '=', kind)
          .where('base_url', 'in', ['', ...(options.formerBaseUrls ?? [])])
          .execute()
      return false
    }
    await writeFederation(trx, options)
    return true
  })
  if (seeded)
    await sql`analyze area, unit, unit_name, unit_area, unit_parent, unit_headcount, person, post, contact_point, chat_group, chat_group_unit, chat_group_member, chat_group_seat, channel_loan`.execute(
      db,
    )
  return { seeded }
}
