import { Secret, TOTP } from 'otpauth'

/** RFC 6238 as every authenticator app reads it: SHA-1, six digits, half a minute. */
const PERIOD_S = 30
/** Telephones run a little fast or slow: the code before and the code after count too. */
const WINDOW = 1

/** 160 random bits in base32, to be typed when a QR code cannot be read. */
export const newTotpSecret = (): string => new Secret({ size: 20 }).base32

const totpOf = (secret: string, label = ''): TOTP =>
  new TOTP({ issuer: 'Loa', label, secret: Secret.fromBase32(secret), period: PERIOD_S, digits: 6 })

/** What the QR code says. `label` is shown in the app: the address of the account. */
export const totpUri = (secret: string, label: string): string => totpOf(secret, label).toString()

/** The half-minute to which this code belongs, near `now`; null when it is none of ours. Spaces are how apps show it. */
export function stepOfCode(secret: string, code: string, now: Date): number | null {
  const token = code.replace(/\s/g, '')
  if (!/^\d{6}$/.test(token)) return null
  const delta = totpOf(secret).validate({ token, timestamp: now.getTime(), window: WINDOW })
  return delta === null ? null : Math.floor(now.getTime() / 1000 / PERIOD_S) + delta
}
