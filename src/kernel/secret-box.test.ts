import { createCipheriv, createHash, randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { keyRing } from './key-ring.ts'
import { isCurrent, seal, unseal } from './secret-box.ts'

const SECRET = 'the secret of this installation, long'
const first = { id: 'k1', bytes: randomBytes(32) }
const second = { id: 'k2', bytes: randomBytes(32) }

test('what is sealed opens again, and not when a single byte was changed', () => {
  const keys = keyRing(SECRET, [first])
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.nat(), (plain, at) => {
      const box = seal(keys, plain)
      expect(unseal(keys, box)).toBe(plain)
      const broken = Buffer.from(box)
      broken[at % broken.length]! ^= 1
      expect(() => unseal(keys, broken)).toThrow()
    }),
  )
})

test('after a new key came, old boxes open and new ones are sealed under it', () => {
  const old = seal(keyRing(SECRET, [first]), 'mật khẩu')
  const keys = keyRing(SECRET, [first, second])
  expect(unseal(keys, old)).toBe('mật khẩu')
  expect(isCurrent(keys, old)).toBe(false)
  const fresh = seal(keys, 'mật khẩu')
  expect(isCurrent(keys, fresh)).toBe(true)
  expect(() => unseal(keyRing(SECRET, [first]), fresh)).toThrow(/k2/)
})

test('boxes from before keys had names open with LOA_SECRET', () => {
  const key = createHash('sha256').update(`loa/secret-box/${SECRET}`).digest()
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, iv)
  const body = Buffer.concat([cipher.update('cũ', 'utf8'), cipher.final()])
  const box = Buffer.concat([iv, cipher.getAuthTag(), body])
  const keys = keyRing(SECRET, [second])
  expect(unseal(keys, box)).toBe('cũ')
  expect(isCurrent(keys, box)).toBe(false)
})
