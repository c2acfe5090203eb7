import type { FastifyInstance } from 'fastify'
import { invalid, Problem } from '../kernel/errors.ts'

/** No form of ours is half as deep; what is deeper is meant to exhaust whoever walks through it. */
const DEEPEST = 50

/**
 * Refuses texts with a zero in them or with half a letter (a lone surrogate): no database keeps them, no reader sees them,
 * and where one half of Loa drops them the other may not. Refuses bodies nested deeper than calls can be.
 */
export function refuseUnreadableText(app: FastifyInstance): void {
  app.addHook('preValidation', (request, _reply, done) => {
    try {
      // Nothing of ours has such an address.
      if (unreadableField(request.params) !== null) throw new Problem('not_found', 'not_found')
      const field = unreadableField(request.body) ?? unreadableField(request.query)
      done(field === null ? undefined : invalid({ field, code: 'unreadable_text', values: { field } }))
    } catch (error) {
      done(error as Error)
    }
  })
}

/** The first field, in dots, whose name or text cannot be kept; null when all can. */
function unreadableField(value: unknown, path = '', depth = 0): string | null {
  if (typeof value === 'string') return isReadable(value) ? null : path
  if (value === null || typeof value !== 'object' || ArrayBuffer.isView(value)) return null
  if (depth > DEEPEST) throw new Problem('bad_request', 'bad_request')
  for (const [name, part] of Object.entries(value)) {
    if (!isReadable(name)) return path
    // Numbers and the like are no texts: a list of ten thousand ids costs nothing.
    if (typeof part !== 'string' && typeof part !== 'object') continue
    const field = unreadableField(part, path === '' ? name : `${path}.${name}`, depth + 1)
    if (field !== null) return field
  }
  return null
}

const isReadable = (text: string): boolean => text.isWellFormed() && !text.includes('\0')
