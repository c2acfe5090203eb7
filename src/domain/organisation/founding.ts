import { sql } from 'kysely'
import type { Db } from '../../../db/client.ts'
import type { Locale } from '../../kernel/i18n.ts'
import { stripAccents } from '../../kernel/text.ts'
import { changeName } from './structure-store.ts'

/** The federation that an empty installation begins with: the top of its tree. */
export interface Federation {
  readonly name: string
  readonly shortName: string
  /** Code of its tier (unit_type). */
  readonly typeCode: string
  /** The letters after the number of a document: «LĐLĐ». */
  readonly symbol: string
  /** The place in the date line: «Nam Từ Liêm». */
  readonly placeName: string
  readonly address: string | null
  /** The two lines of the letterhead (Decree 30/2020, annex I): the body above, the issuing body. Null: none, the short name. */
  readonly letterheadUpper: string | null
  readonly letterheadOwn: string | null
}

/** From long before any paper that a list may name: nobody asks a new installation since when its federation exists. */
const ALWAYS = '1900-01-01'

/** Tiers that may have others below them, those with the most kinds of units first. */
export async function managingTiers(db: Db, locale: Locale): Promise<{ code: string; name: string }[]> {
  const { rows } = await sql<{ code: string; name: string }>`
    select t.code, ${locale === 'en' ? sql`t.name_en` : sql`t.name_vi`} as name from unit_type t
    where not t.is_recipient
    order by (select count(*) from unit_type_parent p where p.parent_code = t.code) desc, t.code`.execute(db)
  return rows
}

/** Is there no unit at all yet? */
export async function isWithoutUnits(db: Db): Promise<boolean> {
  return (await db.selectFrom('unit').select('id').limit(1).executeTakeFirst()) === undefined
}

/** Writes the federation; returns its id. The database refuses a tier that does not exist. */
export async function foundFederation(trx: Db, federation: Federation): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    with one as (select nextval(pg_get_serial_sequence('unit', 'id')) as id)
    insert into unit (id, code, name, short_name, type_code, address, symbol, place_name, path, valid_from)
      overriding system value
    select id, ${codeOf(federation.shortName)}, ${federation.name}, ${federation.shortName}, ${federation.typeCode},
      ${federation.address}, ${federation.symbol}, ${federation.placeName}, ('u' || id)::ltree, ${ALWAYS}::date from one
    returning id`.execute(trx)
  const { id } = rows[0]!
  await changeName(trx, id, federation, ALWAYS)
  return id
}

/** «LĐLĐ quận Nam Từ Liêm» → «LDLD-QNTL»: a code that people can read, in front of those of its units. */
function codeOf(shortName: string): string {
  const words = stripAccents(shortName)
    .split(/[^A-Za-z0-9]+/)
    .filter(Boolean)
  const isShort = (word: string): boolean => /^[A-Z0-9]{2,}$/.test(word)
  const initials = words.filter((word) => !isShort(word)).map((word) => word[0]!.toUpperCase())
  return [...words.filter(isShort), initials.join('')].filter(Boolean).join('-').slice(0, 24) || 'LOA'
}
