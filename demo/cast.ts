import type { Role } from '../src/contract/session.ts'

/** Who has a name of their own in the sample: the cast of domain.md §8.4 and the collation edge cases of §8.2. */
export interface NamedPerson {
  readonly name: string
  readonly salutation: 'ông' | 'bà' | null
  readonly position?: string
  readonly note?: string
}

const woman = (name: string, position?: string): NamedPerson => ({
  name,
  salutation: 'bà',
  ...(position && { position }),
})
const man = (name: string, position?: string): NamedPerson => ({
  name,
  salutation: 'ông',
  ...(position && { position }),
})

/** Contacts of some units, in the order in which they are called; the key is SampleUnit.key. */
export const NAMED_CONTACTS: Readonly<Record<string, readonly NamedPerson[]>> = {
  'Công ty TNHH Linh kiện Điện tử Sao Bắc': [
    woman('Nguyễn Thị Ân'),
    { name: 'Kim Min-seo', salutation: null, position: 'LH' },
  ],
  'Khách sạn Hồ Sen Trắng': [man('Nguyễn Đình Đạt', 'PCT')],
  'Công ty CP Suất ăn Công nghiệp Bếp Việt Mẫu': [man('Phạm Văn Ba')],
  'Công ty TNHH In ấn Ô Quan Mới': [
    { ...man('Nguyễn Ô'), note: 'Báo đã nghỉ việc từ 31/08/2021, chưa bàn giao.' },
    man('Lưu Văn Ưng', 'UV_BCH'),
  ],
  'Công ty TNHH Cơ khí Chính xác Kaido Mẫu': [man('Trần Đức Anh'), woman('Lê Hoài Ánh')],
  'Công ty TNHH May mặc Tân Kỷ Nguyên': [woman('Hoàng Thị Ê Ban')],
  'Công ty CP Dược phẩm An Khang Đất Việt': [woman('Đỗ Thị Điểm')],
  'Công ty CP Xây dựng Trường Tín 68': [man('Ngô Văn Ích')],
  'Công ty CP Phần mềm Cánh Diều Xanh': [{ name: 'Phan Mỹ', salutation: null }],
  'Trường Mầm non Hoa Hồng, Mễ Trì': [woman('Bùi Thị Hoà')],
  'Trường Mầm non Hoa Hồng, Tây Mỗ': [woman('Bùi Thị Hòa')],
  'Trường Mầm non Họa Mi Xanh': [woman('Nguyễn Thị Minh Ý')],
  'Trường Tiểu học Lý Nam Đô': [woman('Lý Thị Lý')],
  'Trường Mầm non tư thục Ong Vàng': [woman('Tạ Thúy')],
  'Trường Mầm non Én Nhỏ': [woman('Tạ Thuý')],
  'Trạm Y tế cụm số 1': [woman('Đào Thị Xuân')],
}

/** The six of the federation's office; they are in all six groups. */
export const STAFF: readonly (NamedPerson & {
  readonly position: string
  readonly role: Role
  readonly jobTitle: string
  readonly email: string
})[] = [
  {
    ...woman('Đặng Thị Nhàn'),
    position: 'CT',
    role: 'leader',
    jobTitle: 'Chủ tịch',
    email: 'nhan.dang@ldld-ntl.example',
  },
  {
    ...man('Trịnh Phú Quý'),
    position: 'PCT',
    role: 'leader',
    jobTitle: 'Phó Chủ tịch',
    email: 'quy.trinh@ldld-ntl.example',
  },
  {
    ...man('Cao Bách Thắng'),
    position: 'PCT',
    role: 'leader',
    jobTitle: 'Phó Chủ tịch',
    email: 'thang.cao@ldld-ntl.example',
  },
  {
    ...woman('Đinh Khánh Ly'),
    position: 'CV',
    role: 'specialist',
    jobTitle: 'Chuyên viên',
    email: 'ly.dinh@ldld-ntl.example',
  },
  {
    ...man('Kiều Gia Lộc'),
    position: 'CV',
    role: 'specialist',
    jobTitle: 'Chuyên viên',
    email: 'loc.kieu@ldld-ntl.example',
  },
  {
    ...woman('Vũ Thị Dung'),
    position: 'VT',
    role: 'clerk',
    jobTitle: 'Văn thư – kế toán',
    email: 'dung.vu@ldld-ntl.example',
  },
]

/** Nobody can write to them (M1: 4 «Chưa có kênh»): the unit's only contact in two cases, the second one in two. */
export const WITHOUT_CHANNEL: readonly { readonly unit: string; readonly order: number }[] = [
  { unit: 'Công ty TNHH Dệt len Mùa Đông', order: 1 },
  { unit: 'Nhóm lớp mầm non Kẹo Bông', order: 1 },
  { unit: 'Công ty CP Bánh kẹo Trăng Rằm Mẫu', order: 2 },
  { unit: 'Trường THCS Yên Lạc Mẫu', order: 2 },
]

/** Three people of one school who are called at the same number. */
export const SHARED_OFFICE_PHONE = { unit: 'Trường THCS Ưng Bình', people: 3 } as const

/** Chairs and vice-chairs of units who sit in the Facebook group as well as in their khối's Zalo group. */
export const ALSO_IN_FACEBOOK = 12
/** Members of the Facebook group who are in no other group. */
export const ONLY_IN_FACEBOOK = 50
