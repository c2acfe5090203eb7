import { type Kysely, sql } from 'kysely'
import type { DB } from '../db/types.ts'
import { insertAccounts, reserveIds, type SampleAccount } from './accounts.ts'
import { FAMILY_NAMES, GIVEN_NAMES } from './names.ts'

export interface ScaleOptions {
  /** Grassroots unions below the federation. */
  readonly units: number
  /** Their officers, dealt to the units in turn: `people / units` contacts a unit. */
  readonly people: number
  readonly now: Date
  readonly secret: string
  readonly accounts: readonly SampleAccount[]
  /** Of 100 people, how many are reached first by each channel; the rest have no channel. Zalo people have a phone too. */
  readonly mix?: { readonly zalo: number; readonly sms: number; readonly email: number }
  /** Zalo groups among which the people are dealt; none when 0. */
  readonly groups?: number
}

export interface ScaleFederation {
  readonly federationId: number
  /** For inScope(). */
  readonly scopePath: string
  /** Somebody who may issue. */
  readonly staffId: number
  /** In the order of `accounts`. */
  readonly accountIds: readonly number[]
  readonly firstPersonId: number
}

/**
 * A federation of any size for measurements: the shape of the sample federation without its stories. Everything is
 * written by the database itself (generate_series), about 20,000 people a second. Several may live in one database.
 */
