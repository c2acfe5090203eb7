import { fold } from '../../kernel/text.ts'

/** Abbreviations in names of units, folded (domain.md §7.3). Lists and people mix them freely with the full words. */
const ABBREVIATIONS: Readonly<Record<string, string>> = {
  cty: 'cong ty',
  ctcp: 'cong ty co phan',
  cp: 'co phan',
  tnhh: 'trach nhiem huu han',
  mtv: 'mot thanh vien',
  htx: 'hop tac xa',
  dn: 'doanh nghiep',
  xn: 'xi nghiep',
  xnk: 'xuat nhap khau',
  tm: 'thuong mai',
  dv: 'dich vu',
  tmdv: 'thuong mai dich vu',
  sx: 'san xuat',
  xd: 'xay dung',
  ks: 'khach san',
  bv: 'benh vien',
  bvdk: 'benh vien da khoa',
  ttyt: 'trung tam y te',
  tyt: 'tram y te',
  mn: 'mam non',
  th: 'tieu hoc',
  thcs: 'trung hoc co so',
  thpt: 'trung hoc pho thong',
  tttm: 'trung tam thuong mai',
  gdtx: 'giao duc thuong xuyen',
  gddt: 'giao duc va dao tao',
  gd: 'giao duc',
  dt: 'dao tao',
  ubnd: 'uy ban nhan dan',
  ldld: 'lien doan lao dong',
  cq: 'co quan',
  p: 'phuong',
  q: 'quan',
  tp: 'thanh pho',
  vh: 'van hoa',
  tt: 'trung tam',
  vhtt: 'van hoa the thao',
  qlda: 'quan ly du an',
}

/** «Công đoàn cơ sở», «CĐCS», «CĐ»: says what every row of a list is, so it tells no two rows apart. */
const PREFIX = /^(?:cong doan co so|cong doan|cdcs|cd)\s+(?=\S)/

/** Words of a search: folded, without punctuation and without the prefix; «&» and «và» are no words. */
export function searchWords(text: string): string[] {
  const plain = fold(text)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .replace(PREFIX, '')
  return plain.split(' ').filter((word) => word !== '' && word !== 'va')
}

/** The full form of an abbreviation, or null. */
export const expansionOf = (word: string): string | null => ABBREVIATIONS[word] ?? null

/** Words of a unit's name with every abbreviation written out: «CĐ Cty TNHH Sao Bắc» → cong ty trach nhiem huu han sao bac. */
export function unitNameWords(name: string): string[] {
  return searchWords(name).flatMap((word) => (expansionOf(word) ?? word).split(' '))
}
