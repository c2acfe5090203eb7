import type { Kysely } from 'kysely'
import type { DB } from '../db/types.ts'
import { BOUND_CHANNELS } from '../src/contract/common.ts'
import { urgencyPolicy } from '../src/domain/directive/urgency.ts'
import { localParts } from '../src/kernel/dates.ts'
import { insertAccounts, reserveIds, type SampleAccount } from './accounts.ts'
import { STAFF } from './cast.ts'
import { writeCity } from './city.ts'
import { sampleReach } from './contacts.ts'
import { menAndWomen } from './headcounts.ts'
import { sampleMessages } from './messages.ts'
import { samplePeople } from './people.ts'
import { Random } from './random.ts'
import { bulkInsert } from './rows.ts'
import { sampleUnits } from './units/roster.ts'
import { WARDS } from './units/wards.ts'

/** The code under which the sample federation is found again. */
export const SAMPLE_FEDERATION = 'NTL'
/** The tier above it. */
export const SAMPLE_CITY = 'HN'
const SEED = 5_09_2021
/** The year of the sample day; numbers are kept by year. */
const SAMPLE_YEAR = 2021
/** The sample day's first công điện is 12/CĐ-LĐLĐ. */
const NEXT_NUMBERS = { CĐ: 12, CV: 318, HD: 9, TB: 41 } as const

const GROUPS = [
  { code: 'N1', name: 'Công đoàn khối doanh nghiệp', platform: 'zalo' },
  { code: 'N2', name: 'Công đoàn khối trường công lập', platform: 'zalo' },
  { code: 'N3', name: 'Công đoàn khối trường ngoài công lập', platform: 'zalo' },
  { code: 'N4', name: 'Công đoàn khối cơ quan – phường', platform: 'zalo' },
  { code: 'N5', name: 'Công đoàn khối y tế – sự nghiệp', platform: 'zalo' },
  { code: 'N6', name: 'Công đoàn quận Nam Từ Liêm (nhóm kín)', platform: 'facebook' },
] as const

export interface SeedDemo {
  readonly now: Date
  /** Seals the credentials of the accounts (LOA_SECRET). */
  readonly secret: string
  /** The fakes in place of providers, or whatever else stands in for them. */
  readonly accounts: readonly SampleAccount[]
  /**
   * Addresses at which the fakes listened before. On a later start the sample accounts that still point there follow
   * them to `accounts`; one that somebody has pointed elsewhere stays where it is.
   */
  readonly formerBaseUrls?: readonly string[]
}

