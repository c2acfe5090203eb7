import type { ProblemDetails } from '../../../src/contract/common.ts'
import { translate } from './i18n.ts'

/** A refusal of the server, or no answer at all (`code` «offline»). Its message is meant to be read. */
export class ApiError extends Error {
  readonly status: number
  readonly code: string
  readonly faults: NonNullable<ProblemDetails['faults']>
  constructor(details: Partial<ProblemDetails> & { title: string }) {
    super(details.detail ? `${details.title} ${details.detail}` : details.title)
    this.name = 'ApiError'
    this.status = details.status ?? 0
    this.code = details.code ?? 'offline'
    this.faults = details.faults ?? []
  }
  /** The sentence for one field of a form, if the refusal is about it. */
  faultOf(field: string): string | undefined {
    return this.faults.find((fault) => fault.field === field)?.message
  }
}

let signedOut: () => void = () => {}
/** The router says what happens when a session has ended. */
export function onSignedOut(handler: () => void): void {
  signedOut = handler
}

type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'

async function call<T>(method: Method, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const form = body instanceof FormData
  let response: Response
  try {
    response = await fetch(path, {
      method,
      signal,
      credentials: 'same-origin',
      headers: {
        accept: 'application/json',
        ...(body === undefined || form ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? undefined : form ? body : JSON.stringify(body),
    })
  } catch (cause) {
    if (signal?.aborted) throw cause
    throw new ApiError({ title: translate('console.error.offline') })
  }
  if (response.status === 204) return undefined as T
  const type = response.headers.get('content-type') ?? ''
  const reply: unknown = type.includes('json') ? await response.json().catch(() => null) : null
  if (response.ok) return reply as T
  const problem = (reply ?? {}) as Partial<ProblemDetails>
  const error = new ApiError({
    ...problem,
    status: response.status,
    code: problem.code ?? `http_${response.status}`,
    title: problem.title ?? translate('console.error.server', { status: response.status }),
  })
  if (response.status === 401) signedOut()
  throw error
}

export const api = {
  get: <T>(path: string, signal?: AbortSignal) => call<T>('GET', path, undefined, signal),
  post: <T>(path: string, body?: unknown) => call<T>('POST', path, body),
  put: <T>(path: string, body: unknown) => call<T>('PUT', path, body),
  patch: <T>(path: string, body: unknown) => call<T>('PATCH', path, body),
  delete: <T>(path: string) => call<T>('DELETE', path),
}

/** What to show for anything thrown: our own sentences, never a stack. */
export function readable(error: unknown): string {
  if (error instanceof ApiError) {
    const faults = error.faults.map((fault) => fault.message).filter((text) => text !== error.message)
    return [error.message, ...faults].join(' ')
  }
  return translate('console.error.unexpected')
}
