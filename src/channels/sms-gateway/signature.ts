import { createHash, timingSafeEqual } from 'node:crypto'

/** Callbacks are not signed: the secret in their address is what makes them ours. Compared in constant time. */
export function sameSecret(given: string | null, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return given !== null && timingSafeEqual(digest(given), digest(expected))
}