/** Writes every row of the sample. Pure of reading but for the kinds of directives. */
export async function writeFederation(trx: Kysely<DB>, { now, secret, accounts }: SeedDemo): Promise<void> {
  const random = new Random(SEED)
  const units = sampleUnits(random)
  const people = samplePeople(units, random)
  const reach = sampleReach(people, random)

  const areaId = await idsFor(
    trx,
    'area',
    WARDS.map((ward) => ward.name),
  )
  await bulkInsert(
    trx,
    'area',
    WARDS.map(({ code, name }) => ({ id: areaId(name), code, name, is_demo: true })),
  )

  const cityId = await reserveIds(trx, 'unit', units.length + 2)
  const federationId = cityId + 1
  const unitId = (index: number) => federationId + 1 + index
  const idOfUnit = new Map(units.map((unit, i) => [unit, unitId(i)]))
  await bulkInsert(
    trx,
    'unit',
    [
      {
        id: cityId,
        code: SAMPLE_CITY,
        name: 'LĐLĐ thành phố Hà Nội (mẫu)',
        short_name: 'LĐLĐ thành phố Hà Nội',
        type_code: 'lien_doan_tp',
        symbol: 'LĐLĐ',
        place_name: 'Hà Nội',
        path: `u${cityId}`,
      },
      {
        id: federationId,
        code: SAMPLE_FEDERATION,
        name: 'LĐLĐ quận Nam Từ Liêm (dữ liệu mẫu)',
        short_name: 'LĐLĐ quận Nam Từ Liêm',
        type_code: 'lien_doan_quan',
        symbol: 'LĐLĐ',
        place_name: 'Nam Từ Liêm',
        path: `u${cityId}.u${federationId}`,
      },
      ...units.map((unit, i) => ({
        id: unitId(i),
        code: unit.code,
        name: unit.name,
        type_code: unit.sector === 'ND' ? 'nghiep_doan' : 'cdcs',
        sector_code: unit.sector,
        subsector: unit.subsector,
        area_id: areaId(unit.ward),
        address: `Tổ dân phố số ${1 + (i % 14)}, phường ${unit.ward}`,
        note: unit.note,
        path: `u${cityId}.u${federationId}.u${unitId(i)}`,
      })),
    ].map((row) => ({ ...UNIT_DEFAULTS, ...row })),
  )
  await bulkInsert(trx, 'unit_parent', [
    { unit_id: federationId, parent_id: cityId, valid_from: FOUNDED },
    ...units.map((_, i) => ({ unit_id: unitId(i), parent_id: federationId, valid_from: FOUNDED })),
  ])
  await bulkInsert(
    trx,
    'unit_headcount',
    units.map((unit, i) => ({
      unit_id: unitId(i),
      as_of: '2021-08-01',
      workers: unit.workers,
      members: unit.members,
      ...menAndWomen(unit, i),
    })),
  )

  const firstPerson = await reserveIds(trx, 'person', people.length)
  const personId = (index: number) => firstPerson + index
  await bulkInsert(
    trx,
    'person',
    people.map((person, i) => ({
      id: personId(i),
      full_name: person.name,
      salutation: person.salutation,
      note: reach[i]!.outdatedNumber
        ? `Số điện thoại trong danh sách gốc: ${reach[i]!.outdatedNumber} (đầu số cũ, đã đổi).`
        : person.note,
      is_demo: true,
    })),
  )
  const post = (person_id: number, unit_id: number, position_code: string, contact_order: number | null) => ({
    person_id,
    unit_id,
    position_code,
    contact_order,
    valid_from: '2018-03-01',
  })
  const merged = units.find((unit) => unit.key === 'Công ty TNHH Giặt là Sóng Trắng')!
  const successor = units.find((unit) => unit.key === 'Công ty TNHH TM&DV Vệ sinh Sạch Nhà')!
  await bulkInsert(trx, 'post', [
    ...people.map((person, i) =>
      post(
        personId(i),
        person.unit ? idOfUnit.get(person.unit)! : federationId,
        person.position,
        person.contactOrder,
      ),
    ),
    // The chair of the union that was merged already sits in the other one's committee.
    post(
      personId(people.findIndex((person) => person.unit === merged)),
      idOfUnit.get(successor)!,
      'UV_BCH',
      null,
    ),
  ])

  const groupId = await idsFor(
    trx,
    'chat_group',
    GROUPS.map((group) => group.code),
  )
  await bulkInsert(
    trx,
    'chat_group',
    GROUPS.map((group, sort) => ({
      ...group,
      id: groupId(group.code),
      owner_unit_id: federationId,
      sort,
      is_demo: true,
    })),
  )
  await bulkInsert(
    trx,
    'chat_group_unit',
    units.map((unit, i) => ({ group_id: groupId(unit.group), unit_id: unitId(i) })),
  )
  await bulkInsert(
    trx,
    'chat_group_member',
    people.flatMap((person, i) =>
      person.groups.map((group) => ({
        group_id: groupId(group),
        person_id: personId(i),
        valid_from: '2021-05-01',
      })),
    ),
  )

  // The groups were made on Zalo and Facebook first: whoever is listed sits in them.
  await bulkInsert(
    trx,
    'chat_group_seat',
    people.flatMap((person, i) =>
      person.groups.map((group) => ({
        group_id: groupId(group),
        person_id: personId(i),
        in_chat: true,
        at: new Date('2021-05-01T09:00:00+07:00').toISOString(),
      })),
    ),
  )

  const accountIds = await insertAccounts(trx, federationId, accounts, { secret, now })
  const boundTo = new Map(
    BOUND_CHANNELS.map((channel) => [
      channel,
      accountIds[accounts.findIndex((account) => account.channel === channel)],
    ]),
  )
  await bulkInsert(
    trx,
    'contact_point',
    reach.flatMap(({ contacts }, i) =>
      contacts
        .filter(({ channel }) => !BOUND_CHANNELS.includes(channel) || boundTo.get(channel) !== undefined)
        .map((contact) => ({
          person_id: personId(i),
          channel: contact.channel,
          account_id: boundTo.get(contact.channel) ?? null,
          address: contact.address,
          state: contact.state,
          is_shared_office: contact.isSharedOffice,
          window_until:
            contact.windowMs === null ? null : new Date(now.getTime() + contact.windowMs).toISOString(),
        })),
    ),
  )
  const staff = await writeStaff(trx, federationId, firstPerson)
  await bulkInsert(
    trx,
    'number_register',
    [...new Set([SAMPLE_YEAR, localParts(now).year])].flatMap((year) =>
      Object.entries(NEXT_NUMBERS).map(([register, next_number]) => ({
        unit_id: federationId,
        year,
        register,
        next_number,
      })),
    ),
  )
  const keys = new Map(units.map((unit) => [unit.key, unit]))
  const messages = sampleMessages({ areaId, unitId: (key) => idOfUnit.get(keys.get(key)!)! })
  const classes = new Map(
    (await trx.selectFrom('directive_kind').select(['code', 'message_class']).execute()).map((kind) => [
      kind.code,
      kind.message_class,
    ]),
  )
  await bulkInsert(
    trx,
    'directive',
    messages.map((message) => ({
      owner_unit_id: federationId,
      state: 'template',
      kind_code: message.kind,
      urgency: message.urgency,
      message_class: classes.get(message.kind),
      is_drill: false,
      title: message.title,
      actions: message.actions,
      body: message.body,
      overrides: message.sms ? { sms: message.sms } : {},
      sms_unaccented: true,
      audience: message.audience,
      acknowledge: message.acknowledge,
      acknowledge_by: 'unit',
      escalation: message.acknowledge ? urgencyPolicy(message.urgency).escalation : [],
      created_by: staff,
      created_at: now.toISOString(),
      updated_by: staff,
      updated_at: now.toISOString(),
      revision: 1,
      template_code: message.code,
      is_demo: true,
    })),
  )
  await writeCity(trx, { cityId, accounts, secret, now })
}

