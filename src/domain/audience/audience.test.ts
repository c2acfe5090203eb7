import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seedScale } from '../../../demo/scale.ts'
import {
  type ContactFact,
  describeInWords,
  type Facts,
  type MemberFact,
  type PostFact,
  sorted,
  type UnitFact,
} from '../../../test/harness/audience-in-words.ts'
import { createDatabase, type TestDatabase } from '../../../test/harness/database.ts'
import type { Audience, AudienceLine, AudienceListKind } from '../../contract/audience.ts'
import { audienceQuery, countAudience, listAudience } from './index.ts'

const ON = '2021-09-05'
const nobody: Audience = { lines: [], positions: [], excludeUnits: [], excludePersons: [], groupPosts: null }

describe('choosing recipients', () => {
  let database: TestDatabase
  let federationId: number
  let facts: Facts

  beforeAll(async () => {
    database = await createDatabase()
    const federation = await seedScale(database.db, {
      units: 12,
      people: 40,
      groups: 3,
      now: new Date('2021-09-05T00:00:00Z'),
      secret: 'x'.repeat(32),
      accounts: (['zalo', 'sms', 'email'] as const).map((channel) => ({
        kind: channel,
        channel,
        name: channel,
        baseUrl: 'http://127.0.0.1:9',
        ratePerMinute: 60,
        burst: 1,
      })),
      mix: { zalo: 10, sms: 10, email: 12 },
    })
    federationId = federation.federationId
    await untidy(federationId)
    facts = { ...(await readFacts()), ...(await earlierDirectives(federation)) }
  })
  afterAll(() => database.drop())

  /** People with two posts, former posts, posts that are no contact, ended units and memberships, blocked contacts. */
  async function untidy(federation: number): Promise<void> {
    await sql`insert into post (person_id, unit_id, position_code, contact_order, valid_to)
      select p.id, (select min(id) + p.id % 12 from unit where id > ${federation}), (array['CT','UV_BCH','TB_NC'])[1 + p.id % 3],
        case when p.id % 4 > 0 then 10 + row_number() over (order by p.id) end, case when p.id % 5 = 0 then '2021-08-31'::date end
      from person p where p.id % 3 = 0`.execute(database.db)
    await sql`update chat_group_member set valid_to = '2021-09-01' where person_id % 7 = 0`.execute(
      database.db,
    )
    await sql`insert into chat_group_member (group_id, person_id)
      select (select max(id) from chat_group), person_id from staff`.execute(database.db)
    await sql`insert into chat_group_unit (group_id, unit_id)
      select g.id, u.id from chat_group g join unit u on u.id > ${federation} and (u.id + g.id) % 4 = 0`.execute(
      database.db,
    )
    await sql`update unit set valid_to = '2021-08-31' where id = (select max(id) from unit)`.execute(
      database.db,
    )
    await sql`update contact_point set state = 'blocked' where person_id % 6 = 0 and channel = 'zalo'`.execute(
      database.db,
    )
  }

  /** One that went to four units and ten people, of whom one said «not me»; and one of another federation. */
  async function earlierDirectives({
    firstPersonId,
  }: {
    firstPersonId: number
  }): Promise<Pick<Facts, 'earlier' | 'foreignDirective'>> {
    const draft = async (owner: number) =>
      (
        await database.db
          .insertInto('directive')
          .values({
            owner_unit_id: owner,
            kind_code: 'thong_bao',
            created_at: new Date(),
            updated_at: new Date(),
          })
          .returning('id')
          .executeTakeFirstOrThrow()
      ).id
    const send = async (directive: number) => {
      await sql`insert into target (directive_id, unit_id, unit_name, parents, excluded_at)
        select ${directive}, u.id, u.name, '[]', case when u.id % 4 = 0 then u.valid_from end from unit u
        where u.id between ${federationId} + 1 and ${federationId} + 4`.execute(database.db)
      await sql`insert into recipient (directive_id, person_id, person_name, disowned_at)
        select ${directive}, p.id, p.full_name, case when p.id = ${firstPersonId} then '2021-09-04'::date end from person p
        where p.id between ${firstPersonId} and ${firstPersonId} + 9`.execute(database.db)
    }
    const { id: stranger } = await database.db
      .insertInto('unit')
      .values({ code: 'X', name: 'LĐLĐ khác', type_code: 'lien_doan_quan', path: 'x' })
      .returning('id')
      .executeTakeFirstOrThrow()
    const [earlier, foreignDirective] = [await draft(federationId), await draft(stranger)]
    for (const directive of [earlier, foreignDirective]) await send(directive)
    const { rows } = await sql<{ unit_id: number }>`select unit_id from target
      where directive_id = ${earlier} and excluded_at is null`.execute(database.db)
    return {
      earlier: {
        directive: earlier,
        units: rows.map((row) => row.unit_id),
        people: Array.from({ length: 9 }, (_, i) => firstPersonId + 1 + i),
      },
      foreignDirective,
    }
  }

  async function readFacts(): Promise<Omit<Facts, 'earlier' | 'foreignDirective'>> {
    const read = async <T>(table: string) =>
      (await sql<T>`select * from ${sql.table(table)} order by 1, 2`.execute(database.db)).rows
    const valid = <T extends { valid_from: string; valid_to: string | null }>(rows: T[]) =>
      rows.filter((row) => row.valid_from <= ON && (row.valid_to === null || row.valid_to > ON))
    return {
      units: valid(await read<UnitFact>('unit')).filter((unit) => unit.type_code === 'cdcs'),
      posts: valid(await read<PostFact>('post')),
      members: valid(await read<MemberFact>('chat_group_member')),
      groupUnits: await read('chat_group_unit'),
      groups: (await read<{ id: number }>('chat_group')).map((group) => group.id),
      headcounts: await read('unit_headcount'),
      contacts: (await read<ContactFact>('contact_point')).filter((contact) => contact.state === 'ok'),
      areas: (await read<{ id: number }>('area')).map((area) => area.id),
      people: (await read<{ id: number }>('person')).map((person) => person.id),
    }
  }

  const selected = async (audience: Audience) => {
    const query = audienceQuery(federationId, audience, ON)
    const units = (await query.units.execute(database.db)).rows.map((row) => row.unit_id)
    const people = (await query.people.execute(database.db)).rows
    const groups = (await query.groups.execute(database.db)).rows.map((row) => row.group_id)
    return {
      units: sorted(units),
      people,
      persons: sorted(people.map((row) => row.person_id)),
      groups: sorted(groups),
    }
  }

  const someOf = (values: readonly number[]) =>
    fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 3 })
  const lines = (): fc.Arbitrary<AudienceLine> =>
    fc.record(
      {
        all: fc.constantFrom(true, false, false, false),
        groups: someOf(facts.groups),
        recipientsOf: fc.constantFrom(facts.earlier.directive, facts.foreignDirective),
        sectors: fc.subarray(['DN_NNN', 'GD_CL', 'YT', 'LLVT'], { minLength: 1 }),
        areas: someOf(facts.areas),
        units: someOf(facts.units.map((unit) => unit.id)),
        minWorkers: fc.integer({ min: 0, max: 35 }),
        maxWorkers: fc.integer({ min: 0, max: 35 }),
      },
      { requiredKeys: [] },
    )
  const audiences = (): fc.Arbitrary<Audience> =>
    fc.record({
      lines: fc.array(lines(), { maxLength: 4 }),
      positions: fc.oneof(fc.constant<never[]>([]), fc.subarray(['CT', 'PCT', 'UV_BCH'])),
      excludeUnits: fc.oneof(fc.constant<never[]>([]), someOf(facts.units.map((unit) => unit.id))),
      excludePersons: fc.oneof(fc.constant<never[]>([]), someOf(facts.people)),
      groupPosts: fc.oneof(fc.constant(null), fc.subarray([...facts.groups])),
    })
  const always = (
    audience: fc.Arbitrary<Audience>,
    check: (audience: Audience) => Promise<void>,
    runs = 40,
  ) => fc.assert(fc.asyncProperty(audience, check), { numRuns: runs, seed: 5_9_2021 })

  it('gives exactly the units, people and groups that the words of the contract describe', async () => {
    await always(audiences(), async (audience) => {
      const expected = describeInWords(facts, audience)
      const actual = await selected(audience)
      expect(actual.units).toEqual(expected.units)
      expect(actual.persons).toEqual(expected.persons)
      expect(actual.groups).toEqual(expected.groups)
    })
  })

  it('names each person once, for a unit that is chosen and in which they hold a post', async () => {
    await always(audiences(), async (audience) => {
      const { units, people, persons } = await selected(audience)
      expect(new Set(persons).size).toBe(persons.length)
      for (const person of people) {
        if (person.unit_id === null) continue
        expect(units).toContain(person.unit_id)
        const post = facts.posts.find(
          (held) =>
            held.person_id === person.person_id &&
            held.unit_id === person.unit_id &&
            held.position_code === person.position_code,
        )
        expect(post?.contact_order).toBe(person.contact_order)
      }
    })
  })

  it('counts what it lists: every number equals the length of the list behind it', async () => {
    await always(
      audiences(),
      async (audience) => {
        const of = { federationId, audience, on: ON }
        const count = await countAudience(database.db, of)
        const length = async (kind: AudienceListKind) => {
          const list = await listAudience(database.db, of, { kind, limit: 1000 })
          expect(list.items.length).toBe(list.total)
          expect(new Set(list.items.map((item) => item.id)).size).toBe(list.items.length)
          return list.total
        }
        expect(await length('units')).toBe(count.units.chosen)
        expect(await length('units-reachable')).toBe(count.units.reachable)
        expect(await length('units-without-channel')).toBe(count.units.withoutChannel)
        expect(await length('units-without-contact')).toBe(count.unitsWithoutContact)
        expect(await length('excluded-units')).toBe(count.excluded.units)
        expect(await length('people')).toBe(count.people.chosen)
        expect(await length('people-reachable')).toBe(count.people.reachable)
        expect(await length('people-without-channel')).toBe(count.people.withoutChannel)
        expect(await length('people-zalo')).toBe(count.byChannel.zalo)
        expect(await length('people-sms')).toBe(count.byChannel.sms)
        expect(await length('people-email')).toBe(count.byChannel.email)
        expect(await length('excluded-people')).toBe(count.excluded.people)
        expect(await length('group-posts')).toBe(count.groupPosts)
        expect(count.units.chosen).toBe(count.units.reachable + count.units.withoutChannel)
        expect(count.people.chosen).toBe(count.people.reachable + count.people.withoutChannel)
        expect(count.people.reachable).toBe(
          count.byChannel.zalo + count.byChannel.sms + count.byChannel.email,
        )
        expect(count.unitsWithoutContact).toBeLessThanOrEqual(count.units.withoutChannel)
      },
      15,
    )
  })

  it('finds a person reachable exactly when they have a working contact', async () => {
    const reachable = new Set(facts.contacts.map((contact) => contact.person_id))
    await always(audiences(), async (audience) => {
      const { persons } = await selected(audience)
      const count = await countAudience(database.db, { federationId, audience, on: ON })
      expect(count.people.reachable).toBe(persons.filter((id) => reachable.has(id)).length)
    })
  })

  it('is the union of its lines: a line more never loses a unit or a person', async () => {
    await always(audiences(), async (audience) => {
      const without = { ...audience, excludeUnits: [], excludePersons: [] }
      const whole = await selected(without)
      const parts = await Promise.all(without.lines.map((line) => selected({ ...without, lines: [line] })))
      expect(whole.units).toEqual(sorted([...new Set(parts.flatMap((part) => part.units))]))
      expect(whole.persons).toEqual(sorted([...new Set(parts.flatMap((part) => part.persons))]))
    })
  })

  it('leaves out what is excluded, and nobody who stands for another chosen unit', async () => {
    await always(audiences(), async (audience) => {
      const before = await selected({ ...audience, excludeUnits: [], excludePersons: [] })
      const after = await selected(audience)
      expect(after.units).toEqual(before.units.filter((id) => !audience.excludeUnits.includes(id)))
      for (const id of audience.excludePersons) expect(after.persons).not.toContain(id)
      for (const lost of before.persons.filter((id) => !after.persons.includes(id))) {
        const barred = facts.posts.some(
          (post) => post.person_id === lost && audience.excludeUnits.includes(post.unit_id),
        )
        expect(barred || audience.excludePersons.includes(lost)).toBe(true)
      }
    })
  })

  it('chooses nobody when nothing is chosen', async () => {
    for (const empty of [
      nobody,
      { ...nobody, lines: [{}] },
      { ...nobody, lines: [{ sectors: [], groups: [] }] },
    ]) {
      const { units, persons, groups } = await selected(empty)
      expect([units, persons, groups]).toEqual([[], [], []])
    }
  })
})
