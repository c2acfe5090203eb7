import { line, type UnitLine } from './unit-line.ts'

const kindergarten = line('GD_CL', 'MN')
const primary = line('GD_CL', 'TH')
const secondary = line('GD_CL', 'THCS')
const privateKindergarten = line('GD_NCL', 'MN')
const privateSchool = line('GD_NCL', 'Liên cấp')

/** Group N2, 32 units: 12 kindergartens, 11 primary and 9 secondary schools. All invented. */
export const PUBLIC_SCHOOLS: readonly UnitLine[] = [
  kindergarten('Trường Mầm non Họa Mi Xanh'),
  kindergarten('Trường Mầm non Cây Bàng'),
  kindergarten('Trường Mầm non Hoa Hồng', { ward: 'Mễ Trì' }),
  kindergarten('Trường Mầm non Hoa Hồng', { ward: 'Tây Mỗ' }),
  kindergarten('Trường Mầm non Búp Măng Non'),
  kindergarten('Trường Mầm non Chồi Biếc'),
  kindergarten('Trường Mầm non Đồng Dao'),
  kindergarten('Trường Mầm non Hương Bưởi'),
  kindergarten('Trường Mầm non Nắng Sớm'),
  kindergarten('Trường Mầm non Phương Canh Trong', { ward: 'Phương Canh' }),
  kindergarten('Trường Mầm non Trăng Non'),
  kindergarten('Trường Mầm non Vành Khuyên Xanh'),
  primary('Trường Tiểu học Lý Nam Đô'),
  primary('Trường Tiểu học Mễ Trì Trong', { ward: 'Mễ Trì' }),
  primary('Trường Tiểu học Bến Đình'),
  primary('Trường Tiểu học Cánh Buồm Đỏ'),
  primary('Trường Tiểu học Đại Mỗ Đông', { ward: 'Đại Mỗ' }),
  primary('Trường Tiểu học Đình Làng'),
  primary('Trường Tiểu học Hồ Gươm Mới'),
  primary('Trường Tiểu học Lá Phong'),
  primary('Trường Tiểu học Nhịp Cầu'),
  primary('Trường Tiểu học Tây Mỗ Ngoài', { ward: 'Tây Mỗ' }),
  primary('Trường Tiểu học Xuân Phương Hạ', { ward: 'Xuân Phương' }),
  secondary('Trường THCS Phú Đô Mới', { ward: 'Phú Đô' }),
  secondary('Trường THCS Ưng Bình'),
  secondary('Trường THCS Cầu Diễn Trong', { ward: 'Cầu Diễn' }),
  secondary('Trường THCS Đường Làng'),
  secondary('Trường THCS Mỹ Đình Hạ', { ward: 'Mỹ Đình 1' }),
  secondary('Trường THCS Nguyễn Văn Mẫu'),
  secondary('Trường THCS Sông Nhuệ Nhỏ'),
  secondary('Trường THCS Trung Văn Ngoài', { ward: 'Trung Văn' }),
  secondary('Trường THCS Yên Lạc Mẫu'),
]

/** Group N3, 24 units. All invented. */
export const PRIVATE_SCHOOLS: readonly UnitLine[] = [
  privateKindergarten('Trường Mầm non tư thục Ong Vàng', {
    ward: 'Mỹ Đình 2',
    workers: 46,
    members: 38,
    contacts: 1,
  }),
  privateKindergarten('Trường Mầm non Én Nhỏ', { contacts: 1 }),
  privateSchool('Trường liên cấp Ước Mơ Xanh', { workers: 212, members: 176, contacts: 2 }),
  privateKindergarten('Nhóm lớp mầm non Kẹo Bông', { contacts: 1 }),
  privateKindergarten('Trường Mầm non tư thục Bé Ngoan'),
  privateKindergarten('Trường Mầm non tư thục Cầu Vồng Nhỏ', { contacts: 2 }),
  privateKindergarten('Trường Mầm non tư thục Dế Mèn', { contacts: 2 }),
  privateKindergarten('Trường Mầm non tư thục Đom Đóm'),
  privateKindergarten('Trường Mầm non tư thục Gấu Nâu', { contacts: 2 }),
  privateKindergarten('Trường Mầm non tư thục Hạt Đậu', { contacts: 1 }),
  privateKindergarten('Trường Mầm non tư thục Khủng Long Xanh'),
  privateKindergarten('Trường Mầm non tư thục Lá Non', { contacts: 2 }),
  privateKindergarten('Trường Mầm non tư thục Mặt Trời Con', { contacts: 2 }),
  privateKindergarten('Trường Mầm non tư thục Ngôi Nhà Gỗ'),
  privateKindergarten('Trường Mầm non tư thục Sóc Bông', { contacts: 2 }),
  privateKindergarten('Trường Mầm non tư thục Thỏ Trắng'),
  privateKindergarten('Nhóm lớp mầm non Chú Kiến'),
  privateKindergarten('Nhóm lớp mầm non Quả Sim'),
  privateSchool('Trường Tiểu học tư thục Bậc Thang', { contacts: 2 }),
  privateSchool('Trường liên cấp Con Thuyền Giấy', { contacts: 2 }),
  privateSchool('Trường liên cấp Đất Nước Mẫu', { contacts: 2 }),
  privateSchool('Trường THPT tư thục Hướng Dương Mẫu', { contacts: 2 }),
  privateSchool('Trường liên cấp Trí Việt Mẫu', { contacts: 2 }),
  privateSchool('Trung tâm Ngoại ngữ Cửa Sổ Mới', { contacts: 2 }),
]
