import { z } from 'zod'
import { Id } from './common.ts'

/** Reading a list in: a wizard of five steps whose state the server keeps. */

/** What a column of a list may hold. */
export const ImportField = z.enum([
  'ordinal',
  'unit_code',
  'unit_name',
  'area',
  'address',
  'sector',
  'ownership',
  'ownership_state',
  'ownership_domestic',
  'ownership_foreign',
  'company_cp',
  'company_tnhh',
  'subsector',
  'workers',
  'members',
  'women',
  'person_name',
  'family_name',
  'given_name',
  'salutation',
  'position',
  'phone',
  'email',
  'since',
  'chair_name',
  'chair_phone',
  'chair_email',
  'vice_name',
  'vice_phone',
  'vice_email',
  'contact_name',
  'contact_phone',
  'contact_email',
  'note',
])
export type ImportField = z.infer<typeof ImportField>

/** What Loa mends in a list by itself; each kind can be switched off. */
export const RepairKind = z.enum([
  'font_tcvn3',
  'font_vni',
  'font_guess',
  'mojibake',
  'unicode_form',
  'merged',
  'carried',
  'ditto',
  'phone_zero',
  'phone_scientific',
  'phone_country',
  'phone_old_prefix',
  'phone_landline',
  'phone_letters',
  'phone_words',
  'two_phones',
  'two_people',
  'honorific',
  'name_capitals',
  'number_grouping',
  'email',
])
export type RepairKind = z.infer<typeof RepairKind>

export const ImportFaultCode = z.enum([
  'phone_invalid',
  'phone_digits_lost',
  'phone_hotline',
  'unit_missing',
  'unit_name_too_long',
  'person_missing',
  'name_invalid',
  'email_invalid',
  'count_invalid',
  'count_too_large',
  'since_invalid',
  'since_future',
  'letters_lost',
  'font_suspected',
  'people_and_phones',
  'members_above_workers',
  'women_above_members',
  'sector_unknown',
  'position_unknown',
  'area_new',
  'two_marks',
])
export type ImportFaultCode = z.infer<typeof ImportFaultCode>

/** new · update · same (nothing to write) · duplicate (of an earlier row) · decide (a person must say) · error · left_out */
export const RowVerdict = z.enum(['new', 'update', 'same', 'duplicate', 'decide', 'error', 'left_out'])
export type RowVerdict = z.infer<typeof RowVerdict>

export const ImportState = z.enum([
  'reading',
  'refused',
  'open',
  'planning',
  'writing',
  'done',
  'undoing',
  'undone',
  'discarded',
])
export type ImportState = z.infer<typeof ImportState>

export const ImportParams = z.object({ id: Id })
export const ImportRowParams = z.object({
  id: Id,
  sheet: z.coerce.number().int().min(0).max(1000),
  row: z.coerce.number().int().min(1).max(2_000_000),
})
export const RepairParams = z.object({ id: Id, kind: RepairKind })

export const PastedList = z.object({ text: z.string().min(1).max(900_000) })

export const ImportListed = z.object({
  id: z.number(),
  fileName: z.string(),
  state: ImportState,
  createdAt: z.string(),
  createdBy: z.string(),
  writtenAt: z.string().nullable(),
  /** Until when it can be taken back; null when it cannot. */
  undoUntil: z.string().nullable(),
  written: z.object({ units: z.number(), people: z.number(), updated: z.number() }).nullable(),
})
export const ImportList = z.object({ items: z.array(ImportListed) })
export type ImportListed = z.infer<typeof ImportListed>

export const ImportColumn = z.object({
  index: z.number(),
  /** A, B, … as Excel names it. */
  letter: z.string(),
  heading: z.string(),
  field: ImportField.nullable(),
  samples: z.array(z.string()),
})
export type ImportColumn = z.infer<typeof ImportColumn>

export const ImportSheet = z.object({
  index: z.number(),
  name: z.string(),
  hidden: z.boolean(),
  rows: z.number(),
  use: z.boolean(),
  /** Rows of the heading as Excel numbers them; null: the list has none. */
  heading: z.object({ first: z.number(), last: z.number() }).nullable(),
  signature: z.string(),
  /** The first rows, to point at the heading. */
  top: z.array(z.object({ n: z.number(), cells: z.array(z.string()) })),
})
export type ImportSheet = z.infer<typeof ImportSheet>

/** Sheets with the same headings share their columns. */
export const ImportLayout = z.object({
  signature: z.string(),
  sheets: z.array(z.string()),
  columns: z.array(ImportColumn),
  remembered: z.boolean(),
})
export type ImportLayout = z.infer<typeof ImportLayout>

export const RepairExample = z.object({
  sheet: z.number(),
  row: z.number(),
  column: z.string(),
  before: z.string(),
  after: z.string(),
})
export type RepairExample = z.infer<typeof RepairExample>

export const RepairGroup = z.object({
  kind: RepairKind,
  on: z.boolean(),
  count: z.number(),
  examples: z.array(RepairExample),
})
export type RepairGroup = z.infer<typeof RepairGroup>

