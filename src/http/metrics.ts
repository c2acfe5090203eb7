import type { FastifyInstance } from 'fastify'
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { Problem } from '../kernel/errors.ts'
import { laneHealth, workersAlive } from '../views/health.ts'
import type { HttpWorld } from './world.ts'

const HEALTH_RANK: Readonly<Record<string, number>> = { ok: 0, slow: 1, failing: 2, down: 3 }

/**
 * Prometheus figures: counts and codes, nothing about a person. Answered to this machine only: a proxy must not pass it
 * on. Called before the routes are registered, so that it times all of them.
 */
export function serveMetrics(app: FastifyInstance, world: HttpWorld): void {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'loa_' })
  const seconds = new Histogram({
    name: 'loa_http_request_seconds',
    help: 'Duration of requests by route pattern and status class',
    labelNames: ['route', 'status'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
    registers: [registry],
  })
  const refresh = databaseGauges(registry)

  app.get('/metrics', { config: { permission: 'public' } }, async (request, reply) => {
    if (!/^(::ffff:)?127\.|^::1$/.test(request.ip)) throw new Problem('not_found', 'not_found')
    await refresh(world)
    return reply.type(registry.contentType).send(await registry.metrics())
  })

  // Not the address: a link of an officer is a key. Streams last as long as a board is open and would say nothing.
  app.addHook('onResponse', (request, reply, done) => {
    if (!reply.getHeader('content-type')?.toString().startsWith('text/event-stream')) {
      const route = request.routeOptions.url ?? 'unknown'
      seconds.observe({ route, status: `${Math.floor(reply.statusCode / 100)}xx` }, reply.elapsedTime / 1000)
    }
    done()
  })
}

/** Queues and lanes, read from the database when somebody asks. */
function databaseGauges(registry: Registry): (world: HttpWorld) => Promise<void> {
  const lane = { labelNames: ['account', 'kind'] as const, registers: [registry] }
  const deliveries = new Gauge({
    name: 'loa_deliveries_open',
    help: 'Deliveries that are not finished, by channel account and state',
    labelNames: ['account', 'kind', 'state'] as const,
    registers: [registry],
  })
  const health = new Gauge({ name: 'loa_lane_health', help: '0 ok, 1 slow, 2 failing, 3 down', ...lane })
  const failures = new Gauge({
    name: 'loa_lane_failures',
    help: 'Failures of the provider in a row',
    ...lane,
  })
  const paused = new Gauge({
    name: 'loa_lane_paused',
    help: '1 while the lane waits before trying again',
    ...lane,
  })
  const workers = new Gauge({ name: 'loa_workers_alive', help: 'Workers that beat', registers: [registry] })

  return async ({ db, clock }) => {
    workers.set(await workersAlive(db))
    for (const row of await laneHealth(db, clock.now())) {
      const labels = { account: String(row.accountId), kind: row.kind }
      for (const state of ['queued', 'sending', 'unknown'] as const)
        deliveries.set({ ...labels, state }, row[state])
      health.set(labels, HEALTH_RANK[row.health] ?? 3)
      failures.set(labels, row.failures)
      paused.set(labels, row.paused ? 1 : 0)
    }
  }
}
