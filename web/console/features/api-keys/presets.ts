import type { Permission } from '../../../../src/contract/session.ts'

/** What keys are usually made for; everything else is ticked by hand. */
export const PRESETS = {
  read: ['directive.read', 'unit.read'],
  send: ['directive.read', 'directive.write', 'directive.issue', 'unit.read'],
  follow: ['directive.read', 'directive.follow', 'unit.read'],
} as const satisfies Record<string, readonly Permission[]>

export type Preset = keyof typeof PRESETS | 'own'

/** The preset that these permissions are; «own» when they are none. */
export function presetOf(permissions: readonly string[]): Preset {
  const same = (other: readonly string[]): boolean =>
    other.length === permissions.length && other.every((one) => permissions.includes(one))
  return (Object.keys(PRESETS) as (keyof typeof PRESETS)[]).find((name) => same(PRESETS[name])) ?? 'own'
}
