import { sql } from 'kysely'
import type { Db } from '../../../db/client.ts'
import type { OrganisationCatalogue } from '../../contract/organisation.ts'
import type { Locale } from '../../kernel/i18n.ts'

/** What a form about units chooses from: tiers with what they may stand below, sectors, areas in force on a day. */
export async function catalogue(db: Db, locale: Locale, on: string): Promise<OrganisationCatalogue> {
  const name = sql.ref(locale === 'en' ? 'name_en' : 'name_vi')
  const { rows } = await sql<OrganisationCatalogue>`
    select (select json_agg(json_build_object('code', t.code, 'name', t.${name}, 'isRecipient', t.is_recipient, 'parents',
        array(select p.parent_code from unit_type_parent p where p.child_code = t.code order by 1)) order by t.is_recipient, t.code)
        from unit_type t) as types,
      (select json_agg(json_build_object('code', s.code, 'name', s.${name}) order by s.sort) from sector s) as sectors,
      (select coalesce(json_agg(json_build_object('id', a.id, 'name', a.name) order by a.name collate "vi-x-icu", a.id), '[]')
        from area a where a.valid_from <= ${on}::date and (a.valid_to is null or a.valid_to > ${on}::date)) as areas`.execute(
    db,
  )
  return rows[0]!
}
