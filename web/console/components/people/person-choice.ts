import type { z } from 'zod'
import type { NewOfficer } from '../../../../src/contract/people.ts'

type Who = z.input<typeof NewOfficer>['who']
type Salutation = Extract<Who, { person: unknown }>['person']['salutation']

/** Somebody who is known, or a person to be written down. */
export type PersonChosen =
  | { readonly kind: 'known'; readonly id: number; readonly name: string; readonly detail: string }
  | {
      readonly kind: 'new'
      readonly fullName: string
      readonly salutation: string
      readonly phone: string
      readonly email: string
    }

export const newPerson = (fullName: string): PersonChosen => ({
  kind: 'new',
  fullName,
  salutation: '',
  phone: '',
  email: '',
})

/** As the API takes it. The telephone stands before the e-mail address: `fieldOf` counts on it. */
export function whoOf(chosen: PersonChosen): { who: Who; addresses: string[] } {
  if (chosen.kind === 'known') return { who: { personId: chosen.id }, addresses: [] }
  const salutation = (chosen.salutation || null) as Salutation
  return {
    who: { person: { fullName: chosen.fullName, salutation } },
    addresses: [chosen.phone, chosen.email].map((text) => text.trim()).filter((text) => text !== ''),
  }
}

/** Which address of the reply's `addresses.<n>` is the one of this field; null when the field was left empty. */
export function fieldOf(chosen: PersonChosen, field: 'phone' | 'email'): string | null {
  if (chosen.kind === 'known' || chosen[field].trim() === '') return null
  return `addresses.${field === 'email' && chosen.phone.trim() !== '' ? 1 : 0}`
}
