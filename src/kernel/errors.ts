/**
 * The catalogue of refusals. A Problem is an answer, not an accident: it carries a code of the domain, the field
 * at fault, and the values that the sentence in `locales/` needs. HTTP turns it into RFC 9457 problem details.
 */
export type ProblemKind =
  | 'invalid'
  | 'not_found'
  | 'forbidden'
  | 'unauthenticated'
  | 'conflict'
  | 'gone'
  | 'bad_request'
  | 'method'
  | 'too_many'
  | 'too_large'
  | 'unavailable'

export interface FieldFault {
  /** Path in the request, e.g. `acknowledgement.deadline`. */
  readonly field: string
  /** Key below `problem.` in the locales. */
  readonly code: string
  readonly values?: Readonly<Record<string, string | number>>
}

export class Problem extends Error {
  readonly kind: ProblemKind
  readonly code: string
  readonly values: Readonly<Record<string, string | number>>
  readonly faults: readonly FieldFault[]

  constructor(
    kind: ProblemKind,
    code: string,
    options: {
      values?: Record<string, string | number>
      faults?: readonly FieldFault[]
      cause?: unknown
    } = {},
  ) {
    super(code, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'Problem'
    this.kind = kind
    this.code = code
    this.values = options.values ?? {}
    this.faults = options.faults ?? []
  }
}

export const invalid = (...faults: FieldFault[]): Problem => new Problem('invalid', 'invalid', { faults })
export const notFound = (what: string): Problem => new Problem('not_found', `${what}_not_found`)
export const conflict = (code: string, values?: Record<string, string | number>): Problem =>
  new Problem('conflict', code, values ? { values } : {})
