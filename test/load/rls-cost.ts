import { sql } from 'kysely'
import type { Db } from '../../db/client.ts'
import { Audience } from '../../src/contract/audience.ts'
import { audienceQuery, countAudience, plannedForSize } from '../../src/domain/audience/index.ts'
import { findPeople, findUnits } from '../../src/domain/people/index.ts'
import { translator } from '../../src/runtime/i18n.ts'
import { auditRows } from '../../src/views/audit/index.ts'
import { boardSnapshot, contactPhones, questionsOf, unitDetail } from '../../src/views/board/index.ts'
import { listDirectives } from '../../src/views/directives/index.ts'
import { home } from '../../src/views/home/index.ts'
import { findUnits as chooseUnits, listEvents } from '../../src/views/organisation/index.ts'
import { listPeople, personPage } from '../../src/views/people/index.ts'
import { listBranch, listUnits, unitProfile } from '../../src/views/units/index.ts'
import { type Bench, type Measure, measure } from './harness/measure.ts'
import { type OpenNation, openNation } from './harness/nation-database.ts'
import { withAndWithout } from './harness/secured.ts'

const NOW = new Date()
const ON = '2026-01-01'
const PHONES = 200

/**
 * What screens read all day, in a nation of 120,000 units: what the database computes for it in a scope, against the same as
 * the owner, whom no policy binds. The scope of a province is asked about its rows; that of the whole tree is not.
 */
export const { name, run }: Bench = {
  name: 'rls-cost',
  async run() {
    const open = await openNation()
    try {
      const { nation } = open
      const seen = await someRows(open)
      const measures: Measure[] = []
      for (const { place, unitId, scope } of [
        { place: 'a province', unitId: nation.provinceId, scope: { path: nation.provincePath } },
        { place: 'the nation', unitId: nation.rootId, scope: { path: nation.rootPath } },
      ])
        for (const [query, work] of Object.entries(hotQueries(seen, unitId))) {
          const { secured, bare } = await withAndWithout(open.url, scope, work, 'processor')
          measures.push(
            measure(`rls-cost: ${query}, ${place}`, secured, 'processor ms', {
              baseline: bare,
              bar: 'ratio ≤ 1.15',
            }),
          )
        }
      return measures
    } finally {
      await open.close()
    }
  },
}

interface SomeRows {
  readonly directiveId: number
  readonly targetId: number
  readonly unitId: number
  readonly personId: number
  readonly recipientIds: readonly number[]
}

async function someRows({ db, directiveId }: OpenNation): Promise<SomeRows> {
  const { rows } = await sql<Omit<SomeRows, 'directiveId'>>`
    select t.id as "targetId", t.unit_id as "unitId",
      (select r.person_id from recipient r where r.target_id = t.id order by r.id limit 1) as "personId",
      array(select r.id from recipient r where r.directive_id = ${directiveId} order by r.id limit ${PHONES}) as "recipientIds"
    from target t where t.directive_id = ${directiveId} order by t.id limit 1`.execute(db)
  return { directiveId, ...rows[0]! }
}

type Work = (trx: Db) => Promise<unknown>

function hotQueries(seen: SomeRows, federationId: number): Readonly<Record<string, Work>> {
  const t = translator('vi')
  const day = { on: ON, isToday: true, locale: 'vi' as const }
  const everyone = Audience.parse({ lines: [{ all: true }] })
  const chairs = Audience.parse({ lines: [{ all: true }], positions: ['CT', 'PCT'] })
  const people = audienceQuery(federationId, chairs, ON).people
  return {
    home: (trx) => home(trx, { staffId: 1, federationId, locale: 'vi' }, NOW),
    'list of directives': (trx) => listDirectives(trx, { state: 'all', limit: 20 }, 'vi'),
    'board snapshot': (trx) => boardSnapshot(trx, seen.directiveId, NOW),
    'timeline of a unit': (trx) => unitDetail(trx, seen.directiveId, seen.targetId, NOW, t),
    'telephone numbers of a call list': (trx) => contactPhones(trx, seen.recipientIds),
    'questions of a directive': (trx) => questionsOf(trx, seen.directiveId),
    'counts of an audience': (trx) => countAudience(trx, { federationId, audience: everyone, on: ON }),
    'chairs and deputies below': (trx) =>
      plannedForSize(trx, federationId, (sized) =>
        sql`select count(*) from (${people}) chosen`.execute(sized),
      ),
    'unit search': (trx) => findUnits(trx, { q: 'cong ty', on: ON, limit: 20 }),
    'units to choose from': (trx) => chooseUnits(trx, { q: 'hoa hong', on: ON, limit: 20, locale: 'vi' }),
    'people search': (trx) => findPeople(trx, { q: 'nguyen van', on: ON, limit: 20, locale: 'vi' }),
    'page of a unit': (trx) => unitProfile(trx, seen.unitId, { now: NOW, locale: 'vi', t }),
    'list of units': (trx) => listUnits(trx, { state: 'active', limit: 50 }, day),
    'tree of units': (trx) => listBranch(trx, { parentId: federationId, limit: 50 }, day),
    'page of a person': (trx) => personPage(trx, seen.personId, { on: ON, now: NOW, locale: 'vi', t }),
    'list of people': (trx) => listPeople(trx, { state: 'current', limit: 50 }, { on: ON, locale: 'vi' }),
    'decisions about the organisation': (trx) => listEvents(trx, { limit: 20 }, NOW),
    'audit log': (trx) => auditRows(trx, {}, { before: null, limit: 50 }),
  }
}
