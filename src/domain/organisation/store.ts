import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../../../db/client.ts'

export interface UnitRow {
  id: number
  code: string
  name: string
  area: string | null
}

interface UnitsOf {
  federationId: number
  /** Local day, yyyy-mm-dd. */
  on: string
}

/** Units below a federation that get directives of their own, on a day. */
const recipientUnits = ({ federationId, on }: UnitsOf): RawBuilder<UnitRow> => sql`
  select u.id, u.code, u.name, a.name as area
  from unit u join unit_type t on t.code = u.type_code and t.is_recipient left join area a on a.id = u.area_id
  where u.path <@ (select home.path from unit home where home.id = ${federationId}) and u.id <> ${federationId}
    and u.valid_from <= ${on}::date and (u.valid_to is null or u.valid_to > ${on}::date)`

export async function unitsBelow(db: Db, of: UnitsOf): Promise<UnitRow[]> {
  const { rows } =
    await sql<UnitRow>`select id, code, name, area from (${recipientUnits(of)}) u order by id`.execute(db)
  return rows
}
