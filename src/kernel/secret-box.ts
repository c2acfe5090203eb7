import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { Key, KeyRing } from './key-ring.ts'

/** Boxes name the key that opens them; those sealed before keys had names begin with their initialisation vector. */
const MARK = Buffer.from('LOA2')

/**
 * Credentials and restricted fields at rest: AES-256-GCM under the ring's current key, which lives outside the database.
 * Mark, length of the key's id, id, 12 bytes of initialisation vector, 16 of tag, ciphertext.
 */
export function seal(keys: KeyRing, plain: string): Buffer {
  const { id, bytes } = keys.current
  const head = Buffer.concat([MARK, Buffer.from([Buffer.byteLength(id)]), Buffer.from(id)])
  const iv = randomBytes(12)
  // The head is authenticated as well: a box cannot be made to name another key.
  const cipher = createCipheriv('aes-256-gcm', bytes, iv).setAAD(head)
  const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
  return Buffer.concat([head, iv, cipher.getAuthTag(), body])
}

/** Throws when the key is not in the ring, or the box was altered. */
export function unseal(keys: KeyRing, box: Buffer): string {
  const { id, rest, head } = parse(box)
  const key = keys.find(id)
  if (!key) throw new Error(`sealed under key «${id}», which is not here`)
  try {
    return open(key, rest, head)
  } catch (error) {
    // A nameless box may begin with the mark by chance, once in four thousand million.
    const nameless = head ? keys.find('secret') : null
    if (!nameless) throw error
    return open(nameless, box, null)
  }
}

/** Is the box sealed under the ring's current key? */
export const isCurrent = (keys: KeyRing, box: Buffer): boolean => {
  const { id, head } = parse(box)
  return head !== null && id === keys.current.id
}

function parse(box: Buffer): { id: string; rest: Buffer; head: Buffer | null } {
  if (!box.subarray(0, MARK.length).equals(MARK)) return { id: 'secret', rest: box, head: null }
  const end = MARK.length + 1 + (box[MARK.length] ?? 0)
  return {
    id: box.subarray(MARK.length + 1, end).toString(),
    rest: box.subarray(end),
    head: box.subarray(0, end),
  }
}

function open(key: Key, sealed: Buffer, head: Buffer | null): string {
  const decipher = createDecipheriv('aes-256-gcm', key.bytes, sealed.subarray(0, 12))
  if (head) decipher.setAAD(head)
  decipher.setAuthTag(sealed.subarray(12, 28))
  return Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]).toString('utf8')
}
