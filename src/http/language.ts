import type { FastifyRequest } from 'fastify'
import type { Locale } from '../kernel/i18n.ts'

/**
 * What the reader chose (cookie); for a program, what it asks for. A browser's own wish is no choice: an office PC with an
 * English Windows sends «en» for somebody who reads Vietnamese.
 */
export function preferredLocale(request: FastifyRequest): Locale {
  const chosen = request.cookies['loa_lang']
  if (chosen !== undefined) return chosen === 'en' ? 'en' : 'vi'
  const isBrowser = request.headers['sec-fetch-site'] !== undefined
  const isApi = request.url.startsWith('/api')
  return isApi && !isBrowser ? asked(request.headers['accept-language']) : 'vi'
}

/** The language of ours with the highest quality; Vietnamese when none is named. */
function asked(accept: string | undefined): Locale {
  let best: { locale: Locale; quality: number } = { locale: 'vi', quality: 0 }
  for (const part of (accept ?? '').split(',')) {
    const [tag = '', ...parameters] = part
      .trim()
      .toLowerCase()
      .split(/\s*;\s*/)
    const locale = tag.split('-')[0]
    if (locale !== 'vi' && locale !== 'en') continue
    const quality = Number(parameters.find((one) => one.startsWith('q='))?.slice(2) ?? 1)
    if (quality > best.quality) best = { locale, quality }
  }
  return best.locale
}
