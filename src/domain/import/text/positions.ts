import { fold } from '../../../kernel/text.ts'

/** Codes of table «position», by the folded words of lists (domain.md §2.4). The first that fits wins. */
const POSITIONS: readonly (readonly [RegExp, string])[] = [
  [/^(?:pho chu tich|pct|pho ct|p ?chu tich|p ct)\b/, 'PCT'],
  [/^(?:(?:q|quyen) )?(?:chu tich|ct|ctcd)\b/, 'CT'],
  [/\b(?:uy vien|uv|uvien)\b.*\b(?:btv|ban thuong vu)\b|^(?:uvbtv|btv)\b/, 'UV_BTV'],
  [/\b(?:chu nhiem|cn)\b.*\b(?:ubkt|uy ban kiem tra)\b|^(?:cnubkt|truong ban kiem tra)\b/, 'CN_UBKT'],
  [/\b(?:truong ban|tb)\b.*\bnu cong\b|^tbnc\b/, 'TB_NC'],
  [/\b(?:uy vien|uv|uvien)\b.*\b(?:bch|ban chap hanh)\b|^(?:uvbch|bch)\b|^(?:uy vien|uv)$/, 'UV_BCH'],
  [/^(?:to truong|tt cd|ttcd|to pho)\b/, 'TT_CD'],
  [/^(?:van thu|ke toan|thu quy|vp)\b/, 'VT'],
  [/^(?:chuyen vien|can bo|cb)\b/, 'CV'],
  [/^(?:nguoi lien he|dau moi|lien he|lh)\b/, 'LH'],
]

/** The code of a post as lists write it: «UV BCH», «Phó chủ tịch TT», «CT». Null for words that are no post. */
export function positionOf(text: string): string | null {
  const words = fold(text)
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()
  if (words === '') return null
  return POSITIONS.find(([pattern]) => pattern.test(words))?.[1] ?? null
}
