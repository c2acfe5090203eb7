import type { PasskeyAnswer, PasskeyOptions } from '../../../src/contract/passkey.ts'
import { ApiError } from './api.ts'
import { translate } from './i18n.ts'

/** Has the browser passkeys at all? Old ones, and pages without TLS, have none. */
export const hasPasskeys = (): boolean => typeof window.PublicKeyCredential === 'function'

/** The browser makes a passkey; the person confirms it with a finger, a face, a PIN or a key. */
export const makePasskey = (options: PasskeyOptions): Promise<PasskeyAnswer> =>
  asked(async (library) => library.startRegistration({ optionsJSON: options as never }))

/** The browser shows one that it has. */
export const showPasskey = (options: PasskeyOptions): Promise<PasskeyAnswer> =>
  asked(async (library) => library.startAuthentication({ optionsJSON: options as never }))

type Library = typeof import('@simplewebauthn/browser')

/** Browsers say in English what went wrong, or nothing: these are our own sentences. */
async function asked(work: (library: Library) => Promise<unknown>): Promise<PasskeyAnswer> {
  if (!hasPasskeys())
    throw new ApiError({ code: 'passkey_browser', title: translate('account.passkey.none_here') })
  const library = await import('@simplewebauthn/browser')
  try {
    return (await work(library)) as PasskeyAnswer
  } catch (error) {
    throw new ApiError({
      code: 'passkey_browser',
      title: translate(`account.passkey.fault.${faultOf(error)}`),
    })
  }
}

function faultOf(error: unknown): 'known' | 'declined' | 'address' | 'device' {
  const { name, code } = error as { name?: string; code?: string }
  if (code === 'ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED' || name === 'InvalidStateError') return 'known'
  if (name === 'NotAllowedError' || name === 'AbortError') return 'declined'
  if (name === 'SecurityError') return 'address'
  return 'device'
}
