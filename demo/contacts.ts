import type { Channel } from '../src/contract/common.ts'
import { toE164 } from '../src/kernel/phone.ts'
import { fold, givenName } from '../src/kernel/text.ts'
import { SHARED_OFFICE_PHONE, STAFF, WITHOUT_CHANNEL } from './cast.ts'
import type { SamplePerson } from './people.ts'
import type { Random } from './random.ts'

/** By first feasible channel: the remaining 266 of the 331 are on Zalo (domain.md §8.1). */
const BY_SMS = 33
const BY_EMAIL = 28
const OUTDATED_NUMBERS = 9
const DAY_MS = 86_400_000

export interface SampleContact {
  readonly channel: Channel
  readonly address: string
  readonly state: 'ok' | 'invalid' | 'blocked' | 'stopped'
  readonly isSharedOffice: boolean
  /** Zalo: milliseconds from the seeding until the window closes (negative: it has); null = never wrote to the OA. */
  readonly windowMs: number | null
}

export interface SampleReach {
  readonly contacts: readonly SampleContact[]
  /** The 11-digit number as it stood in the list, of those nine whose number was converted. */
  readonly outdatedNumber: string | null
}

type Way = 'zalo' | 'sms' | 'email' | 'none'

/** How each of the people can be reached; same order as given. */
export function sampleReach(people: readonly SamplePerson[], random: Random): SampleReach[] {
  const ways = dealWays(people, random)
  const outdated = new Set(
    random
      .shuffled(people.filter((person, i) => isOrdinary(person) && (ways[i] === 'zalo' || ways[i] === 'sms')))
      .slice(0, OUTDATED_NUMBERS),
  )
  const officePhone = toE164(numberOf(9999, PREFIXES[0]!))!
  return people.map((person, index) => {
    const raw = outdated.has(person) ? numberOf(index, OLD_PREFIXES[index % OLD_PREFIXES.length]!) : null
    const shares = isShared(person)
    const phone = shares ? officePhone : toE164(raw ?? numberOf(index, PREFIXES[index % PREFIXES.length]!))!
    return {
      contacts: contactsOf(
        person,
        ways[index]!,
        { phone, shares, index, mustHavePhone: raw !== null },
        random,
      ),
      outdatedNumber: raw,
    }
  })
}

const isShared = (person: SamplePerson): boolean => person.unit?.key === SHARED_OFFICE_PHONE.unit
const gapOf = (person: SamplePerson): number =>
  WITHOUT_CHANNEL.findIndex((gap) => gap.unit === person.unit?.key && gap.order === person.contactOrder)
/** Neither staff, nor part of another trap, nor one of the story's cast. */
const isOrdinary = (person: SamplePerson): boolean =>
  person.unit !== null && !isShared(person) && gapOf(person) < 0 && !CAST.has(person.name)

const CAST = new Set([
  'Nguyễn Đình Đạt',
  'Phạm Văn Ba',
  'Tạ Thúy',
  'Lưu Văn Ưng',
  'Đào Thị Xuân',
  'Kim Min-seo',
])

function dealWays(people: readonly SamplePerson[], random: Random): Way[] {
  const ways = people.map((person): Way => (gapOf(person) >= 0 ? 'none' : isShared(person) ? 'sms' : 'zalo'))
  const open = random.shuffled(people.map((_, i) => i).filter((i) => isOrdinary(people[i]!)))
  const sms = BY_SMS - SHARED_OFFICE_PHONE.people
  for (const i of open.slice(0, sms)) ways[i] = 'sms'
  for (const i of open.slice(sms, sms + BY_EMAIL)) ways[i] = 'email'
  return ways
}

function contactsOf(
  person: SamplePerson,
  way: Way,
  {
    phone,
    shares,
    index,
    mustHavePhone,
  }: { phone: string; shares: boolean; index: number; mustHavePhone: boolean },
  random: Random,
): SampleContact[] {
  const contact = (channel: Channel, address: string, rest: Partial<SampleContact> = {}): SampleContact => ({
    channel,
    address,
    state: 'ok',
    isSharedOffice: shares && channel === 'sms',
    windowMs: null,
    ...rest,
  })
  const zalo = (rest: Partial<SampleContact> = {}) =>
    contact('zalo', `30${String(7_146_000_000_000_000 + index * 7_919_113_357).padStart(17, '0')}`, rest)
  const chance = random.next()
  switch (way) {
    case 'none':
      // One number is wrong, one person asked not to be written to, and of two nothing is known.
      return [
        [contact('sms', phone, { state: 'invalid' })],
        [contact('sms', phone, { state: 'stopped' })],
        [],
        [],
      ][gapOf(person)]!
    case 'email':
      return [contact('email', emailOf(person))]
    case 'sms':
      return [
        // A few have blocked the Official Account and are reached by SMS.
        ...(chance < 0.15 && !shares ? [zalo({ state: 'blocked' })] : []),
        contact('sms', phone),
        ...(chance > 0.7 ? [contact('email', emailOf(person))] : []),
      ]
    case 'zalo':
      return [
        zalo({ windowMs: windowOf(person, random) }),
        ...(mustHavePhone || chance < 0.92 || person.unit === null ? [contact('sms', phone)] : []),
        ...(chance < 0.3 || person.unit === null ? [contact('email', emailOf(person))] : []),
        // Every sixth has linked the federation's bot as well, and those who have no other way besides Zalo.
        ...(index % 6 === 1 || chance >= 0.92
          ? [contact('telegram', String(5_900_000_000 + index * 7919))]
          : []),
      ]
  }
}

/** Six of seven wrote to the Official Account within the last seven days; the others get a template message. */
function windowOf(person: SamplePerson, random: Random): number | null {
  const chance = random.next()
  const days = random.next()
  if (!isOrdinary(person) || chance < 0.86) return Math.round((0.6 + days * 6.3) * DAY_MS)
  return chance < 0.95 ? Math.round(-(0.2 + days * 20) * DAY_MS) : null
}

const PREFIXES = ['091', '098', '096', '090', '035', '038', '094', '077', '084', '097', '086', '033'] as const
const OLD_PREFIXES = ['0168', '0166', '0122', '0125', '0163'] as const

/** «0…000dddd»: a valid form in a stretch of numbers that operators leave empty or rare; the demo sends to fakes only. */
const numberOf = (index: number, prefix: string): string => `${prefix}000${String(1000 + index).slice(-4)}`

function emailOf(person: SamplePerson): string {
  const staff = STAFF.find((member) => person.unit === null && member.name === person.name)
  if (staff) return staff.email
  const words = fold(person.name)
    .replace(/[^a-z ]/g, '')
    .split(' ')
  return `${fold(givenName(person.name)).replace(/[^a-z]/g, '')}.${words[0]}@${person.unit!.code.toLowerCase()}.example`
}
