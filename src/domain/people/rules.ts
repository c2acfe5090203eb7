import type { ContactChannel } from '../../contract/contact.ts'
import { Problem } from '../../kernel/errors.ts'
import { toE164 } from '../../kernel/phone.ts'

const EMAIL = /^[^\s@<>"',;:()]+@[a-z0-9-]+(\.[a-z0-9-]+)+$/i
/** Area codes of landlines begin with 2 (domain.md §7.4): such a number is called, never written to. */
const LANDLINE = /^\+842/

/**
 * A telephone number or an e-mail address as somebody typed it, in the form in which it is kept: +84… or lower case.
 *
 * @throws Problem `invalid`, field `address`, with what is wrong
 */
export function contactAddress(typed: string): {
  channel: Exclude<ContactChannel, 'zalo'>
  address: string
} {
  const text = typed.trim()
  if (text === '') throw wrong('contact_empty')
  if (text.includes('@')) {
    if (!EMAIL.test(text)) throw wrong('contact_email')
    return { channel: 'email', address: text.toLowerCase() }
  }
  const phone = toE164(text)
  if (phone === null) throw wrong('contact_phone')
  return { channel: LANDLINE.test(phone) ? 'phone' : 'sms', address: phone }
}

/** The same, null for what is no number or address: a search may be half typed. */
export function keptAddress(typed: string): ReturnType<typeof contactAddress> | null {
  try {
    return contactAddress(typed)
  } catch (error) {
    if (error instanceof Problem) return null
    throw error
  }
}

const wrong = (code: string): Problem =>
  new Problem('invalid', 'invalid', { faults: [{ field: 'address', code }] })

/** The first, second … officer to be called; «last» stands behind all others; null is not the unit's contact. */
export type ContactPlace = number | 'last' | null

/** Positions in the order of calling after one of them got the place `wanted`: nobody shares a place, none is empty. */
export function placed<T>(order: readonly T[], one: T, wanted: Exclude<ContactPlace, null>): T[] {
  const others = order.filter((post) => post !== one)
  const at = wanted === 'last' ? others.length : Math.min(Math.max(wanted, 1) - 1, others.length)
  return [...others.slice(0, at), one, ...others.slice(at)]
}
