import swagger from '@fastify/swagger'
import type { FastifyInstance } from 'fastify'
import { createJsonSchemaTransformObject } from 'fastify-type-provider-zod'
import type { Locale, Translate } from '../../kernel/i18n.ts'
import type { HttpWorld } from '../world.ts'
import { namedSchemas } from './named-schemas.ts'
import { operationTransform } from './transform.ts'

/** Version of the API, not of the program: it rises when a client that worked would no longer do. */
const API_VERSION = '1.0.0'

interface Operation {
  operationId: string
  summary?: string
  responses: Record<string, { description: string }>
}

export interface OpenApiDocument {
  openapi: string
  info: { title: string; version: string; description?: string }
  tags?: { name: string; description: string }[]
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, unknown> }
}

/** Listens to every route that is registered afterwards. */
export async function collectOpenApi(app: FastifyInstance, world: HttpWorld): Promise<void> {
  const schemaRegistry = await namedSchemas()
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Loa', version: API_VERSION },
      servers: [{ url: world.publicUrl }],
      components: {
        securitySchemes: {
          session: { type: 'apiKey', in: 'cookie', name: 'loa.session_token' },
          apiKey: { type: 'http', scheme: 'bearer', bearerFormat: 'loa_…' },
        },
      },
    },
    transform: operationTransform(schemaRegistry) as never,
    transformObject: createJsonSchemaTransformObject({ schemaRegistry }) as never,
  })
}

/** The document in a language: what each operation does, and what each kind of reply means. */
export function documentIn(app: FastifyInstance, world: HttpWorld, locale: Locale): OpenApiDocument {
  const t = world.translate(locale)
  const document = structuredClone(app.swagger()) as unknown as OpenApiDocument
  document.info.description = t('api.description')
  dropUnused(document)
  const tags = new Set<string>()
  for (const path of Object.values(document.paths))
    for (const operation of Object.values(path)) {
      describe(operation, t)
      for (const tag of (operation as Operation & { tags?: string[] }).tags ?? []) tags.add(tag)
    }
  document.tags = [...tags].sort().map((name) => ({ name, description: t(`api.tag.${name}`) }))
  return document
}

function describe(operation: Operation, t: Translate): void {
  operation.summary = t(`api.operation.${operation.operationId}`)
  for (const [status, response] of Object.entries(operation.responses))
    response.description = t(`api.response.${status}`)
}

/** A schema that no operation leads to would only be noise. */
function dropUnused(document: OpenApiDocument): void {
  const { schemas } = document.components
  const used = new Set<string>()
  const follow = (part: unknown): void => {
    for (const [, name] of JSON.stringify(part).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      if (used.has(name!)) continue
      used.add(name!)
      follow(schemas[name!])
    }
  }
  follow(document.paths)
  document.components.schemas = Object.fromEntries(
    Object.entries(schemas)
      .filter(([name]) => used.has(name))
      .sort(([a], [b]) => a.localeCompare(b)),
  )
}
