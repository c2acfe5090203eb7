import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

/**
 * `X-ZEvent-Signature`: plain SHA-256, not HMAC, over app id + raw body + timestamp + OA secret key
 * (Zalo's Java SDK, MacUtils.buildMac).
 */
export function webhookMac(appId: string, body: Buffer, timestamp: string, secretKey: string): Buffer {
  return createHash('sha256').update(appId).update(body).update(timestamp).update(secretKey).digest()
}

/** The 32 bytes in a header as it is seen: «mac = <hex>», «mac=<hex>», bare hex, upper or lower case. */
export function macOf(header: string | undefined): Buffer | null {
  const hex = /^\s*(?:mac\s*=\s*)?([0-9a-f]{64})\s*$/i.exec(header ?? '')?.[1]
  return hex ? Buffer.from(hex, 'hex') : null
}

export const sameMac = (a: Buffer, b: Buffer): boolean => a.length === b.length && timingSafeEqual(a, b)

/** Header `appsecret_proof`: HMAC-SHA256 of the access token under the app secret. */
export const appSecretProof = (appSecret: string, accessToken: string): string =>
  createHmac('sha256', appSecret).update(accessToken).digest('hex')
