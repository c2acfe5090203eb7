import type { RouteOptions } from 'fastify'
import { createJsonSchemaTransform } from 'fastify-type-provider-zod'
import { z } from 'zod'

type Transform = ReturnType<typeof createJsonSchemaTransform>
type Arguments = Parameters<Transform>[0]

const PROBLEM = {
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/ProblemDetails' } } },
} as const

/** Who may call without having signed in: routes of these kinds name no staff permission. */
const OPEN = new Set(['public', 'link', 'webhook'])

/** What is not of the API: pages, webhooks, and the sign-in library's own calls. */
const isDocumented = (url: string): boolean => url.startsWith('/api/') && !url.includes('*')

/**
 * From a route to its operation: the zod schemas as they stand, who may call it, and every refusal it can give. A reply
 * that Loa does not write down here is one that it does not send.
 */
export function operationTransform(schemaRegistry: z.core.$ZodRegistry<{ id?: string }>): Transform {
  const named = createJsonSchemaTransform({ schemaRegistry })
  // Parameters stand one by one in the operation; a reference would hide them.
  const inline = createJsonSchemaTransform({ schemaRegistry: z.registry<{ id?: string }>() })
  return (document) => {
    const { url, route } = document as Arguments & { route: RouteOptions }
    if (!isDocumented(url)) return { schema: { hide: true } as never, url }
    const { params, querystring, ...bodies } = document.schema ?? {}
    const schema = {
      ...named({ ...document, schema: bodies }).schema,
      ...inline({ ...document, schema: { params, querystring } }).schema,
    }
    const permission = route.config?.permission
    const isOpen = !permission || OPEN.has(permission)
    const writes = ![route.method].flat().every((method) => method === 'GET' || method === 'HEAD')
    const refusals = [
      400,
      ...(isOpen ? [] : [401, 403]),
      ...(schema.params ? [404] : []),
      // A look at what an act would do is refused as the act would be.
      ...(writes || schema.params ? [409] : []),
      ...(writes ? [413, 415] : []),
      ...(schema.params || schema.querystring || schema.body ? [422] : []),
      429,
      500,
      // An accident with data: nobody acts until it is over.
      ...(isOpen ? [] : [503]),
    ]
    const problems = Object.fromEntries(
      refusals.map((status) => [status, { description: String(status), ...PROBLEM }]),
    )
    return {
      url,
      schema: {
        ...schema,
        ...(route.config?.upload ? UPLOAD : {}),
        response: { ...problems, ...(schema.response as object) },
        security: isOpen ? [] : [{ session: [] }, { apiKey: [] }],
        ...(isOpen ? {} : { 'x-permission': permission }),
      } as typeof schema,
    }
  }
}

/** A file travels as a form; it is read as a stream, so no schema ever sees it. */
const UPLOAD = {
  consumes: ['multipart/form-data'],
  body: {
    type: 'object',
    properties: { file: { type: 'string', format: 'binary' } },
    required: ['file'],
  },
} as const
