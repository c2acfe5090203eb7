import type { FastifyRequest } from 'fastify'
import { Problem } from '../kernel/errors.ts'
import type { HttpWorld, StaffMember } from './world.ts'

/** Finds the signed-in member of staff; refuses when the route's permission is not theirs. */
export function guardSession(world: HttpWorld) {
  return async (request: FastifyRequest): Promise<void> => {
    const permission = request.routeOptions.config.permission
    if (!permission || permission === 'public' || permission === 'link' || permission === 'webhook') return
    const staff = await staffOf(world, request)
    if (!staff) throw new Problem('unauthenticated', 'sign_in_needed')
    if (!staff.permissions.has(permission)) throw new Problem('forbidden', 'not_permitted')
    request.staff = staff
  }
}

async function staffOf(_world: HttpWorld, _request: FastifyRequest): Promise<StaffMember | null> {
  return null
}
