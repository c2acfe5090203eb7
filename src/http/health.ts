import { sql } from 'kysely'
import type { RegisterRoutes } from './routes.ts'

export const healthRoutes: RegisterRoutes = (app, world) => {
  /** Alive: the process answers. */
  app.get('/healthz', { config: { permission: 'public' } }, async () => ({ status: 'ok' }))
  /** Ready: the database answers too. */
  app.get('/readyz', { config: { permission: 'public' } }, async (_request, reply) => {
    try {
      await sql`select 1`.execute(world.db)
      return { status: 'ok' }
    } catch {
      return reply.status(503).send({ status: 'database' })
    }
  })
}
