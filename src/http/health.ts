import { pendingMigrations } from '../../db/migrate.ts'
import { databaseAnswers, workersAlive } from '../views/health.ts'
import type { RegisterRoutes } from './routes.ts'
import type { HttpWorld } from './world.ts'

type Readiness = 'ok' | 'database' | 'migrations' | 'worker'

export const healthRoutes: RegisterRoutes = (app, world) => {
  /** Alive: the process answers. */
  app.get('/healthz', { config: { permission: 'public' } }, async () => ({ status: 'ok' }))
  /** Nothing here is for search engines (personal data, orders): robots are off. */
  app.get('/robots.txt', { config: { permission: 'public' } }, (_request, reply) =>
    reply.type('text/plain; charset=utf-8').send('User-agent: *\nDisallow: /\n'),
  )
  /** Ready: the database answers, is migrated, and somebody delivers. Names the first thing that is not so. */
  app.get('/readyz', { config: { permission: 'public' } }, async (_request, reply) => {
    const status = await readiness(world)
    return reply.status(status === 'ok' ? 200 : 503).send({ status })
  })
}

async function readiness({ db }: HttpWorld): Promise<Readiness> {
  try {
    await databaseAnswers(db)
    if ((await pendingMigrations(db)).length > 0) return 'migrations'
    return (await workersAlive(db)) > 0 ? 'ok' : 'worker'
  } catch {
    return 'database'
  }
}
