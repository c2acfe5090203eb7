import i18next from 'i18next'
import { useSyncExternalStore } from 'react'

export type Locale = 'vi' | 'en'
export type Translate = (key: string, values?: Record<string, string | number | null | undefined>) => string

/** The namespaces of `locales/` that screens speak in; the server's own (messages, problems) stay with the server. */
type Dictionary = Record<string, unknown>
const vietnamese = import.meta.glob<Dictionary>(
  '../../../locales/vi/{console,home,directives,board,composer,history,personal,api_keys,approval,organisation,import,account,setup,units,people,groups}.json',
  { eager: true, import: 'default' },
)
const english = import.meta.glob<Dictionary>(
  '../../../locales/en/{console,home,directives,board,composer,history,personal,api_keys,approval,organisation,import,account,setup,units,people,groups}.json',
  {
    import: 'default',
  },
)

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1, -'.json'.length)

const instance = i18next.createInstance()
let generation = 0
const listeners = new Set<() => void>()

/** The reader's choice, kept in the cookie that the server reads too: its sentences come in the same language. */
function chosenLocale(): Locale {
  return /(?:^|;\s*)loa_lang=en(?:;|$)/.test(document.cookie) ? 'en' : 'vi'
}

async function loadEnglish(): Promise<void> {
  if (instance.hasResourceBundle('en', 'translation')) return
  const files = await Promise.all(
    Object.entries(english).map(async ([path, load]) => [nameOf(path), await load()] as const),
  )
  instance.addResourceBundle('en', 'translation', Object.fromEntries(files))
}

export async function startI18n(): Promise<void> {
  const locale = chosenLocale()
  await instance.init({
    lng: locale,
    fallbackLng: 'vi',
    resources: {
      vi: {
        translation: Object.fromEntries(
          Object.entries(vietnamese).map(([path, words]) => [nameOf(path), words]),
        ),
      },
    },
    nsSeparator: false,
    interpolation: { escapeValue: false, prefix: '{', suffix: '}' },
  })
  if (locale === 'en') await loadEnglish()
  document.documentElement.lang = locale
}

export async function changeLocale(locale: Locale): Promise<void> {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is younger than our oldest browser
  document.cookie = `loa_lang=${locale}; path=/; max-age=31536000; samesite=lax`
  if (locale === 'en') await loadEnglish()
  await instance.changeLanguage(locale)
  document.documentElement.lang = locale
  generation += 1
  for (const listener of listeners) listener()
}

export const currentLocale = (): Locale => (instance.language === 'en' ? 'en' : 'vi')

/** For code outside components; inside them use `useT`, which follows a change of language. */
export const translate: Translate = (key, values) => String(instance.t(key, { ...values }))

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** The words of the screen. Renders again when the language changes. */
export function useT(): Translate {
  useSyncExternalStore(subscribe, () => generation)
  return translate
}

/** 1.234.567 in Vietnamese, 1,234,567 in English. */
export const numberText = (value: number): string =>
  value.toLocaleString(currentLocale() === 'vi' ? 'vi-VN' : 'en-GB')
