import { z } from 'zod'

interface JsonSchema {
  readonly type?: string | readonly string[]
  readonly const?: unknown
  readonly default?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
  readonly allOf?: readonly JsonSchema[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly items?: JsonSchema
  readonly minItems?: number
  readonly minLength?: number
  readonly minimum?: number
  readonly format?: string
  readonly pattern?: string
  readonly $ref?: string
  readonly $defs?: Readonly<Record<string, JsonSchema>>
}

/** Whose id a property of a body asks for: `unitId` → the id of a unit, and so on. */
export type IdOf = (property: string) => number | undefined

/**
 * The smallest bodies that a schema takes, one for each kind of a union: made up, so that a call reaches what it aims at
 * instead of falling over its form. Ids in it are those of `idOf`.
 */
export function madeUpBodies(schema: unknown, idOf: IdOf): readonly unknown[] {
  if (!(schema instanceof z.ZodType)) return [undefined]
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema
  return variants(json, json, '', idOf)
}

function variants(part: JsonSchema, root: JsonSchema, name: string, idOf: IdOf): readonly unknown[] {
  if (part.$ref) return variants(resolved(part.$ref, root), root, name, idOf)
  const options = part.oneOf ?? part.anyOf
  if (options) {
    const real = options.filter((option) => option.type !== 'null')
    return real.flatMap((option) => variants(option, root, name, idOf))
  }
  if (part.type === 'object' || part.properties) {
    let made: Record<string, unknown>[] = [{}]
    for (const [key, property] of Object.entries(part.properties ?? {})) {
      const isId = /Ids?$/.test(key) && idOf(key) !== undefined
      if (!part.required?.includes(key) && !isId) continue
      const choices = variants(property, root, key, idOf)
      made = made.flatMap((body) => choices.slice(0, 8).map((choice) => ({ ...body, [key]: choice })))
    }
    return made.slice(0, 16)
  }
  return [single(part, root, name, idOf)]
}

function single(part: JsonSchema, root: JsonSchema, name: string, idOf: IdOf): unknown {
  if (part.const !== undefined) return part.const
  if (part.enum) return part.enum[0]
  const type = Array.isArray(part.type) ? part.type.find((one) => one !== 'null') : part.type
  if (type === 'array') {
    const wanted = Math.max(part.minItems ?? 0, /Ids$|units|targets/i.test(name) ? 1 : 0)
    return Array.from({ length: wanted }, () => variants(part.items ?? {}, root, name, idOf)[0])
  }
  if (type === 'integer' || type === 'number') return idOf(name) ?? Math.max(1, part.minimum ?? 1)
  if (type === 'boolean') return true
  if (type === 'string') {
    if (part.format === 'date-time') return '2021-09-06T10:00:00+07:00'
    if (part.format === 'date') return '2021-09-06'
    if (part.format === 'email') return 'ai.do@donvi.example'
    if (part.format === 'uri') return 'http://127.0.0.1:9'
    return 'mười hai chữ'.padEnd(part.minLength ?? 0, 'x')
  }
  return idOf(name) ?? null
}

const resolved = (ref: string, root: JsonSchema): JsonSchema =>
  root.$defs?.[ref.replace('#/$defs/', '')] ?? {}
