import { line, type UnitLine } from './unit-line.ts'
import { WARDS } from './wards.ts'

const ward = line('HCSN', 'UBND phường')
const office = line('HCSN', 'Phòng, ban')
const healthCentre = line('YT', 'Trung tâm y tế')
const station = line('YT', 'Trạm y tế')
const clinic = line('YT', 'Bệnh viện, phòng khám')
const service = line('SN', 'Sự nghiệp')
const selfEmployed = line('ND', 'Nghiệp đoàn')

/** Group N4, 20 units: the 10 wards and 10 offices of the district. All invented. */
export const OFFICES: readonly UnitLine[] = [
  ...WARDS.map(({ name }, index) =>
    ward(`UBND phường ${name} (mẫu)`, { ward: name, contacts: index % 2 === 0 ? 2 : 1 }),
  ),
  office('Phòng Giáo dục và Đào tạo (mẫu)', { ward: 'Cầu Diễn', contacts: 2 }),
  office('Ban Quản lý dự án (mẫu)', { ward: 'Cầu Diễn', contacts: 2 }),
  office('Kho bạc (mẫu)', { ward: 'Mỹ Đình 2', contacts: 2 }),
  office('Phòng Kinh tế (mẫu)', { ward: 'Cầu Diễn', contacts: 2 }),
  office('Phòng Lao động – Thương binh và Xã hội (mẫu)', { ward: 'Mỹ Đình 1', contacts: 2 }),
  office('Phòng Quản lý đô thị (mẫu)', { ward: 'Mỹ Đình 1', contacts: 2 }),
  office('Phòng Tài chính – Kế hoạch (mẫu)', { ward: 'Mỹ Đình 1', contacts: 2 }),
  office('Phòng Văn hóa và Thông tin (mẫu)', { ward: 'Mỹ Đình 2', contacts: 2 }),
  office('Chi cục Thuế (mẫu)', { ward: 'Mỹ Đình 2' }),
  office('Chi cục Thống kê (mẫu)', { ward: 'Mỹ Đình 2' }),
]

/** Group N5, 14 units; «Trạm Y tế cụm số 1» is the only one in Mễ Trì, so that M3 asks 21 + 14 − 1 = 34. All invented. */
export const HEALTH_AND_SERVICES: readonly UnitLine[] = [
  healthCentre('Trung tâm Y tế quận (mẫu)', {
    ward: 'Cầu Diễn',
    workers: 286,
    members: 274,
    contacts: 2,
  }),
  station('Trạm Y tế cụm số 1', { ward: 'Mễ Trì', contacts: 2 }),
  station('Trạm Y tế cụm số 2', { ward: 'Mỹ Đình 1', contacts: 2 }),
  station('Trạm Y tế cụm số 3', { ward: 'Xuân Phương', contacts: 2 }),
  clinic('Bệnh viện Đa khoa Lá Phổi Xanh', { ward: 'Mỹ Đình 2', contacts: 2 }),
  clinic('Bệnh viện Mắt Trong Sáng Mẫu', { ward: 'Trung Văn', contacts: 2 }),
  clinic('Phòng khám Đa khoa Tâm An Mẫu', { ward: 'Đại Mỗ' }),
  service('Trung tâm Văn hóa – Thể thao (mẫu)', { ward: 'Mỹ Đình 1', contacts: 2 }),
  service('Ban Quản lý Chợ quận (mẫu)', { ward: 'Phú Đô', contacts: 2 }),
  service('Trung tâm GDNN – GDTX quận (mẫu)', { ward: 'Tây Mỗ', contacts: 2 }),
  service('Trung tâm Phát triển Quỹ đất (mẫu)', { ward: 'Cầu Diễn', contacts: 2 }),
  service('Trạm Khuyến nông và Thú y (mẫu)', { ward: 'Phương Canh' }),
  selfEmployed('Nghiệp đoàn Xe ôm Bến Mỹ Đình (mẫu)', { ward: 'Mỹ Đình 2', contacts: 2 }),
  selfEmployed('Nghiệp đoàn Giúp việc gia đình (mẫu)', { ward: 'Cầu Diễn' }),
]
