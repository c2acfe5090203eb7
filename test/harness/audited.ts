import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify'
import { sql } from 'kysely'
import type { Db } from '../../db/client.ts'

/**
 * Routes by which staff change something, or seem to, without a line in the log; each with its reason. Whoever adds a
 * route that is neither audited nor here fails the first test file in which it succeeds.
 */
const NOT_AUDITED: readonly { readonly route: RegExp; readonly why: string }[] = [
  {
    route: /^PATCH \/api\/directives\/:id$/,
    why: 'a draft is saved at every pause of typing; what counts is frozen and recorded when it is issued',
  },
  {
    route: /^POST .*\/(preview|previews|count|check|parse|paste|search|list|match|audience|dry-run)$/,
    why: 'asks by POST because the question is long; changes nothing',
  },
]

/** Sign-in, phones and providers keep their own records: sessions, acknowledgements, provider events. */
const NOT_STAFF = /^\/(x|g|v|demo|sign-in|webhooks|api\/auth|api\/sign-in|api\/session)(\/|$)/

/**
 * Watches every request that a test injects. A change by staff that succeeds must leave a line in the log; a repetition
 * may be silent, so a route fails only when none of its successes did. Returns the check for the end of the test file.
 */
export function watchAudit(app: FastifyInstance, db: Db): () => void {
  const inject = app.inject.bind(app) as (options: InjectOptions) => Promise<LightMyRequestResponse>
  const routes = new Map<string, boolean>()
  const lastLine = async (): Promise<string> => {
    const { rows } = await sql<{ last: string }>`
      select last_value || '-' || is_called as last from audit_entry_id_seq`.execute(db)
    return rows[0]!.last
  }
  const watched = async (options: InjectOptions): Promise<LightMyRequestResponse> => {
    const route = routeOf(options)
    if (!route) return inject(options)
    const before = await lastLine()
    const reply = await inject(options)
    if (reply.statusCode < 300 && !changedNothing(options, reply))
      routes.set(route, routes.get(route) || (await lastLine()) !== before)
    return reply
  }
  app.inject = watched as typeof app.inject
  return () => {
    const silent = [...routes].filter(([, audited]) => !audited).map(([route]) => route)
    if (silent.length > 0)
      throw new Error(
        `changed something and left no line in the log: ${silent.join(', ')} (test/harness/audited.ts)`,
      )
  }
}

/** «POST /api/directives/:id/issue»; null for what need not be watched. */
function routeOf({ method, url }: InjectOptions): string | null {
  const verb = String(method ?? 'GET').toUpperCase()
  const path = (typeof url === 'string' ? url : '').split('?')[0]!.replaceAll(/\/\d+(?=\/|$)/g, '/:id')
  const route = `${verb} ${path}`
  if (/^(GET|HEAD|OPTIONS)$/.test(verb) || NOT_STAFF.test(path)) return null
  return NOT_AUDITED.some((one) => one.route.test(route)) ? null : route
}

/** A question («how would it be?»), or an undo that came too late for everything. */
const changedNothing = ({ payload }: InjectOptions, reply: LightMyRequestResponse): boolean =>
  (typeof payload === 'object' && payload !== null && 'preview' in payload && payload.preview === true) ||
  /^\{"undone":0\}$/.test(reply.body)
