import type { Db } from '../../../../db/client.ts'
import { localDay } from '../../../kernel/dates.ts'
import { conflict, Problem } from '../../../kernel/errors.ts'
import { describeError } from '../../../kernel/log.ts'
import { fold } from '../../../kernel/text.ts'
import { type Actor, record } from '../../audit/index.ts'
import { foundUnits } from '../../organisation/index.ts'
import { contactAddress, endPost } from '../../people/index.ts'
import type { RowPlan, UnitRef } from '../matching/row-plan.ts'
import { unitTypeOf } from '../matching/unit-type.ts'
import { isWritten } from '../session/compute.ts'
import type { Importer } from '../session/session.ts'
import { readImport } from '../session/session.ts'
import { findImport, savePlan, saveSummary, setProgress, setState } from '../session/store.ts'
import { type ImportWorld, type Paths, planOf } from '../session/work.ts'
import type { Effect } from './effects.ts'
import {
  areasOf,
  contactPlaces,
  finishImport,
  insertAreas,
  insertContacts,
  insertPeople,
  insertPosts,
  isDemoUnit,
  markShared,
  saveEffects,
  unitsWithin,
  updateUnits,
  writeHeadcounts,
} from './write-store.ts'

/** Takes the confirmation: from here on nobody changes the list, and `writeIn` does the work. */
export async function confirmImport(trx: Db, by: Importer, id: number, revision: number): Promise<void> {
  await readImport(trx, id, by.now)
  const session = await findImport(trx, id, true)
  if (session?.state === 'writing') throw conflict('import.being_written')
  if (session?.state === 'planning' || session?.state === 'reading') throw conflict('import.still_planning')
  if (session?.state !== 'open') throw conflict('import.over')
  if (session.revision !== revision) throw conflict('import.changed_elsewhere')
  const counts = session.summary?.counts
  if (!counts || counts.new + counts.update === 0) throw conflict('import.nothing_to_write')
  await setState(trx, id, 'writing', by.now)
  await record(trx, {
    at: by.now,
    actor: { kind: 'staff', id: by.staffId },
    action: 'list.confirmed',
    entity: 'list_import',
    entityId: id,
    unitId: session.unitId,
    data: { rows: counts.new + counts.update },
  })
}

/**
 * Writes the import in one transaction: all of it or nothing. Units and people may have changed since the preview; when
 * that changes what would be written, nothing is, and the new preview is shown instead.
 */
export async function writeIn(world: ImportWorld, by: Importer, id: number, paths: Paths): Promise<void> {
  const { db, clock } = world
  const progress = (share: number) => setProgress(db, id, share, clock.now())
  try {
    const session = await findImport(db, id)
    if (!session) return
    const today = localDay(by.now)
    const output = await planOf(db, session, paths, today)
    if (!sameCounts(output.summary.counts, session.summary?.counts)) {
      await db.transaction().execute(async (trx) => {
        await savePlan(trx, id, output.rows, async () => {})
        await saveSummary(trx, id, output.summary)
        await setState(trx, id, 'open', clock.now(), {
          progress: 100,
          refusal: { code: 'import.changed_meanwhile', values: {} },
        })
      })
      return
    }
    await progress(20)
    await db.transaction().execute(async (trx) => {
      const rows = output.rows.map((row) => row.plan).filter(isWritten)
      const writer = new Writer(trx, by, session.unitId, paths, progress)
      const written = await writer.write(rows)
      await saveEffects(trx, id, writer.effects())
      await finishImport(trx, id, { staffId: by.staffId, at: by.now }, { ...output.summary, written })
      await record(trx, {
        at: by.now,
        actor: { kind: 'staff', id: by.staffId },
        action: 'list.imported',
        entity: 'list_import',
        entityId: id,
        unitId: session.unitId,
        data: { units: written.units, people: written.people, updated: written.updated, rows: rows.length },
      })
    })
  } catch (error) {
    const known = error instanceof Problem
    if (!known) world.log.error({ importId: id, error: describeError(error) }, 'writing an import failed')
    const refusal = known
      ? { code: error.code, values: error.values }
      : { code: 'import.not_written', values: {} }
    await setState(db, id, 'open', clock.now(), { progress: 100, refusal })
  }
}

const sameCounts = (a: Record<string, number>, b: Record<string, number> | undefined): boolean =>
  b !== undefined && Object.keys(a).every((key) => a[key] === b[key])

class Writer {
  readonly #trx: Db
  readonly #by: Importer
  readonly #actor: Actor
  readonly #unitId: number
  readonly #paths: Paths
  readonly #today: string
  readonly #progress: (share: number) => Promise<void>
  readonly #effects = new Map<RowPlan, Effect[]>()
  readonly #units = new Map<string, number>()

