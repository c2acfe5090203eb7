const PLACEHOLDER = /\{([A-Za-z][\w.]*)\}/g
const KNOWN = new Set(['phone', 'text', 'key', 'unicode', 'parts', 'callbackUrl'])

export interface SmsValues {
  readonly phone: string
  readonly text: string
  readonly key: string
  readonly unicode: boolean
  readonly parts: number
  readonly callbackUrl: string
}

export const unknownPlaceholders = (template: string): readonly string[] =>
  [...template.matchAll(PLACEHOLDER)]
    .map((found) => found[1]!)
    .filter((name) => !KNOWN.has(name) && !/^secret\.\w+$/.test(name))

/**
 * Puts values into a template. A template that is nothing but one placeholder keeps its type: `{parts}` is a number.
 * What stands in a value is never read as a template again.
 */
export function filled(
  template: string,
  values: SmsValues,
  secrets: Readonly<Record<string, string>>,
): string | number | boolean {
  const filling = (name: string): string | number | boolean =>
    name.startsWith('secret.')
      ? (secrets[name.slice('secret.'.length)] ?? '')
      : values[name as keyof SmsValues]
  const whole = /^\{([A-Za-z][\w.]*)\}$/.exec(template)
  if (whole) return filling(whole[1]!)
  return template.replace(PLACEHOLDER, (_all, name: string) => String(filling(name)))
}

/** {"message.text": "x"} → {"message": {"text": "x"}}. */
export function nested(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const out: Record<string, unknown> = Object.create(null)
  for (const [path, value] of Object.entries(fields)) {
    const steps = path.split('.')
    let at = out
    for (const step of steps.slice(0, -1)) {
      const inside = (at[step] ?? Object.create(null)) as Record<string, unknown>
      at[step] = inside
      at = inside
    }
    at[steps.at(-1)!] = value
  }
  return out
}

/** The text or number at a path of an answer; null when there is none. */
export function valueAt(value: unknown, path: string): string | null {
  let at: unknown = value
  for (const step of path.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return null
    at = (at as Record<string, unknown>)[step]
  }
  return typeof at === 'string' || typeof at === 'number' || typeof at === 'boolean' ? String(at) : null
}
