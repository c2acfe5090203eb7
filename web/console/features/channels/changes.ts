import type { AccountField, ChannelAccount } from '../../../../src/contract/channel-account.ts'

export type Typed = Readonly<Record<string, string>>

/** What stands in a field, as its adapter takes it; undefined: left empty and may be. */
export function settingOf(field: AccountField, text: string): unknown {
  const typed = text.trim()
  if (typed === '') return field.optional ? undefined : ''
  switch (field.type) {
    case 'number':
      return Number(typed.replace(',', '.'))
    case 'yes_no':
      return typed === 'true'
    case 'json':
      try {
        return JSON.parse(typed)
      } catch {
        return typed
      }
    default:
      return typed
  }
}

/** Settings that differ from what stands; one that was emptied is given as null. */
export function changedSettings(account: ChannelAccount, typed: Typed): Record<string, unknown> {
  return Object.fromEntries(
    account.config.flatMap((field) => {
      const text = typed[field.name] ?? field.value
      return text.trim() === field.value ? [] : [[field.name, settingOf(field, text) ?? null]]
    }),
  )
}

/** All credentials anew: those of a provider belong together. */
export const givenSecrets = (account: ChannelAccount, typed: Typed): Record<string, unknown> =>
  Object.fromEntries(
    account.secrets.flatMap((field) => {
      const value = settingOf(field, typed[field.name] ?? '')
      return value === undefined ? [] : [[field.name, value]]
    }),
  )