export const ImportSummary = z.object({
  counts: z.record(RowVerdict, z.number()),
  repairs: z.array(RepairGroup),
  faults: z.array(z.object({ code: ImportFaultCode, warning: z.boolean(), count: z.number() })),
  questions: z.object({ unit: z.number(), chair: z.number() }),
  skipped: z.array(z.object({ sheet: z.number(), row: z.number(), kind: z.string(), text: z.string() })),
  skippedCount: z.number(),
  newUnits: z.number(),
  newPeople: z.number(),
  newAreas: z.array(z.string()),
})
export type ImportSummary = z.infer<typeof ImportSummary>

export const ImportSession = z.object({
  id: z.number(),
  revision: z.number(),
  fileName: z.string(),
  state: ImportState,
  progress: z.number(),
  format: z.enum(['xlsx', 'xls', 'csv', 'paste']).nullable(),
  encoding: z.string().nullable(),
  externalLinks: z.boolean(),
  /** Why the file was refused or the writing stopped: a sentence. */
  refusal: z.string().nullable(),
  unitName: z.string(),
  sheets: z.array(ImportSheet),
  layouts: z.array(ImportLayout),
  hiddenRows: z.boolean(),
  summary: ImportSummary.nullable(),
  createdBy: z.string(),
  createdAt: z.string(),
  writtenAt: z.string().nullable(),
  undoUntil: z.string().nullable(),
  undoneAt: z.string().nullable(),
  written: z.object({ units: z.number(), people: z.number(), updated: z.number() }).nullable(),
  undo: z.object({ rows: z.number(), kept: z.number() }).nullable(),
})
export type ImportSession = z.infer<typeof ImportSession>

export const ChangeImport = z.object({
  revision: z.number().int(),
  sheets: z
    .array(
      z.object({
        index: z.number().int().min(0).max(1000),
        use: z.boolean(),
        heading: z
          .object({ first: z.number().int().min(1), last: z.number().int().min(1) })
          .nullable()
          .optional(),
      }),
    )
    .max(200)
    .optional(),
  columns: z
    .object({ signature: z.string().max(8_000), fields: z.array(ImportField.nullable()).max(200) })
    .optional(),
  repairs: z
    .array(z.object({ kind: RepairKind, on: z.boolean() }))
    .max(50)
    .optional(),
  hiddenRows: z.boolean().optional(),
})
export type ChangeImport = z.infer<typeof ChangeImport>

export const ChangeRow = z.object({
  /** Column → text; an empty text empties the cell. */
  cells: z.record(z.string().regex(/^\d{1,3}$/), z.string().max(2_000)).optional(),
  unit: z.union([z.literal('new'), Id, z.null()]).optional(),
  chair: z.enum(['replace', 'beside', 'keep']).nullable().optional(),
  leaveOut: z.boolean().optional(),
})
export type ChangeRow = z.infer<typeof ChangeRow>

/** One answer to all rows that ask the same. */
export const DecideAll = z.discriminatedUnion('question', [
  z.object({ question: z.literal('unit'), answer: z.literal('new') }),
  z.object({ question: z.literal('chair'), answer: z.enum(['replace', 'beside', 'keep']) }),
  z.object({ question: z.literal('errors'), answer: z.literal('leave_out') }),
])
export type DecideAll = z.infer<typeof DecideAll>

export const ImportRowsQuery = z.object({
  verdict: RowVerdict.optional(),
  /** Rows with a warning, whatever their verdict. */
  warnings: z.stringbool().optional(),
  undo: z.enum(['kept']).optional(),
  after: z.coerce.number().int().min(0).max(10_000_000).default(0),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

export const ImportRow = z.object({
  sheet: z.number(),
  row: z.number(),
  verdict: RowVerdict,
  unitName: z.string(),
  cells: z.array(
    z.object({
      column: z.number(),
      letter: z.string(),
      heading: z.string(),
      field: ImportField,
      text: z.string(),
    }),
  ),
  faults: z.array(
    z.object({
      code: ImportFaultCode,
      warning: z.boolean(),
      column: z.number().nullable(),
      /** Row, field, what was found, how to mend it. */
      message: z.string(),
    }),
  ),
  changes: z.array(
    z.object({ field: z.string(), before: z.string().nullable(), after: z.string().nullable() }),
  ),
  people: z.array(z.string()),
  questions: z.array(
    z.object({
      kind: z.enum(['unit', 'chair']),
      units: z.array(z.object({ id: z.number(), name: z.string(), area: z.string().nullable() })),
      current: z.string().nullable(),
    }),
  ),
  duplicateOf: z.number().nullable(),
  undoRefusal: z.string().nullable(),
})
export type ImportRow = z.infer<typeof ImportRow>

export const ImportRows = z.object({
  total: z.number(),
  items: z.array(ImportRow),
  next: z.string().nullable(),
})
export type ImportRows = z.infer<typeof ImportRows>

export const RepairList = z.object({ total: z.number(), items: z.array(RepairExample) })
export type RepairList = z.infer<typeof RepairList>

export const WriteImport = z.object({ revision: z.number().int() })
