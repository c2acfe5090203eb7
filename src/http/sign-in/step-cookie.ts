import type { FastifyReply, FastifyRequest } from 'fastify'
import type { StepKind } from '../../domain/identity/index.ts'
import type { HttpWorld } from '../world.ts'

const NAME: Readonly<Record<StepKind, string>> = {
  second_factor: 'loa.step',
  passkey: 'loa.passkey',
  passkey_new: 'loa.passkey_new',
  oidc: 'loa.oidc',
  setup: 'loa.setup',
  proof: 'loa.proof',
}

/** The browser keeps the token of a step that waits; scripts cannot read it, other sites cannot send it with a post. */
export function giveStep(
  reply: FastifyReply,
  world: HttpWorld,
  kind: StepKind,
  token: string,
  seconds = 600,
): void {
  reply.setCookie(NAME[kind], token, {
    path: '/api/',
    httpOnly: true,
    sameSite: 'lax',
    secure: world.publicUrl.startsWith('https:'),
    maxAge: seconds,
  })
}

export const stepOf = (request: FastifyRequest, kind: StepKind): string | undefined =>
  request.cookies[NAME[kind]]

export function dropStep(reply: FastifyReply, kind: StepKind): void {
  reply.clearCookie(NAME[kind], { path: '/api/' })
}
