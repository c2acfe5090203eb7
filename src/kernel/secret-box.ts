import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'

/** Credentials at rest: AES-256-GCM under a key derived from LOA_SECRET, which lives outside the database. */
function keyOf(secret: string): Buffer {
  return createHash('sha256').update(`loa/secret-box/${secret}`).digest()
}

export function seal(secret: string, plain: string): Buffer {
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', keyOf(secret), iv)
  const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
  return Buffer.concat([iv, cipher.getAuthTag(), body])
}

/** Throws when the box was sealed under another secret or was altered. */
export function unseal(secret: string, box: Buffer): string {
  const decipher = createDecipheriv('aes-256-gcm', keyOf(secret), box.subarray(0, 12))
  decipher.setAuthTag(box.subarray(12, 28))
  return Buffer.concat([decipher.update(box.subarray(28)), decipher.final()]).toString('utf8')
}
