/** 128 random bits: one press of «Gửi». crypto.randomUUID would need https, which an office network may not have. */
export const newRequestKey = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