const FOUNDED = '2014-04-01'
const UNIT_DEFAULTS = {
  short_name: null,
  sector_code: null,
  subsector: null,
  area_id: null,
  address: null,
  symbol: null,
  place_name: null,
  note: null,
  valid_from: FOUNDED,
  is_demo: true,
}

/** The staff are the first people of the sample. Returns the id of the specialist who keeps the templates. */
async function writeStaff(trx: Kysely<DB>, federationId: number, firstPerson: number): Promise<number> {
  const rows = await trx
    .insertInto('staff')
    .values(
      STAFF.map((member, i) => ({
        person_id: firstPerson + i,
        unit_id: federationId,
        job_title: member.jobTitle,
        email: member.email,
      })),
    )
    .returning('id')
    .execute()
  const grants = STAFF.map((member, i) => ({
    staff_id: rows[i]!.id,
    role: member.role,
    unit_id: federationId,
  }))
  await trx.insertInto('role_grant').values(grants).execute()
  // The sample shows the main job: one person sends, as it was on the day (docs/decisions/0132). Roles and channels take two.
  await trx
    .insertInto('approval_policy')
    .values({
      unit_id: federationId,
      roles: true,
      channels: true,
      issuing: false,
      override_roles: ['administrator', 'leader'],
      changed_at: new Date(`${FOUNDED}T00:00:00+07:00`),
    })
    .execute()
  return grants.find((grant) => grant.role === 'specialist')!.staff_id
}

/** Reserves an id for each key. */
async function idsFor(
  trx: Kysely<DB>,
  table: 'area' | 'chat_group',
  keys: readonly string[],
): Promise<(key: string) => number> {
  const first = await reserveIds(trx, table, keys.length)
  const ids = new Map(keys.map((key, i) => [key, first + i]))
  return (key) => {
    const id = ids.get(key)
    if (id === undefined) throw new Error(`no ${table} «${key}» in the sample`)
    return id
  }
}
