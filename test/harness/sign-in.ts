import type { FastifyInstance } from 'fastify'
import type { Db } from '../../db/client.ts'
import { mintDemoLinks } from '../../src/domain/identity/index.ts'
import type { HttpWorld } from '../../src/http/world.ts'

/**
 * The `cookie` header of a session for this member of sample staff, through the real sign-in page. The app must be
 * built with `isDemo: true`; the person of the staff row must be a sample person (`is_demo`).
 */
export async function signInAs(
  app: FastifyInstance,
  world: Pick<HttpWorld, 'db' | 'secret' | 'publicUrl'>,
  staffId: number,
): Promise<string> {
  const links = await mintDemoLinks(world.db, world)
  const link = links.find((one) => one.staffId === staffId)
  if (!link) throw new Error(`staff ${staffId} is no sample staff`)
  const reply = await app.inject({ method: 'POST', url: new URL(link.url).pathname })
  if (reply.statusCode !== 303) throw new Error(`sign-in failed: ${reply.statusCode} ${reply.body}`)
  return reply.cookies.map((cookie) => `${cookie.name}=${cookie.value}`).join('; ')
}

/** A federation of its own with one member of staff, for tests that need nothing else. */
export async function addStaff(
  db: Db,
  options: { unit: string; path: string; name?: string; role?: string; email?: string },
): Promise<{ staffId: number; personId: number; unitId: number }> {
  const unit =
    (await db.selectFrom('unit').select('id').where('path', '=', options.path).executeTakeFirst()) ??
    (await db
      .insertInto('unit')
      .values({
        code: options.path.replaceAll('.', '-'),
        name: options.unit,
        type_code: 'lien_doan_quan',
        path: options.path,
        is_demo: true,
      })
      .returning('id')
      .executeTakeFirstOrThrow())
  const person = await db
    .insertInto('person')
    .values({ full_name: options.name ?? 'Đinh Khánh Ly', is_demo: true })
    .returning('id')
    .executeTakeFirstOrThrow()
  const staff = await db
    .insertInto('staff')
    .values({
      person_id: person.id,
      unit_id: unit.id,
      job_title: 'Chuyên viên',
      email: options.email ?? `staff-${person.id}@ldld.example`,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await grantRole(db, staff.id, options.role ?? 'specialist', unit.id)
  return { staffId: staff.id, personId: person.id, unitId: unit.id }
}

/** Gives a role on a unit and all below it, since always. */
export async function grantRole(db: Db, staffId: number, role: string, unitId: number): Promise<void> {
  await db.insertInto('role_grant').values({ staff_id: staffId, role, unit_id: unitId }).execute()
}