export async function seedScale(db: Kysely<DB>, options: ScaleOptions): Promise<ScaleFederation> {
  const { units, people, now, secret, accounts, groups = 6 } = options
  const mix = options.mix ?? { zalo: 80, sms: 10, email: 9 }
  return db
    .transaction()
    .execute(async (trx) => {
      await skipForeignKeyChecks(trx)
      const federationId = await reserveIds(trx, 'unit', units + 1)
      const firstUnit = federationId + 1
      const firstPerson = await reserveIds(trx, 'person', people + 1)
      const chair = firstPerson + people
      const tag = `S${federationId}`
      const path = `u${federationId}`
      const unitOf = sql`(${firstUnit}::bigint + (g % ${units})::bigint)`

      await sql`insert into area (code, name, is_demo) select ${tag} || '-' || a, 'Phường số ' || a, true
      from generate_series(1, 10) a`.execute(trx)
      await sql`insert into unit (id, code, name, type_code, symbol, place_name, path, is_demo) overriding system value
      values (${federationId}, ${tag}, ${`LĐLĐ quận số ${federationId} (mẫu)`}, 'lien_doan_quan', 'LĐLĐ', 'Hà Nội',
        ${path}::ltree, true)`.execute(trx)
      await sql`insert into unit (id, code, name, type_code, sector_code, area_id, path, is_demo) overriding system value
      select ${firstUnit}::bigint + g, ${tag} || '-' || (g + 1), 'Công đoàn Công ty số ' || (g + 1) || ' (mẫu)', 'cdcs',
        (array['DN_NNN','DN_NN','DN_FDI','GD_CL','GD_NCL','YT'])[1 + g % 6],
        (select a.id from area a where a.code = ${tag} || '-' || (1 + g % 10)),
        (${path} || '.u' || (${firstUnit}::bigint + g))::ltree, true
      from generate_series(0, ${units}::int - 1) g`.execute(trx)
      await sql`insert into unit_parent (unit_id, parent_id) select ${firstUnit}::bigint + g, ${federationId}
      from generate_series(0, ${units}::int - 1) g`.execute(trx)
      // The triggers that would write these do not fire while the checks are skipped.
      await sql`insert into unit_name (unit_id, name, symbol, place_name, valid_from)
      select id, name, symbol, place_name, valid_from from unit where path <@ ${path}::ltree on conflict do nothing`.execute(
        trx,
      )
      await sql`insert into unit_area (unit_id, area_id, role, valid_from) select id, area_id, 'seat', valid_from
      from unit where path <@ ${path}::ltree and area_id is not null on conflict do nothing`.execute(trx)
      await sql`insert into unit_headcount (unit_id, as_of, workers, members)
      select ${firstUnit}::bigint + g, '2021-01-01', 20 + g % 400, 15 + g % 300
      from generate_series(0, ${units}::int - 1) g`.execute(trx)

      await sql`insert into person (id, full_name, is_demo) overriding system value
      select ${firstPerson}::bigint + g, (${FAMILY_NAMES}::text[])[1 + g % ${FAMILY_NAMES.length}] || ' ' ||
        (${GIVEN_NAMES}::text[])[1 + (g / 7) % ${GIVEN_NAMES.length}], true
      from generate_series(0, ${people}::int) g`.execute(trx)
      await sql`insert into post (person_id, unit_id, position_code, contact_order)
      select ${firstPerson}::bigint + g, ${unitOf}, (array['CT','PCT','UV_BCH'])[least(3, 1 + g / ${units}::int)],
        least(1 + g / ${units}::int, 32000)
      from generate_series(0, ${people}::int - 1) g`.execute(trx)

      const accountIds = await insertAccounts(trx, federationId, accounts, { secret, now })
      const zalo = accountIds[accounts.findIndex((account) => account.channel === 'zalo')] ?? null
      await sql`insert into contact_point (person_id, channel, account_id, address, window_until)
      select ${firstPerson}::bigint + g, c.channel, c.account_id,
        case c.channel when 'zalo' then (3000000000000000000 + ${firstPerson}::bigint + g)::text
          when 'sms' then '+849' || lpad(((${firstPerson}::bigint + g) % 100000000)::text, 8, '0')
          else 'p' || (${firstPerson}::bigint + g) || '@donvi.example' end,
        case c.channel when 'zalo' then ${now}::timestamptz + interval '6 days' end
      from generate_series(0, ${people}::int - 1) g
      cross join lateral (
        select 'zalo' as channel, ${zalo}::bigint as account_id where g % 100 < ${mix.zalo} and ${zalo}::bigint is not null
        union all select 'sms', null where g % 100 < ${mix.zalo + mix.sms}
        union all select 'email', null where g % 100 >= ${mix.zalo + mix.sms} and g % 100 < ${mix.zalo + mix.sms + mix.email}
      ) c`.execute(trx)

      if (groups > 0) {
        const firstGroup = await reserveIds(trx, 'chat_group', groups)
        await sql`insert into chat_group (id, code, owner_unit_id, name, platform, sort, is_demo) overriding system value
        select ${firstGroup}::bigint + g, ${tag} || '-N' || (g + 1), ${federationId}, 'Nhóm số ' || (g + 1), 'zalo', g, true
        from generate_series(0, ${groups}::int - 1) g`.execute(trx)
        await sql`insert into chat_group_member (group_id, person_id)
        select ${firstGroup}::bigint + g % ${groups}, ${firstPerson}::bigint + g
        from generate_series(0, ${people}::int - 1) g`.execute(trx)
      }
      const staff = await trx
        .insertInto('staff')
        .values({
          person_id: chair,
          unit_id: federationId,
          job_title: 'Chủ tịch',
          email: `chair-${federationId}@loa.example`,
        })
        .returning('id')
        .executeTakeFirstOrThrow()
      await trx
        .insertInto('role_grant')
        .values({ staff_id: staff.id, role: 'leader', unit_id: federationId })
        .execute()
      return { federationId, scopePath: path, staffId: staff.id, accountIds, firstPersonId: firstPerson }
    })
    .then(async (federation) => {
      await sql`analyze area, unit, unit_name, unit_area, unit_parent, unit_headcount, person, post, contact_point, chat_group, chat_group_member`.execute(
        db,
      )
      return federation
    })
}

/** Every reference below is made by the same statement that makes its row; checking 100,000 of them takes seconds. */
async function skipForeignKeyChecks(trx: Kysely<DB>): Promise<void> {
  await sql`select set_config('session_replication_role', 'replica', true)
    from pg_roles where rolname = current_user and rolsuper`.execute(trx)
}
