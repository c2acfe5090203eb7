import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import type { ProblemDetails } from '../contract/common.ts'
import { Problem, type ProblemKind } from '../kernel/errors.ts'
import { describeError } from '../kernel/log.ts'

const STATUS: Readonly<Record<ProblemKind, number>> = {
  invalid: 422,
  not_found: 404,
  forbidden: 403,
  unauthenticated: 401,
  conflict: 409,
  gone: 410,
  too_many: 429,
  too_large: 413,
  unavailable: 503,
}

/** PostgreSQL refusals that mean something to a person: by SQLSTATE of our triggers and by constraint name. */
const DATABASE_PROBLEMS: Readonly<Record<string, string>> = {
  LOA01: 'directive_locked',
}

/** RFC 9457: what went wrong and how to mend it, in the reader's language; accidents keep their details to the log. */
export function replyWithProblem(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  log: (fields: Record<string, unknown>, event: string) => void,
): void {
  const details = toDetails(error, request)
  if (details.status >= 500)
    log(
      { requestId: request.id, route: request.routeOptions.url, error: describeError(error) },
      'request failed',
    )
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
    type: `urn:loa:problem:${code}`,
    title: t(`problem.${code}`, values),
    status,
    code,
    instance: request.id,
    ...extra,
  })
  if (error instanceof Problem) {
    const faults = error.faults.map((fault) => ({
      field: fault.field,
      code: fault.code,
      message: t(`problem.${fault.code}`, { ...fault.values }),
    }))
    return make(STATUS[error.kind], error.code, faults.length > 0 ? { faults } : {}, { ...error.values })
  }
  if (hasZodFastifySchemaValidationErrors(error)) {
    const faults = error.validation.map((issue) => {
      const field = issue.instancePath.replace(/^\//, '').replaceAll('/', '.')
      const { origin, maximum } = issue.params as { origin?: unknown; maximum?: unknown }
      if (issue.keyword === 'too_big' && origin === 'string' && typeof maximum === 'number')
        return { field, code: 'too_long', message: t('problem.too_long_field', { field, max: maximum }) }
      return {
        field,
        code: 'malformed',
        message: t('problem.malformed_field', { field, found: issue.message ?? '' }),
      }
    })
    return make(422, 'invalid', { faults })
  }
  const state = (error as { code?: string }).code
  if (state && DATABASE_PROBLEMS[state]) return make(409, DATABASE_PROBLEMS[state])
  // A text that no database takes (a zero byte in it) is not our accident.
  if (state && /^22(021|P05)$/.test(state)) return make(400, 'bad_request')
  const status = (error as FastifyError).statusCode
  if (status && status >= 400 && status < 500)
    return make(
      status,
      status === 413
        ? 'too_large'
        : status === 415
          ? 'unsupported_media'
          : status === 404
            ? 'not_found'
            : 'bad_request',
    )
  return make(500, 'internal')
}
