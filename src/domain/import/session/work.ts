import type { Db } from '../../../../db/client.ts'
import type { Clock } from '../../../kernel/clock.ts'
import { localDay } from '../../../kernel/dates.ts'
import { Problem } from '../../../kernel/errors.ts'
import { describeError, type Log } from '../../../kernel/log.ts'
import { Turns } from '../../../kernel/turns.ts'
import { propose } from '../layout/proposal.ts'
import { readList } from '../reading/read.ts'
import type { ListSource } from '../reading/source.ts'
import { FileRefusal, type FileTable } from '../reading/table.ts'
import { DEFAULT_REPAIRS } from '../text/repair.ts'
import { computePlanApart } from './compute-apart.ts'
import { loadKnown } from './known-store.ts'
import { type Settings, withFields } from './settings.ts'
import {
  editsOf,
  findImport,
  type ImportRecord,
  layoutsOf,
  savePlan,
  saveSettings,
  saveSheets,
  saveSummary,
  setProgress,
  setState,
  sheetsOf,
} from './store.ts'

/** What work in the background needs: it outlives the request, and runs on the programme's own connections. */
export interface ImportWorld {
  readonly db: Db
  readonly clock: Clock
  readonly log: Log
}

/** Where somebody may act, as ltree paths. */
export type Paths = readonly string[]

/** Each reader may take half a gigabyte (LIMITS) and a core: so many files are read in one process at a time. */
const reading = new Turns(2)
const planning = new Turns(2)
/** Files that wait are held in memory; beyond these, whoever comes is asked to come again. */
const MOST_WAITING = 8

/** Refuses a further list while so many wait that it would have to be held for long. */
export function admitList(): void {
  if (reading.waiting >= MOST_WAITING) throw new Problem('too_many', 'import.busy')
}

/** Reads a file that arrived and works out what it would do. Every outcome ends in a state that the screen can show. */
export async function readIn(
  world: ImportWorld,
  id: number,
  source: ListSource,
  paths: Paths,
): Promise<void> {
  try {
    const table = await reading.take(() => readList(source))
    await setProgress(world.db, id, 30, world.clock.now())
    await arrive(world.db, id, table)
    await planIn(world, id, paths)
  } catch (error) {
    const refusal =
      error instanceof FileRefusal
        ? { code: `import.${error.code}`, values: error.values }
        : { code: 'import.interrupted', values: {} }
    if (!(error instanceof FileRefusal))
      world.log.error({ importId: id, error: describeError(error) }, 'reading a list failed')
    await setState(world.db, id, 'refused', world.clock.now(), { refusal })
  }
}

/** Keeps the sheets, and how Loa would read them: columns as last time under the same headings. */
async function arrive(db: Db, id: number, table: FileTable): Promise<void> {
  const proposals = propose(table)
  await db.transaction().execute(async (trx) => {
    const session = await findImport(trx, id)
    if (!session) return
    await saveSheets(trx, id, table.sheets)
    const known = await layoutsOf(
      trx,
      session.unitId,
      proposals.map((one) => one.signature).filter((one) => one !== ''),
    )
    const sheets = proposals.map(({ index, use, heading, signature }) => ({
      index,
      use,
      heading: heading?.rows ?? null,
      signature,
      columns: heading?.columns ?? [],
    }))
    const settings: Settings = {
      sheets: [...known].reduce((all, [signature, fields]) => withFields(all, signature, fields), sheets),
      remembered: [...known.keys()],
      repairs: [...DEFAULT_REPAIRS],
      hiddenRows: false,
    }
    await saveSettings(trx, id, settings, {
      format: table.format,
      ...(table.encoding ? { encoding: table.encoding } : {}),
      ...(table.externalLinks ? { externalLinks: true } : {}),
    })
  })
}

/** Plans under way in this process, by import: a second change while one is worked out is worked out after it. */
const underWay = new Map<number, Promise<void>>()

/** Works out anew what the import would do, after whatever is being worked out now. */
export function planIn(world: ImportWorld, id: number, paths: Paths): Promise<void> {
  const before = underWay.get(id) ?? Promise.resolve()
  const work = before
    .catch(() => {})
    .then(() => planOnce(world, id, paths))
    .finally(() => {
      if (underWay.get(id) === work) underWay.delete(id)
    })
  underWay.set(id, work)
  return work
}

async function planOnce(world: ImportWorld, id: number, paths: Paths): Promise<void> {
  const { db, clock } = world
  try {
    const session = await findImport(db, id)
    if (!session || !['reading', 'planning', 'open'].includes(session.state)) return
    await setState(db, id, 'planning', clock.now(), { progress: 40 })
    const output = await planOf(db, session, paths, localDay(clock.now()))
    await setProgress(db, id, 70, clock.now())
    await db.transaction().execute(async (trx) => {
      await savePlan(trx, id, output.rows, (share) => setProgress(db, id, 70 + share * 30, clock.now()))
      await saveSummary(trx, id, output.summary)
      await setState(trx, id, 'open', clock.now(), { progress: 100 })
    })
  } catch (error) {
    world.log.error({ importId: id, error: describeError(error) }, 'planning an import failed')
    await setState(db, id, 'open', clock.now(), { refusal: { code: 'import.interrupted', values: {} } })
  }
}

/** What an import would do now, with today's units and officers. */
export const planOf = (db: Db, session: ImportRecord, paths: Paths, today: string) =>
  planning.take(() => plannedNow(db, session, paths, today))

async function plannedNow(db: Db, session: ImportRecord, paths: Paths, today: string) {
  const [sheets, edits, known] = [
    await sheetsOf(db, session.id),
    await editsOf(db, session.id),
    await loadKnown(db, { unitId: session.unitId, paths, on: today }),
  ]
  const used = new Set(session.settings.sheets.filter((sheet) => sheet.use).map((sheet) => sheet.index))
  return computePlanApart({
    sheets: sheets.filter((sheet) => used.has(sheet.index)),
    settings: session.settings,
    edits,
    known,
    today,
  })
}