  constructor(
    trx: Db,
    by: Importer,
    unitId: number,
    paths: Paths,
    progress: (share: number) => Promise<void>,
  ) {
    this.#trx = trx
    this.#by = by
    this.#actor = { kind: 'staff', id: by.staffId }
    this.#unitId = unitId
    this.#paths = paths
    this.#today = localDay(by.now)
    this.#progress = progress
  }

  effects = () => [...this.#effects].map(([row, effects]) => ({ sheet: row.sheet, n: row.n, effects }))

  async write(rows: readonly RowPlan[]) {
    const trx = this.#trx
    const touched = [
      this.#unitId,
      ...rows.flatMap((row) => (row.unit && 'id' in row.unit ? [row.unit.id] : [])),
      ...rows.flatMap((row) => (row.founds?.parentId ? [row.founds.parentId] : [])),
    ]
    const within = await unitsWithin(trx, [...new Set(touched)], this.#paths)
    if (touched.some((id) => !within.has(id))) throw conflict('import.unit_out_of_scope')
    const areas = await this.#areas(rows)
    const units = await this.#found(rows, areas)
    await this.#progress(55)
    const updated = await this.#set(rows, areas)
    await this.#headcounts(rows)
    await this.#progress(65)
    const people = await this.#people(rows)
    await this.#progress(95)
    return { units, people, updated }
  }

  async #areas(rows: readonly RowPlan[]): Promise<ReadonlyMap<string, number>> {
    const wanted = new Map<string, RowPlan>()
    for (const row of rows) {
      const area = row.founds?.area ?? row.sets?.area
      if (area && !wanted.has(fold(area))) wanted.set(fold(area), row)
    }
    const ids = new Map(await areasOf(this.#trx, this.#today))
    const missing = [...wanted].filter(([area]) => !ids.has(area))
    const made = await insertAreas(
      this.#trx,
      missing.map(([, row]) => (row.founds?.area ?? row.sets?.area)!),
      this.#unitId,
    )
    for (const [name, id] of made) {
      ids.set(fold(name), id)
      this.#add(wanted.get(fold(name))!, { kind: 'area', id })
    }
    return ids
  }

  async #found(rows: readonly RowPlan[], areas: ReadonlyMap<string, number>): Promise<number> {
    const founding = rows.filter((row) => row.founds !== null)
    if (founding.length === 0) return 0
    const { eventId, unitIds } = await foundUnits(
      this.#trx,
      this.#actor,
      {
        effectiveOn: this.#today,
        units: founding.map(({ founds }) => ({
          ...(founds!.code === null ? {} : { code: founds!.code }),
          name: founds!.name,
          typeCode: unitTypeOf(founds!.name),
          parentId: founds!.parentId ?? this.#unitId,
          ...(founds!.sectorCode === null ? {} : { sectorCode: founds!.sectorCode }),
          ...(founds!.subsector === null ? {} : { subsector: founds!.subsector }),
          ...(founds!.area === null ? {} : { areaId: areas.get(fold(founds!.area))! }),
          ...(founds!.address === null ? {} : { address: founds!.address }),
        })),
      },
      this.#by.now,
    )
    for (const [index, row] of founding.entries()) {
      this.#units.set(row.founds!.key, unitIds[index]!)
      this.#add(row, { kind: 'unit', id: unitIds[index]!, eventId })
    }
    return unitIds.length
  }

  async #set(rows: readonly RowPlan[], areas: ReadonlyMap<string, number>): Promise<number> {
    const setting = rows.filter((row) => row.sets !== null && row.unit !== null && 'id' in row.unit)
    const byUnit = new Map(setting.map((row) => [this.#idOf(row.unit!), row]))
    const written = await updateUnits(
      this.#trx,
      setting.map((row) => ({
        id: this.#idOf(row.unit!),
        address: row.sets!.address ?? null,
        sectorCode: row.sets!.sectorCode ?? null,
        subsector: row.sets!.subsector ?? null,
        areaId: row.sets!.area === undefined ? null : (areas.get(fold(row.sets!.area)) ?? null),
      })),
    )
    for (const { id, before, after } of written)
      this.#add(byUnit.get(id)!, { kind: 'unit_fields', id, before, after })
    return rows.filter((row) => row.verdict === 'update').length
  }

  async #headcounts(rows: readonly RowPlan[]): Promise<void> {
    const counting = rows.filter((row) => row.headcount !== null)
    const byUnit = new Map(counting.map((row) => [this.#idOf(row.unit!), row]))
    const written = await writeHeadcounts(
      this.#trx,
      counting.map((row) => ({ unitId: this.#idOf(row.unit!), ...row.headcount! })),
      this.#today,
    )
    for (const { unitId, before, after } of written)
      this.#add(byUnit.get(unitId)!, { kind: 'headcount', unitId, on: this.#today, before, after })
  }

  async #people(rows: readonly RowPlan[]): Promise<number> {
    const entries = rows.flatMap((row) => row.people.map((person) => ({ row, person })))
    const fresh = new Map<string, (typeof entries)[number]>()
    for (const entry of entries)
      if ('found' in entry.person.ref && entry.person.position !== null && !fresh.has(entry.person.ref.found))
        fresh.set(entry.person.ref.found, entry)
    const made = await insertPeople(
      this.#trx,
      [...fresh].map(([key, { person }]) => ({ key, name: person.name, salutation: person.salutation })),
      await isDemoUnit(this.#trx, this.#unitId),
    )
    for (const [key, id] of made) this.#add(fresh.get(key)!.row, { kind: 'person', id })
    const idOf = (ref: (typeof entries)[number]['person']['ref']) =>
      'id' in ref ? ref.id : made.get(ref.found)
    await this.#ends(entries)
    const posts = entries.flatMap(({ row, person }, index) => {
      const personId = idOf(person.ref)
      return person.position === null || personId === undefined
        ? []
        : [
            {
              index,
              personId,
              unitId: this.#idOf(row.unit!),
              position: person.position,
              // A post cannot begin before its unit; an older day is kept where the unit is older.
              from: person.since !== null && row.unit && 'id' in row.unit ? person.since : this.#today,
              reachable: person.addresses.length > 0 || 'id' in person.ref,
            },
          ]
    })
    const postIds = await insertPosts(this.#trx, posts, this.#by.now)
    for (const [index, id] of postIds) this.#add(entries[index]!.row, { kind: 'post', id })
    await this.#progress(80)
    await this.#contacts(entries, idOf)
    return made.size
  }

  async #ends(entries: readonly { row: RowPlan; person: RowPlan['people'][number] }[]): Promise<void> {
    for (const { row, person } of entries)
      for (const postId of person.ends) {
        const before = await contactPlaces(this.#trx, postId)
        const left = await endPost(this.#trx, this.#actor, { postId, reason: 'left' }, this.#by.now)
        const { post } = left
        const gone = [left.directives, left.staff].flat().length + left.links + left.cancelled
        this.#add(row, {
          kind: 'post_ended',
          id: post.id,
          unitId: post.unitId,
          groups: left.groups,
          before,
          after: await contactPlaces(this.#trx, postId),
          clean: gone === 0,
        })
      }
  }

  async #contacts(
    entries: readonly { row: RowPlan; person: RowPlan['people'][number] }[],
    idOf: (ref: RowPlan['people'][number]['ref']) => number | undefined,
  ): Promise<void> {
    const owners = new Map<string, RowPlan>()
    const wanted = entries.flatMap(({ row, person }) => {
      const personId = idOf(person.ref)
      if (personId === undefined) return []
      return person.addresses.map(({ address, shared }) => {
        const key = `${personId} ${address}`
        if (!owners.has(key)) owners.set(key, row)
        return { personId, ...contactAddress(address), shared }
      })
    })
    // Whoever came first in the list did not know that a second would have the same number.
    const holders = new Map<string, Set<number>>()
    for (const { address, personId } of wanted)
      holders.set(address, (holders.get(address) ?? new Set()).add(personId))
    for (const one of wanted) one.shared ||= one.channel !== 'email' && holders.get(one.address)!.size > 1
    const made = await insertContacts(this.#trx, wanted, this.#by.now)
    for (const { id, personId, address } of made)
      this.#add(owners.get(`${personId} ${address}`)!, { kind: 'contact', id })
    const shared = wanted.filter((one) => one.shared && one.channel !== 'email').map((one) => one.address)
    if (shared.length === 0) return
    const marked = await markShared(
      this.#trx,
      [...new Set(shared)],
      made.map((one) => one.id),
    )
    for (const { id, address } of marked) {
      const owner = entries.find(({ person }) => person.addresses.some((one) => one.address === address))
      this.#add(owner!.row, { kind: 'shared', ids: [id] })
    }
  }

  #idOf(ref: UnitRef): number {
    const id = 'id' in ref ? ref.id : this.#units.get(ref.found)
    if (id === undefined) throw conflict('import.changed_meanwhile')
    return id
  }

  #add(row: RowPlan, effect: Effect): void {
    const list = this.#effects.get(row)
    if (list) list.push(effect)
    else this.#effects.set(row, [effect])
  }
}
