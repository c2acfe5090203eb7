/**
 * The last line of defence of invariant 14: whatever should slip into a log line is masked by its shape. What a module
 * says must not need it; a test of each shape proves it.
 */

const MASK = '•••'

/** E-mail addresses. */
const EMAIL = /[^\s"'<>(),;:/@=]{0,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63})+/gu
/**
 * Vietnamese telephone numbers as people and programs write them: +84, 84 or 0, then nine or ten digits with blanks, dots
 * or hyphens between them. Never inside a longer run of letters or digits: ids and hashes stay readable.
 */
const PHONE = /(?<![\p{L}\p{N}_-])(?:\+|00)?(?:84|0)(?:[ .-]?\d){9,10}(?![\p{L}\p{N}_])/gu
/** What follows a word that announces a secret; in addresses, headers and JSON alike. */
const NAMED_SECRET =
  /((?:authorization|bearer|token|secret|password|passwd|api[-_]?key|access[-_]?token|refresh[-_]?token|cookie)["']?\s*[:= ]\s*["']?(?:bearer\s+|basic\s+)?)(?!•••)[^\s"',;&}]{4,}/giu
/** The secret part of a personal link: /x/<22 characters>, and other pages behind a token. */
const LINK = /(\/(?:x|g|v|me|demo|webhooks\/[a-z-]+\/\d+)\/)[A-Za-z0-9_-]{16,}/g
/** User and password of an address. */
const USERINFO = /([a-z][a-z0-9+.-]*:\/\/)[^/\s@]+@/gi
/** Tokens as we and others make them: a JWT; 22 characters or more of base64url with both cases and a digit. */
const JWT = /\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*/g
const TOKEN =
  /(?<![\w/.-])(?=[A-Za-z0-9_-]*[a-z])(?=[A-Za-z0-9_-]*[A-Z])(?=[A-Za-z0-9_-]*\d)[A-Za-z0-9_-]{22,}(?![\w/.-])/g

/** The text with everything masked that looks like an address, a number, a link or a secret. */
export function scrubText(text: string): string {
  return text
    .replace(USERINFO, `$1${MASK}@`)
    .replace(LINK, `$1${MASK}`)
    .replace(NAMED_SECRET, `$1${MASK}`)
    .replace(JWT, MASK)
    .replace(EMAIL, MASK)
    .replace(PHONE, MASK)
    .replace(TOKEN, MASK)
}

/** Deep enough for what we log; what lies deeper is no field of ours. */
const DEPTH = 6

/** Every text in it scrubbed; objects and lists copied, other values as they are. */
export function scrub(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return scrubText(value)
  if (value === null || typeof value !== 'object') return value
  if (value instanceof Date) return value
  if (depth >= DEPTH) return MASK
  if (Array.isArray(value)) return value.map((item) => scrub(item, depth + 1))
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [scrubText(key), scrub(item, depth + 1)]),
  )
}
