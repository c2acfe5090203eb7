import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { inScope } from '../../../db/scope.ts'
import { adapterOf } from '../../channels/registry.ts'
import { type AccountField, ChannelAccounts } from '../../contract/channel-account.ts'
import { listAccounts } from '../../views/organisation/index.ts'
import type { RegisterRoutes } from '../routes.ts'

/** Accounts of channels and what can be changed of them; the change itself is asked for (`POST /api/approvals`). */
export const channelAccountRoutes: RegisterRoutes = (plain, world) => {
  const app = plain.withTypeProvider<ZodTypeProvider>()
  app.get(
    '/api/channel-accounts',
    {
      config: { permission: 'channel.write' },
      schema: { operationId: 'listChannelAccounts', tags: ['channels'], response: { 200: ChannelAccounts } },
    },
    async ({ staff }, reply) => {
      reply.header('cache-control', 'no-store')
      const rows = await inScope(world.db, staff.scope, listAccounts)
      return {
        items: rows.flatMap(({ kind, config, ...account }) => {
          const adapter = adapterOf(kind)
          if (!adapter) return []
          return [
            {
              ...account,
              config: fieldsOf(adapter.config, config),
              secrets: fieldsOf(adapter.secrets, null),
            },
          ]
        }),
      }
    },
  )
}

interface Shape {
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Shape[]
  readonly properties?: Readonly<Record<string, Shape>>
  readonly required?: readonly string[]
}

/** The settings that a schema asks for, with what stands now. One that is no list of settings is left as a whole. */
function fieldsOf(schema: z.ZodType, values: unknown): AccountField[] {
  const shape = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Shape
  const given = (typeof values === 'object' && values !== null ? values : {}) as Record<string, unknown>
  return Object.entries(shape.properties ?? {}).map(([name, property]) => {
    const plain = property.anyOf?.find((one) => one.type !== 'null') ?? property
    const value = given[name]
    return {
      name,
      type: typeOf(plain),
      choices: (plain.enum ?? []).map(String),
      optional: !shape.required?.includes(name),
      value: value === undefined || value === null ? '' : textOf(value),
    }
  })
}

const textOf = (value: unknown): string => (typeof value === 'object' ? JSON.stringify(value) : String(value))

function typeOf({ type, enum: choices }: Shape): AccountField['type'] {
  if (choices) return 'choice'
  if (type === 'boolean') return 'yes_no'
  if (type === 'number' || type === 'integer') return 'number'
  return type === 'string' ? 'text' : 'json'
}
