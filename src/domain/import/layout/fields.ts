import type { ImportField } from '../../../contract/import.ts'
import { fold } from '../../../kernel/text.ts'

export type Field = ImportField

/** A heading in the form in which headings are compared: «Tổng CNVCLĐ (*)» → tong cnvcld. */
export const headingWords = (text: string): string =>
  fold(text)
    .replace(/\([^)]*\)/g, ' ')
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()

const UNIT = 'cdcs|cong doan co so|cong doan|don vi|cd|co so|doanh nghiep|cong ty|truong|co quan|nghiep doan'
const PHONE =
  '(?:so )?(?:sdt|dt|dien thoai|dtdd|di dong|dd|mobile|tel|zalo|phone)(?: (?:di dong|dd|zalo|co dinh|co quan))?(?: lien he| lien lac)?'
const NAME = '(?:ho(?: va)? ten|ho ten|ten)'
const EMAIL = 'e ?mail|thu dien tu|dia chi (?:e ?mail|thu dien tu)|hop thu'
const ROLES = [
  ['vice', '(?:pho chu tich|pho ct|pct)'],
  ['chair', '(?:chu tich|ct|ctcd)'],
  ['contact', '(?:nguoi lien he|dau moi|can bo dau moi|nguoi phu trach|can bo phu trach|lien he)'],
] as const

/** Headings as lists have them (domain.md §7.6), folded; the first pattern that fits the whole heading wins. */
const HEADINGS: readonly (readonly [RegExp, Field])[] = [
  [/^(?:stt|tt|so tt|so thu tu|no|#)$/, 'ordinal'],
  ...ROLES.flatMap(([role, words]): [RegExp, Field][] => [
    [
      new RegExp(
        `^(?:${PHONE})(?: cua)? ${words}(?: (?:cdcs|cong doan|cd))?$|^${words}(?: (?:cdcs|cong doan|cd))? (?:${PHONE})$`,
      ),
      `${role}_phone`,
    ],
    [new RegExp(`^(?:${EMAIL})(?: cua)? ${words}$|^${words} (?:${EMAIL})$`), `${role}_email`],
    [
      new RegExp(`^(?:${NAME} )?(?:cua )?${words}(?: (?:cdcs|cong doan|cd))?$|^${words} ${NAME}$`),
      `${role}_name`,
    ],
  ]),
  [new RegExp(`^ma(?: so)?(?: (?:${UNIT}|dv|dinh danh))*$`), 'unit_code'],
  [
    /^(?:thuoc |dia ban )?(?:xa|phuong|dac khu)(?: (?:xa|phuong|thi tran|dac khu))*$|^dia ban(?: .*)?$|^px$/,
    'area',
  ],
  [
    /^dia chi(?: (?:don vi|tru so|lam viec|co quan|cong ty|doanh nghiep))?$|^tru so$|^noi dong tru so$/,
    'address',
  ],
  [/^(?:khoi|nhom khoi|loai khoi|khoi thi dua|linh vuc|khoi don vi)$/, 'sector'],
  [/^(?:loai hinh|loai hinh (?:doanh nghiep|don vi|dn|co so))$/, 'ownership'],
  [/^(?:loai hinh .*)?(?:nha nuoc|nn)$/, 'ownership_state'],
  [/^(?:loai hinh .*)?(?:trong nuoc|ngoai nha nuoc|ngoai nn|tu nhan)$/, 'ownership_domestic'],
  [/^(?:loai hinh .*)?(?:ngoai nuoc|nuoc ngoai|fdi|von nuoc ngoai|co von nuoc ngoai)$/, 'ownership_foreign'],
  [/^(?:loai cong ty .*|loai hinh .*)?(?:cp|co phan|ctcp|cong ty cp)$/, 'company_cp'],
  [/^(?:loai cong ty .*|loai hinh .*)?(?:tnhh|cong ty tnhh)$/, 'company_tnhh'],
  [/^(?:nganh nghe|nganh|nganh hang|nganh nghe (?:sxkd|kinh doanh)|linh vuc hoat dong)$/, 'subsector'],
  [
    /^(?:tong(?: so)? )?(?:cnvcld|cnvc ld|cnvc|cnld|cn vc ld|lao dong|cong nhan|nguoi lao dong|nld|cong nhan vien chuc lao dong)(?: tong(?: so| cong)?)?$/,
    'workers',
  ],
  [/^(?:tong(?: so)? )?(?:dv|doan vien|dvcd|doan vien cong doan|dv cd)(?: tong(?: so| cong)?)?$/, 'members'],
  [
    /^(?:dv|doan vien|dvcd|tong(?: so)? (?:dv|dvcd|doan vien)(?: cd| cong doan)?)(?: la)? nu$|^nu (?:dv|doan vien)$/,
    'women',
  ],
  [/^(?:ho va|ho)(?: ten)? dem$|^ho(?: va)? (?:chu|ten) (?:dem|lot)$|^ho va ten dem$|^ho$/, 'family_name'],
  [/^(?:nam nu|gioi tinh|ong ba|danh xung|phai)$/, 'salutation'],
  [/^(?:ho(?: va)? ten|ho ten|hoten)(?: .*)?$|^ten (?:can bo|nguoi.*|cb.*|uy vien)$/, 'person_name'],
  [/^ten$/, 'given_name'],
  [
    /^(?:chuc vu|chuc danh|chuc vu chuc danh|chuc vu cong doan|chuc vu(?: trong)?(?: to chuc)? (?:cd|cong doan)|vai tro|nhiem vu)$/,
    'position',
  ],
  [new RegExp(`^(?:${PHONE})(?: (?:ca nhan|nha rieng|cq|nguoi .*))?(?: \\d)?$|^so lien lac$`), 'phone'],
  [new RegExp(`^(?:${EMAIL})(?: ca nhan)?$`), 'email'],
  [
    /^(?:tu ngay|ngay bo nhiem|ngay nhan nhiem vu|tham gia tu|bat dau tu ngay|ngay bat dau|thoi gian bo nhiem)$/,
    'since',
  ],
  [
    new RegExp(
      `^(?:ten )?(?:${UNIT})(?: (?:${UNIT}|cong tac|truc thuoc|thanh vien|truong hoc))*$|^(?:noi cong tac|cong tac tai|ten goi)$`,
    ),
    'unit_name',
  ],
  [/^ghi chu$/, 'note'],
]

/** The field that a heading names, from its lines top to bottom; null when Loa keeps nothing of the kind. */
export function fieldOfHeading(lines: readonly string[]): Field | null {
  const words = lines.map(headingWords).filter((line) => line !== '')
  // «Tổng CNVCLĐ › nam» is not the total: the whole path speaks first, its last line alone only where it stands alone.
  const whole = match(words.join(' '))
  if (whole) return whole
  const last = words.at(-1)
  if (words.length < 2 || last === undefined) return null
  const own = match(last)
  const group = words.slice(0, -1).join(' ')
  if (own && /^(?:ownership|company)_/.test(own)) return /loai/.test(group) ? own : null
  // «Chủ tịch › Họ tên», «Chủ tịch › SĐT» are tried as «ho ten chu tich» too.
  const turned = match(`${last} ${group}`)
  if (turned) return turned
  if (/^(?:nam|nu|trong do.*)$/.test(last)) return null
  // «Thông tin liên hệ › SĐT»: the group only says where to look.
  return own && /^(?:thong tin|lien he|can bo|nguoi|cong doan|don vi|danh sach)/.test(group) ? own : null
}

const match = (words: string): Field | null => HEADINGS.find(([pattern]) => pattern.test(words))?.[1] ?? null
