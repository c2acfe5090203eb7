import type { Kysely } from 'kysely'
import type { DB } from '../db/types.ts'
import { insertAccounts, reserveIds, type SampleAccount } from './accounts.ts'
import { menAndWomen } from './headcounts.ts'
import { bulkInsert } from './rows.ts'

/** The code of the second district of the sample. */
export const SECOND_DISTRICT = 'SNH'

/** Who sits at the city, and at the second district: nobody of them is in a group or unit of the first one. */
const CITY_STAFF = [
  {
    name: 'Mạc Thị Hiền',
    salutation: 'bà',
    position: 'CT',
    role: 'leader',
    title: 'Chủ tịch LĐLĐ thành phố',
    login: 'hien.mac@ldld-hn.example',
  },
  {
    name: 'Quách Tuấn Kiệt',
    salutation: 'ông',
    position: 'CV',
    role: 'administrator',
    title: 'Quản trị viên LĐLĐ thành phố',
    login: 'kiet.quach@ldld-hn.example',
  },
] as const
const DISTRICT_STAFF = [
  {
    name: 'Lương Thị Sương',
    salutation: 'bà',
    position: 'CT',
    role: 'leader',
    title: 'Chủ tịch LĐLĐ huyện Sông Nhuệ',
    login: 'suong.luong@ldld-snh.example',
  },
] as const

const SECOND_UNITS = [
  {
    name: 'Công đoàn Công ty CP Gạch ngói Sông Nhuệ (mẫu)',
    sector: 'DN_NNN',
    workers: 240,
    members: 198,
    chair: 'Phùng Đình Vượng',
    salutation: 'ông',
  },
  {
    name: 'Công đoàn Trường Tiểu học Bến Đò (mẫu)',
    sector: 'GD_CL',
    workers: 46,
    members: 46,
    chair: 'Thái Thị Yến',
    salutation: 'bà',
  },
  {
    name: 'Công đoàn Trạm Y tế xã Bãi Nổi (mẫu)',
    sector: 'YT',
    workers: 12,
    members: 12,
    chair: 'Doãn Thị Hường',
    salutation: 'bà',
  },
] as const

/**
 * The tier above the sample district: the city's staff, its own channel accounts, and a second small district that has none
 * and speaks through those that the city lends it. Made without the dice of the first district, whose numbers stay.
 */
export async function writeCity(
  trx: Kysely<DB>,
  {
    cityId,
    accounts,
    secret,
    now,
  }: { cityId: number; accounts: readonly SampleAccount[]; secret: string; now: Date },
): Promise<void> {
  const founded = '2014-04-01'
  const districtId = await reserveIds(trx, 'unit', SECOND_UNITS.length + 1)
  const areaId = await reserveIds(trx, 'area', 1)
  await bulkInsert(trx, 'area', [
    { id: areaId, code: 'SNH-BN', name: 'Bãi Nổi', is_demo: true, valid_from: founded, level_code: 'xa' },
  ])
  const unit = {
    short_name: null,
    sector_code: null,
    area_id: null,
    symbol: null,
    place_name: null,
    valid_from: founded,
    is_demo: true,
  }
  await bulkInsert(trx, 'unit', [
    {
      ...unit,
      id: districtId,
      code: SECOND_DISTRICT,
      name: 'LĐLĐ huyện Sông Nhuệ (dữ liệu mẫu)',
      short_name: 'LĐLĐ huyện Sông Nhuệ',
      type_code: 'lien_doan_quan',
      symbol: 'LĐLĐ',
      place_name: 'Sông Nhuệ',
      path: `u${cityId}.u${districtId}`,
    },
    ...SECOND_UNITS.map((one, i) => ({
      ...unit,
      id: districtId + 1 + i,
      code: `${SECOND_DISTRICT}-${i + 1}`,
      name: one.name,
      type_code: 'cdcs',
      sector_code: one.sector,
      area_id: areaId,
      path: `u${cityId}.u${districtId}.u${districtId + 1 + i}`,
    })),
  ])
  await bulkInsert(trx, 'unit_parent', [
    { unit_id: districtId, parent_id: cityId, valid_from: founded },
    ...SECOND_UNITS.map((_, i) => ({
      unit_id: districtId + 1 + i,
      parent_id: districtId,
      valid_from: founded,
    })),
  ])
  await bulkInsert(
    trx,
    'unit_headcount',
    SECOND_UNITS.map((unit, i) => ({
      unit_id: districtId + 1 + i,
      as_of: '2021-08-01',
      workers: unit.workers,
      members: unit.members,
      ...menAndWomen(unit, i),
    })),
  )

  const people = [
    ...CITY_STAFF.map((one) => ({ ...one, unitId: cityId, order: null })),
    ...DISTRICT_STAFF.map((one) => ({ ...one, unitId: districtId, order: null })),
    ...SECOND_UNITS.map((one, i) => ({
      name: one.chair,
      salutation: one.salutation,
      position: 'CT',
      unitId: districtId + 1 + i,
      order: 1,
      role: null,
      title: '',
      login: '',
    })),
  ]
  const first = await reserveIds(trx, 'person', people.length)
  await bulkInsert(
    trx,
    'person',
    people.map(({ name, salutation }, i) => ({ id: first + i, full_name: name, salutation, is_demo: true })),
  )
  await bulkInsert(
    trx,
    'post',
    people.map(({ unitId, position, order }, i) => ({
      person_id: first + i,
      unit_id: unitId,
      position_code: position,
      contact_order: order,
      valid_from: '2018-03-01',
    })),
  )
  await bulkInsert(
    trx,
    'contact_point',
    people.map((_, i) => ({
      person_id: first + i,
      channel: 'sms',
      address: `+8486800${String(1001 + i)}`,
      state: 'ok',
      is_shared_office: false,
    })),
  )
  const members = people.flatMap((one, i) => (one.role === null ? [] : [{ ...one, personId: first + i }]))
  const staff = await trx
    .insertInto('staff')
    .values(
      members.map((one) => ({
        person_id: one.personId,
        unit_id: one.unitId,
        job_title: one.title,
        email: one.login,
      })),
    )
    .returning('id')
    .execute()
  await trx
    .insertInto('role_grant')
    .values(members.map((one, i) => ({ staff_id: staff[i]!.id, role: one.role, unit_id: one.unitId })))
    .execute()

  const own = accounts.flatMap((account): SampleAccount[] =>
    account.channel === 'sms'
      ? [{ ...account, name: 'SMS LDLD HN (mẫu)' }]
      : account.channel === 'email'
        ? [
            {
              ...account,
              name: 'Thư điện tử LĐLĐ thành phố (mẫu)',
              config: {
                ...account.config,
                fromName: 'LĐLĐ thành phố Hà Nội (mẫu)',
                fromAddress: 'vanthu@ldld-hn.example',
              },
            },
          ]
        : [],
  )
  const accountIds = await insertAccounts(trx, cityId, own, { secret, now })
  if (accountIds.length > 0)
    await trx
      .insertInto('channel_loan')
      .values(
        accountIds.map((account_id) => ({
          account_id,
          borrower_unit_id: districtId,
          valid_from: '2021-01-01',
          state: 'open',
          created_at: now,
        })),
      )
      .execute()
}
