import type { Locale, Translate } from '../../kernel/i18n.ts'

/**
 * A translator that looks every sentence up once: pages are made thousands of times a second, and their sentences do
 * not change while the process runs. Only plain `{name}` places are filled; the pages use no plurals.
 */
export function quickTranslator(translate: Translate): Translate {
  const known = new Map<string, string>()
  return (key, values) => {
    let sentence = known.get(key)
    if (sentence === undefined) {
      const places = Object.fromEntries(Object.keys(values ?? {}).map((name) => [name, `{${name}}`]))
      sentence = translate(key, places)
      known.set(key, sentence)
    }
    if (!values) return sentence
    return sentence.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place))
  }
}

export function quickTranslators(translate: (locale: Locale) => Translate): (locale: Locale) => Translate {
  const made = { vi: quickTranslator(translate('vi')), en: quickTranslator(translate('en')) }
  return (locale) => made[locale]
}
