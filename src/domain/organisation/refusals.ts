import { invalid, Problem } from '../../kernel/errors.ts'

/** What the database refuses (db/migrations/0100), as people read it; null: something else went wrong. */
const CODES: Readonly<Record<string, string>> = {
  LOA10: 'unit_cycle',
  LOA11: 'unit_tier_not_allowed',
  LOA12: 'unit_dates_out_of_order',
  LOA13: 'unit_has_ended',
  LOA14: 'event_built_on',
  // A check of these tables says that an end comes before its beginning.
  '23514': 'unit_dates_out_of_order',
}

const CONSTRAINTS: Readonly<Record<string, string>> = {
  unit_parent_one_at_a_time: 'unit_two_parents',
  unit_name_one_at_a_time: 'unit_dates_out_of_order',
  unit_area_once_at_a_time: 'unit_dates_out_of_order',
  unit_seat_one_at_a_time: 'unit_dates_out_of_order',
  unit_code_key: 'unit_code_taken',
  organisation_event_unit_pkey: 'unit_into_itself',
}

/** What a new unit refers to and nobody knows, by its field. */
const UNKNOWN: Readonly<Record<string, { readonly field: string; readonly code: string }>> = {
  unit_type_code_fkey: { field: 'typeCode', code: 'unit_type_unknown' },
  unit_sector_code_fkey: { field: 'sectorCode', code: 'sector_unknown' },
  unit_area_id_fkey: { field: 'areaId', code: 'area_unknown' },
}

/** Runs a change of the tree; what the database refuses becomes a refusal with a sentence. */
export async function refusing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const { code, constraint } = error as { code?: string; constraint?: string }
    const unknown = constraint && UNKNOWN[constraint]
    if (unknown) throw invalid(unknown)
    const known = (code && CODES[code]) ?? (constraint && CONSTRAINTS[constraint])
    if (known) throw new Problem('conflict', known, { cause: error })
    throw error
  }
}
