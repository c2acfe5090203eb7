import { expect, test } from 'vitest'
import type { Locale } from '../kernel/i18n.ts'
import { translator } from '../runtime/i18n.ts'
import { ESMS_ERRORS } from './sms-gateway/errors.ts'
import { SPEEDSMS_ERRORS } from './sms-gateway/speedsms/errors.ts'
import { TELEGRAM_ERRORS } from './telegram/errors.ts'
import { RECEIVER_ERRORS } from './webhook-out/errors.ts'

const TABLES = {
  telegram: TELEGRAM_ERRORS,
  'sms-gateway': ESMS_ERRORS,
  'sms-speedsms': SPEEDSMS_ERRORS,
  'webhook-out': RECEIVER_ERRORS,
} as const

test.each(['vi', 'en'] as const)(
  'every code of a table has a sentence that says what to do (%s)',
  (locale: Locale) => {
    const t = translator(locale)
    const keys = Object.entries(TABLES).flatMap(([kind, table]) =>
      Object.keys(table).map((code) => `provider_error.${kind}.${code}`),
    )
    expect(keys.length).toBeGreaterThan(50)
    expect(keys.filter((key) => t(key) === key || !/\. \S|;/.test(t(key)))).toEqual([])
  },
)
