import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import i18next, { type i18n } from 'i18next'
import type { Locale, Translate } from '../kernel/i18n.ts'

const FOLDER = join(import.meta.dirname, '../../locales')

function load(locale: Locale): Record<string, unknown> {
  const dictionary: Record<string, unknown> = {}
  for (const file of readdirSync(join(FOLDER, locale))) {
    if (file.endsWith('.json'))
      dictionary[file.slice(0, -5)] = JSON.parse(readFileSync(join(FOLDER, locale, file), 'utf8'))
  }
  return dictionary
}

let instance: i18n | undefined
const translators: Partial<Record<Locale, Translate>> = {}

/** The translator of a language: key = `<file>.<path>`. A missing key shows itself, and a test finds it. */
export function translator(locale: Locale): Translate {
  const known = translators[locale]
  if (known) return known
  if (!instance) {
    instance = i18next.createInstance()
    void instance.init({
      initAsync: false,
      lng: 'vi',
      fallbackLng: 'vi',
      resources: { vi: { translation: load('vi') }, en: { translation: load('en') } },
      interpolation: { escapeValue: false, prefix: '{', suffix: '}' },
    })
  }
  const made = instance.getFixedT(locale) as unknown as Translate
  translators[locale] = made
  return made
}
