import type { PasskeyAnswer } from '../../contract/passkey.ts'
import {
  closeStep,
  findPasskey,
  notePasskeyUse,
  readStep,
  type StepKind,
} from '../../domain/identity/index.ts'
import { Problem } from '../../kernel/errors.ts'
import type { HttpWorld } from '../world.ts'
import type { Passkeys } from './passkeys.ts'

type Shown =
  | { readonly staffId: number; readonly error: null }
  /** `staffId`: whose account was aimed at, when that is known. */
  | { readonly staffId: number | null; readonly error: Problem }

/**
 * Checks a passkey that a browser showed: the challenge is ours and used once, the signature fits, the counter has grown.
 * `only`: the passkey must be this person's, and something else has proved them before; else it proves them alone.
 */
export async function shownPasskey(
  world: HttpWorld,
  passkeys: Passkeys,
  shown: { readonly answer: PasskeyAnswer; readonly token: string | undefined; readonly step: StepKind },
  only: number | null,
): Promise<Shown> {
  const { answer, token, step } = shown
  const now = world.machineClock.now()
  const begun = await readStep(world.db, token, step, now)
  const challenge = begun?.data['challenge']
  if (!token || typeof challenge !== 'string' || !(await closeStep(world.db, token)))
    return { staffId: only, error: new Problem('unauthenticated', 'passkey_step_over') }
  const passkey = await findPasskey(world.db, answer.id)
  if (!passkey || (only !== null && passkey.staffId !== only))
    return { staffId: only, error: new Problem('unauthenticated', 'passkey_unknown') }
  try {
    const use = await passkeys.used(answer, challenge, passkey, only === null)
    if (!(await notePasskeyUse(world.db, passkey.id, use, now)))
      return { staffId: passkey.staffId, error: new Problem('unauthenticated', 'passkey_refused') }
    return { staffId: passkey.staffId, error: null }
  } catch (error) {
    if (error instanceof Problem) return { staffId: passkey.staffId, error }
    throw error
  }
}
