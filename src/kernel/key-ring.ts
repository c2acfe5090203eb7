import { createHash, createHmac } from 'node:crypto'

/** A 256-bit key that lives outside the database, and the name by which what it sealed remembers it. */
export interface Key {
  readonly id: string
  readonly bytes: Buffer
}

/** The installation's keys: the current one seals, all of them open. */
export interface KeyRing {
  readonly current: Key
  find(id: string): Key | null
}

/** The key that every installation has: derived from LOA_SECRET. */
const SECRET_ID = 'secret'
const secretKey = (secret: string): Key => ({
  id: SECRET_ID,
  bytes: createHash('sha256').update(`loa/secret-box/${secret}`).digest(),
})

/** LOA_SECRET's own key, and those of LOA_KEYS in their order; the last one is current. */
export function keyRing(secret: string, further: readonly Key[] = []): KeyRing {
  const keys = [secretKey(secret), ...further]
  return { current: keys.at(-1)!, find: (id) => keys.find((key) => key.id === id) ?? null }
}

/** A key for one purpose, so that what one part of Loa signs never fits another. */
export const purposeKey = (key: Key, purpose: string): Buffer =>
  createHmac('sha256', key.bytes).update(`loa/${purpose}`).digest()
