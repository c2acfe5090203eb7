import type { Translate } from '../app/i18n.ts'

/** A channel's cause in words; an unknown one still says that it failed. */
export function reasonText(reason: string | null, t: Translate): string {
  const key = `board.reason.${reason ?? 'unknown'}`
  const text = t(key)
  return text === key ? t('board.reason.unknown') : text
}
