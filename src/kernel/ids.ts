import { createHash, createHmac, randomBytes } from 'node:crypto'

/** 128 random bits as 22 characters of base64url: a link, a device, an undo key. */
export const randomToken = (): string => randomBytes(16).toString('base64url')

/** How a token is stored: never itself, only its SHA-256. */
export const tokenHash = (token: string): Buffer => createHash('sha256').update(token).digest()

/**
 * 128 bits that only the holder of `secret` can produce for `label`, as 22 characters of base64url.
 * Lets a worker rebuild a person's link after a crash although the database stores hashes alone.
 */
export const derivedToken = (secret: string, label: string): string =>
  createHmac('sha256', secret).update(label).digest().subarray(0, 16).toString('base64url')

/** Six digits that only the holder of `secret` can produce for `label`: a code to type, with leading zeros. */
export const derivedCode = (secret: string, label: string): string =>
  String(createHmac('sha256', secret).update(label).digest().readUIntBE(0, 6) % 1_000_000).padStart(6, '0')

// Without 0/O, 1/I/L: read aloud over the telephone.
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'

/** A short code that a person can read out: «XN-7K2F9Q». 31^6 ≈ 0.9 billion values. */
export function readableCode(prefix: string, length = 6): string {
  const bytes = randomBytes(length)
  let code = ''
  for (const byte of bytes) code += ALPHABET[byte % ALPHABET.length]
  return `${prefix}-${code}`
}

export const isToken = (text: string): boolean => /^[A-Za-z0-9_-]{22}$/.test(text)
