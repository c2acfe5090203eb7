import { createHash, timingSafeEqual } from 'node:crypto'

/** Is it the secret that an unsigned post must carry, in a header or at the end of its address? Compared in constant time. */
export function sameSecret(given: string | null | undefined, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return given !== null && given !== undefined && timingSafeEqual(digest(given), digest(expected))
}
