import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { ProblemDetails } from '../contract/common.ts'
import { Problem, type ProblemKind } from '../kernel/errors.ts'
import { describeError, type Log } from '../kernel/log.ts'

type Issue = NonNullable<FastifyError['validation']>[number]

const inVietnamese = z.locales.vi().localeError

const STATUS: Readonly<Record<ProblemKind, number>> = {
  invalid: 422,
  not_found: 404,
  forbidden: 403,
  unauthenticated: 401,
  conflict: 409,
  gone: 410,
  bad_request: 400,
  method: 405,
  too_many: 429,
  too_large: 413,
  unavailable: 503,
}

/** PostgreSQL refusals that mean something to a person: by SQLSTATE of our triggers and by constraint name. */
const DATABASE_PROBLEMS: Readonly<Record<string, string>> = {
  LOA01: 'directive_locked',
}

/** What the server refuses before a handler sees it, by status. */
const REFUSED: Readonly<Record<number, string>> = {
  404: 'not_found',
  413: 'too_large',
  415: 'unsupported_media',
}

/** Where the sentence of a problem stands for people to read: src/http/problem-pages.ts. */
export const problemType = (code: string): string => `/api/problems/${code}`

/** RFC 9457: what went wrong and how to mend it, in the reader's language; accidents keep their details to the log. */
export function replyWithProblem(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  log: Log,
): void {
  const details = toDetails(error, request)
  const accident = { requestId: request.id, route: request.routeOptions.url, error: describeError(error) }
  if (details.status >= 500) log.error(accident, 'request failed')
  // The caller is told, but our schemas should have told them first.
  else if (isUntakenValue(error)) log.warn(accident, 'the database refused a value')
  reply.status(details.status).type('application/problem+json; charset=utf-8').send(details)
}

function toDetails(error: unknown, request: FastifyRequest): ProblemDetails {
  const { t } = request
  const make = (
    status: number,
    code: string,
    extra: Partial<ProblemDetails> = {},
    values: Record<string, string | number> = {},
  ): ProblemDetails => ({
    type: problemType(code),
    title: t(`problem.${code}`, values),
    status,
    code,
    instance: `urn:uuid:${request.id}`,
    ...extra,
  })
  if (error instanceof Problem) {
    const faults = error.faults.map((fault) => ({
      field: fault.field,
      code: fault.code,
      message: t(`problem.${fault.code}`, { ...fault.values }),
      ...placeOf(fault.field, request.method === 'GET' ? 'querystring' : 'body'),
    }))
    return make(STATUS[error.kind], error.code, faults.length > 0 ? { faults } : {}, { ...error.values })
  }
  if (hasZodFastifySchemaValidationErrors(error)) {
    const context = (error as { validationContext?: string }).validationContext
    return make(422, 'invalid', { faults: error.validation.map((issue) => toFault(issue, context, request)) })
  }
  const state = (error as { code?: string }).code
  if (state && DATABASE_PROBLEMS[state]) return make(409, DATABASE_PROBLEMS[state])
  if (isUntakenValue(error)) return make(400, 'bad_request')
  const status = (error as FastifyError).statusCode
  if (status && status >= 400 && status < 500) return make(status, REFUSED[status] ?? 'bad_request')
  return make(500, 'internal')
}

/** A value beyond what a column holds: a number too large, a day that no calendar has. It came from the caller. */
const isUntakenValue = (error: unknown): boolean =>
  /^22(003|007|008|021|P02|P05)$/.test(String((error as { code?: unknown } | null)?.code))

/** What a problem means to HTTP. */
export const statusOf = (problem: Problem): number => STATUS[problem.kind]

type Reader = Pick<FastifyRequest, 't' | 'locale'>
type Fault = NonNullable<ProblemDetails['faults']>[number]

function toFault(issue: Issue, context: string | undefined, reader: Reader): Fault {
  const { t } = reader
  const field = issue.instancePath.replace(/^\//, '').replaceAll('/', '.')
  const place = placeOf(field, context)
  const { origin, maximum } = issue.params as { origin?: unknown; maximum?: unknown }
  if (issue.keyword === 'too_big' && origin === 'string' && typeof maximum === 'number')
    return {
      field,
      code: 'too_long',
      message: t('problem.too_long_field', { field, max: maximum }),
      ...place,
    }
  return {
    field,
    code: 'malformed',
    message: t('problem.malformed_field', { field, found: wordsOf(issue, reader) }),
    ...place,
  }
}

/** What the schema library says, in the reader's language where it is not English. */
function wordsOf(issue: Issue, { t, locale }: Reader): string {
  const { expected, ...rest } = issue.params as { expected?: unknown }
  if (issue.keyword === 'invalid_type') return t('problem.expected_type', { type: String(expected) })
  if (locale === 'en') return issue.message ?? ''
  const said = inVietnamese({ ...rest, code: issue.keyword, path: [], input: undefined } as never)
  return (typeof said === 'string' ? said : said?.message) ?? ''
}

const placeOf = (field: string, context: string | undefined): Pick<Fault, 'pointer' | 'parameter'> =>
  context === 'body'
    ? { pointer: `#${field === '' ? '' : `/${field.replaceAll('.', '/')}`}` }
    : { parameter: field }
