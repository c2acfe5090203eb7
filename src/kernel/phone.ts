import { parsePhoneNumberFromString } from 'libphonenumber-js'

/** Vietnamese 11-digit mobile prefixes that became 10-digit ones in 2018 (domain.md §7.4). */
const OLD_PREFIXES: Readonly<Record<string, string>> = {
  '0162': '032',
  '0163': '033',
  '0164': '034',
  '0165': '035',
  '0166': '036',
  '0167': '037',
  '0168': '038',
  '0169': '039',
  '0120': '070',
  '0121': '079',
  '0122': '077',
  '0126': '076',
  '0128': '078',
  '0123': '083',
  '0124': '084',
  '0125': '085',
  '0127': '081',
  '0129': '082',
  '0186': '056',
  '0188': '058',
  '0199': '059',
}

/** The number as +84…, old 11-digit numbers converted; null when it cannot be a telephone number. */
export function toE164(raw: string): string | null {
  let digits = raw.replace(/[^\d+]/g, '')
  if (digits.startsWith('+84')) digits = `0${digits.slice(3)}`
  else if (digits.startsWith('84') && digits.length >= 11) digits = `0${digits.slice(2)}`
  const modern = OLD_PREFIXES[digits.slice(0, 4)]
  if (digits.length === 11 && modern) digits = modern + digits.slice(4)
  const parsed = parsePhoneNumberFromString(digits, 'VN')
  return parsed?.isValid() ? parsed.number : null
}

/** «0912 345 678», as people write it. */
export function nationalPhone(e164: string): string {
  return parsePhoneNumberFromString(e164)?.formatNational() ?? e164
}

/** «09•• ••• 678»: enough for its owner to recognise, of no use to anybody else. */
export function maskedPhone(e164: string): string {
  const digits = e164.replace(/^\+84/, '0').replace(/\D/g, '')
  return `${digits.slice(0, 2)}•• ••• ${digits.slice(-3)}`
}

export function maskedEmail(address: string): string {
  const [name = '', host = ''] = address.split('@')
  return `${name.slice(0, 1)}•••@${host}`
}
