import { sql } from 'kysely'
import type { Db } from '../../../../db/client.ts'
import type { RepairKind, RowVerdict } from '../../../contract/import.ts'
import type { RowPlan } from '../matching/row-plan.ts'
import { WARNINGS } from '../row/reading.ts'
import type { Repair } from '../text/repair.ts'

export interface PlannedRowView {
  readonly position: number
  readonly sheet: number
  readonly n: number
  readonly verdict: RowVerdict
  readonly plan: RowPlan & { readonly mended: readonly Repair[] }
  readonly cells: readonly string[]
  readonly undoRefusal: string | null
}

export interface RowFilter {
  readonly verdicts?: readonly RowVerdict[] | undefined
  readonly warnings?: boolean | undefined
  readonly kept?: boolean | undefined
  readonly repair?: RepairKind | undefined
}

/** Rows of an import in the order of the file, from a position on. */
export async function planRowsOf(
  db: Db,
  id: number,
  filter: RowFilter,
  page: { after: number; limit: number },
): Promise<{ total: number; rows: PlannedRowView[] }> {
  const where = sql`r.import_id = ${id}
    and (${filter.verdicts ?? null}::text[] is null or r.verdict = any(${filter.verdicts ?? null}::text[]))
    and (${filter.repair ?? null}::text is null or r.repairs @> array[${filter.repair ?? null}::text])
    and (not ${filter.kept ?? false} or r.undo_refusal is not null)
    and (not ${filter.warnings ?? false} or exists (select from jsonb_array_elements(r.plan -> 'faults') f
      where f ->> 'code' = any(${[...WARNINGS]}::text[])))`
  const { rows } = await sql<PlannedRowView & { total: number }>`
    select k.position, k.total, r.sheet, r.row_number as n, r.verdict, r.plan, r.cells, r.undo_refusal as "undoRefusal"
    from (select r.sheet, r.row_number, row_number() over (order by r.sheet, r.row_number)::int as position,
        count(*) over ()::int as total from list_import_row r where ${where}) k
    join list_import_row r on r.import_id = ${id} and r.sheet = k.sheet and r.row_number = k.row_number
    where k.position > ${page.after} order by k.position limit ${page.limit}`.execute(db)
  return { total: rows[0]?.total ?? 0, rows }
}
