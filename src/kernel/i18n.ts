/** What a text looks up by: `t('board.funnel.due', { n: 3 })`. The dictionaries are `locales/<language>/<namespace>.json`. */
export type Locale = 'vi' | 'en'
export type Translate = (key: string, values?: Record<string, string | number | null | undefined>) => string
