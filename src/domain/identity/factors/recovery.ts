import { createHmac, randomInt } from 'node:crypto'

/** Without 0/O, 1/I/L: read from paper, often by somebody in a hurry. 31^10 ≈ 2^49. */
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'
const LENGTH = 10
const COUNT = 10

/** Ten codes, each good for one sign-in without the telephone: «7K2FQ-M4XNP». */
export const newRecoveryCodes = (): string[] =>
  Array.from({ length: COUNT }, () => {
    const code = Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')
    return `${code.slice(0, 5)}-${code.slice(5)}`
  })

/** As it is stored and compared: hyphens, spaces and small letters do not matter. */
export const recoveryCodeHash = (secret: string, staffId: number, code: string): Buffer =>
  createHmac('sha256', secret)
    .update(`recovery:${staffId}:${code.toUpperCase().replace(/[^0-9A-Z]/g, '')}`)
    .digest()
