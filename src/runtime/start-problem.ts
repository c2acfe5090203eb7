/**
 * A reason not to start that a person can mend: wrong setting, taken port, folder without rights. The command line
 * prints its sentence (`locales/<language>/start.json`) and leaves with a code other than 0, without a stack trace.
 */
export class StartProblem extends Error {
  readonly code: string
  readonly values: Readonly<Record<string, string | number>>

  constructor(code: string, values: Record<string, string | number> = {}, cause?: unknown) {
    super(code, cause === undefined ? undefined : { cause })
    this.name = 'StartProblem'
    this.code = code
    this.values = values
  }
}
