import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { beginCall, type Caller, giveUpCall, type KeptReply, keepReply } from '../../domain/identity/index.ts'
import { Problem } from '../../kernel/errors.ts'
import type { HttpWorld } from '../world.ts'

/** A call that is being answered under a key of repetition. */
interface OpenCall {
  readonly caller: Caller
  readonly key: string
  /** True when the database has certainly undone what was begun. */
  undone: boolean
}

declare module 'fastify' {
  interface FastifyRequest {
    openCall: OpenCall | null
  }
}

/**
 * `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header): a write that is sent twice with one key is done once,
 * and answered twice with the same words. The reply is kept before it leaves. A call whose end nobody knows is not made
 * again by itself: its repetition says so.
 */
export function repeatedCalls(app: FastifyInstance, world: HttpWorld): void {
  app.decorateRequest('openCall', null)

  app.addHook('preValidation', (request, reply, done) => {
    const given = request.headers['idempotency-key']
    if (given === undefined || !request.staff || !writes(request)) done()
    else begin(given, request, reply).then(() => reply.sent || done(), done)
  })

  async function begin(
    given: string | string[],
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<unknown> {
    const key = readKey(given)
    const { config } = request.routeOptions
    if (config.requestKey) return asRequestKey(request, key)
    if (config.repeatable === false || !isPlain(request))
      throw new Problem('bad_request', 'idempotency_not_here')
    const { staff } = request
    const caller: Caller =
      staff.apiKeyId === undefined
        ? { kind: 'staff', id: staff.staffId }
        : { kind: 'api_key', id: staff.apiKeyId }
    const begun = await beginCall(world.db, caller, key, fingerprint(request), world.clock.now())
    if (begun.is === 'repeated') return sendKept(reply, begun.reply)
    if (begun.is === 'other') throw new Problem('invalid', 'idempotency_key_reused')
    if (begun.is !== 'started') throw new Problem('conflict', `idempotency_${begun.is}`)
    request.openCall = { caller, key, undone: false }
    return undefined
  }

  app.addHook('onError', async (request, _reply, error) => {
    if (request.openCall) request.openCall.undone = wasUndone(error)
  })

  app.addHook('onSend', async (request, reply, payload) => {
    const call = request.openCall
    if (!call) return payload
    request.openCall = null
    if (reply.statusCode < 500)
      await keepReply(world.db, call.caller, call.key, {
        status: reply.statusCode,
        contentType: reply.getHeader('content-type')?.toString() ?? null,
        body: typeof payload === 'string' ? payload : null,
      })
    else if (call.undone) await giveUpCall(world.db, call.caller, call.key)
    return payload
  })
}

const writes = (request: FastifyRequest): boolean => !['GET', 'HEAD', 'OPTIONS'].includes(request.method)

/** A form with a file is read as it comes: there is nothing to compare a repetition with. */
const isPlain = (request: FastifyRequest): boolean => !request.routeOptions.config.upload

/** As a structured field it stands in quotes; many clients leave them out. */
function readKey(given: string | string[]): string {
  const key = String(given).replace(/^"(.*)"$/, '$1')
  if (!/^[\x20-\x7e]{1,255}$/.test(key)) throw new Problem('bad_request', 'idempotency_key_malformed')
  return key
}

/** An act that has its own key for ever needs no second memory of a day. */
function asRequestKey(request: FastifyRequest, key: string): void {
  const body = request.body as Record<string, unknown> | null | undefined
  if (body && typeof body === 'object') body['requestKey'] ??= key
}

const fingerprint = (request: FastifyRequest): Buffer =>
  createHash('sha256')
    .update(`${request.method}\n${request.url}\n${JSON.stringify(request.body ?? null)}`)
    .digest()

function sendKept(reply: FastifyReply, kept: KeptReply): FastifyReply {
  reply.status(kept.status).header('idempotency-replayed', 'true')
  if (kept.contentType) reply.header('content-type', kept.contentType)
  // As text, past the schema: it went through it the first time.
  return reply.serializer((text: string) => text).send(kept.body ?? undefined)
}

/** An error of a statement rolls its transaction back; one of the connection may have come after the commit. */
function wasUndone(error: { code?: unknown }): boolean {
  const { code } = error
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && !/^(08|57)/.test(code)
}
