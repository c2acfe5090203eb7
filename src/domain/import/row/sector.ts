import { fold } from '../../../kernel/text.ts'

/** Codes of table «sector», by the folded words of lists (domain.md §2.3); the first that fits wins. */
const SECTORS: readonly (readonly [RegExp, string])[] = [
  [/nuoc ngoai|ngoai nuoc|\bfdi\b/, 'DN_FDI'],
  [/ngoai nha nuoc|ngoai quoc doanh|tu nhan|trong nuoc/, 'DN_NNN'],
  [/ngoai cong lap|tu thuc|dan lap|truong ngoai/, 'GD_NCL'],
  [/y te|benh vien/, 'YT'],
  [/nghiep doan/, 'ND'],
  [/vu trang|quan doi|cong an/, 'LLVT'],
  [/doanh nghiep nha nuoc|^nha nuoc$|^dnnn$|^dn nn$/, 'DN_NN'],
  [/truong|giao duc|cong lap|mam non|tieu hoc/, 'GD_CL'],
  [/hanh chinh|co quan|hcsn/, 'HCSN'],
  [/su nghiep/, 'SN'],
  [/doanh nghiep|^dn$/, 'DN_NNN'],
]

/** The sector that words name; null for words that name none. */
export function sectorOf(text: string): string | null {
  const words = fold(text)
  const code = text.trim().toUpperCase()
  if (SECTORS.some(([, sector]) => sector === code)) return code
  return SECTORS.find(([pattern]) => pattern.test(words))?.[1] ?? null
}
