import { sql } from 'kysely'
import type { Db } from '../../../db/client.ts'
import type { AlikePairs } from '../../contract/person.ts'
import type { Locale, Translate } from '../../kernel/i18n.ts'
import { contactsOf } from './contacts.ts'
import { rowsOf } from './list.ts'

const SHOWN = 30

/** Pairs of people with posts in scope who may be one, side by side. */
export async function alikePairs(
  trx: Db,
  of: { on: string; locale: Locale; t: Translate },
): Promise<AlikePairs> {
  const { rows: pairs } = await sql<{
    one: number
    other: number
    reasons: AlikePairs['items'][number]['reasons']
  }>`
    select one_id as one, other_id as other, reasons from loa_alike_people(${of.on}::date, ${SHOWN + 1}::int)`.execute(
    trx,
  )
  const shown = pairs.slice(0, SHOWN)
  const ids = [...new Set(shown.flatMap((pair) => [pair.one, pair.other]))]
  const people = new Map((await rowsOf(trx, ids, { ...of, left: false })).map((row) => [row.id, row]))
  const contacts = await contactsOf(trx, ids, of.t)
  const sideOf = (id: number) => {
    const person = people.get(id)
    return person && { ...person, contacts: contacts.get(id) ?? [] }
  }
  return {
    items: shown.flatMap(({ one, other, reasons }) => {
      const [left, right] = [sideOf(one), sideOf(other)]
      return left && right ? [{ one: left, other: right, reasons }] : []
    }),
    more: pairs.length > SHOWN,
  }
}
