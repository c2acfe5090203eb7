import { z } from 'zod'
import { unknownPlaceholders } from './template.ts'

const Template = z
  .string()
  .max(2000)
  .refine((text) => unknownPlaceholders(text).length === 0, {
    message: 'unknown placeholder: use {phone} {text} {key} {unicode} {parts} {callbackUrl} {secret.NAME}',
  })
/** A way into a JSON answer: «data.id», «messages.0.status». */
const Path = z.string().regex(/^[\w-]+(\.[\w-]+){0,9}$/)
const Word = z.string().max(100)

/** An SMS gateway that nobody wrote a driver for, described by its settings. */
export const GenericSmsConfig = z.object({
  method: z.enum(['POST', 'GET']).default('POST'),
  /** Behind the account's address; may hold placeholders. */
  path: Template.default(''),
  /** How the fields travel; with GET they always stand in the address. */
  format: z.enum(['json', 'form']).default('json'),
  headers: z.record(z.string().regex(/^[\w-]{1,60}$/), Template).default({}),
  /** Name → template. A dot makes an object inside: «message.text». */
  fields: z.record(Path, Template),
  /** +84900…, 84900… or 0900… */
  phoneFormat: z.enum(['e164', '84', '0']).default('84'),
  /** Where the answer says that it was taken, and in which words. Null: any 2xx. */
  accepted: z
    .object({ path: Path, values: z.array(Word).min(1) })
    .nullable()
    .default(null),
  /** Where the message's id stands, so that callbacks find it. */
  idPath: Path.nullable().default(null),
  /** Where the code of a refusal stands. */
  codePath: Path.nullable().default(null),
  /** What the codes mean; every other code is a final refusal with the reason «unknown». */
  errors: z
    .record(
      Word,
      z.object({
        class: z.enum(['address', 'message', 'again', 'account']),
        reason: z.enum([
          'blocked_by_user',
          'unreachable',
          'invalid_address',
          'template_rejected',
          'content_rejected',
          'quota_exhausted',
          'rate_limited',
          'auth_expired',
          'config_missing',
          'billing',
          'provider_error',
        ]),
      }),
    )
    .default({}),
  /** How delivery reports read, in a query, a form or JSON. Null: the gateway sends none. */
  callback: z
    .object({
      idPath: Path,
      /** Where our {key} comes back. */
      keyPath: Path.nullable().default(null),
      statusPath: Path,
      delivered: z.array(Word).min(1),
      failed: z.array(Word).min(1),
      codePath: Path.nullable().default(null),
    })
    .nullable()
    .default(null),
  pricePerPart: z.number().min(0).optional(),
  timeoutMs: z.number().int().min(100).max(60_000).default(10_000),
})
export type GenericSmsConfig = z.infer<typeof GenericSmsConfig>

export const GenericSmsSecrets = z.object({
  /** {secret.NAME} of the templates. */
  values: z.record(z.string().regex(/^\w{1,40}$/), z.string().min(1).max(1000)).default({}),
  /** Last part of the callback address. */
  callbackSecret: z.string().regex(/^[A-Za-z0-9_-]{16,64}$/),
})
export type GenericSmsSecrets = z.infer<typeof GenericSmsSecrets>
