/** What a browser calls itself, as people know it. Order matters: Edge says «Chrome» too, Chrome says «Safari». */
const BROWSERS = [
  ['Edg', 'Edge'],
  ['OPR', 'Opera'],
  ['coc_coc', 'Coc Coc'],
  ['SamsungBrowser', 'Samsung Internet'],
  ['Firefox', 'Firefox'],
  ['Chrome', 'Chrome'],
  ['Safari', 'Safari'],
] as const
const SYSTEMS = [
  ['Windows', 'Windows'],
  ['Android', 'Android'],
  ['iPhone', 'iPhone'],
  ['iPad', 'iPad'],
  ['Mac OS X', 'macOS'],
  ['CrOS', 'ChromeOS'],
  ['Linux', 'Linux'],
] as const

const first = (list: readonly (readonly [string, string])[], agent: string | null): string | null =>
  agent === null ? null : (list.find(([mark]) => agent.includes(mark))?.[1] ?? null)

export const browserOf = (userAgent: string | null): string | null => first(BROWSERS, userAgent)
export const systemOf = (userAgent: string | null): string | null => first(SYSTEMS, userAgent)
