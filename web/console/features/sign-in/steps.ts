import { queryOptions } from '@tanstack/react-query'
import type { PasskeyOptions } from '../../../../src/contract/passkey.ts'
import type { OidcAddress, SignInStep, SignInWays } from '../../../../src/contract/sign-in.ts'
import { api } from '../../app/api.ts'
import { showPasskey } from '../../app/passkey.ts'

export const waysQuery = queryOptions({
  queryKey: ['sign-in-ways'],
  queryFn: ({ signal }) => api.get<SignInWays>('/api/sign-in/ways', signal),
  staleTime: 60_000,
})

export const enterPassword = (email: string, password: string): Promise<SignInStep> =>
  api.post<SignInStep>('/api/sign-in/password', { email, password })

export const enterCode = (code: string): Promise<SignInStep> =>
  api.post<SignInStep>('/api/sign-in/code', { code })

/** A passkey in place of a code, or of everything. */
export async function enterPasskey(): Promise<SignInStep> {
  const options = await api.post<PasskeyOptions>('/api/sign-in/passkey/options')
  return api.post<SignInStep>('/api/sign-in/passkey', { answer: await showPasskey(options) })
}

const BACK = 'loa.back'
/** Goes to the organisation's own sign-in; `back`: where the person wanted to go in Loa. */
export async function leaveForOidc(back: string, another = false): Promise<void> {
  const { url } = await api.post<OidcAddress>('/api/sign-in/oidc/begin', { another })
  sessionStorage.setItem(BACK, back)
  window.location.assign(url)
}
export const finishOidc = (search: string): Promise<SignInStep> =>
  api.post<SignInStep>('/api/sign-in/oidc/finish', { search })
/** Where the person wanted to go before they left. */
export function takeBack(): string {
  const back = sessionStorage.getItem(BACK) ?? '/'
  sessionStorage.removeItem(BACK)
  return back
}

export const askForLink = (email: string): Promise<void> => api.post('/api/sign-in/forgotten', { email })

/** The second step, as the server described it after the password. */
export type FactorStep = Extract<SignInStep, { next: 'factor' }>
