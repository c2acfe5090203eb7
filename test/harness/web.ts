import type { FastifyInstance } from 'fastify'
import { type Notices, openNotices } from '../../db/notices.ts'
import { buildApp } from '../../src/http/app.ts'
import type { HttpWorld } from '../../src/http/world.ts'
import { MovableClock } from '../../src/kernel/clock.ts'
import { keyRing } from '../../src/kernel/key-ring.ts'
import { silentLog } from '../../src/kernel/log.ts'
import { translator } from '../../src/runtime/i18n.ts'
import { watchAudit } from './audited.ts'
import { createDatabase, type TestDatabase } from './database.ts'

export interface TestWeb {
  readonly database: TestDatabase
  readonly clock: MovableClock
  /** The clock of sign-in: codes, waits, links. */
  readonly machineClock: MovableClock
  readonly notices: Notices
  readonly world: HttpWorld
  readonly app: FastifyInstance
  /** Closes the server and drops the database. */
  close(): Promise<void>
}

export const TEST_SECRET = 'secret of tests, long enough for anybody'
export const TEST_URL = 'https://loa.test'

/** The web server on a fresh database and a clock that stands still: `app.inject(…)`, or `app.listen` for real sockets. */
export async function openTestWeb(
  options: { now?: Date | string; change?: Partial<HttpWorld>; database?: TestDatabase } = {},
): Promise<TestWeb> {
  const database = options.database ?? (await createDatabase())
  const notices = await openNotices(database.url)
  const clock = new MovableClock(options.now ?? '2021-09-05T07:40:00+07:00')
  // Sessions of the sign-in library live on the machine's time; ours stands still there until a test moves it.
  const machineClock = new MovableClock(new Date())
  const world: HttpWorld = {
    db: database.db,
    pool: database.pool,
    notices,
    clock,
    machineClock,
    log: silentLog,
    secret: TEST_SECRET,
    keys: keyRing(options.change?.secret ?? TEST_SECRET),
    publicUrl: TEST_URL,
    isDemo: true,
    apiCallsPerMinute: 600,
    corsOrigins: [],
    oidc: null,
    translate: translator,
    ...options.change,
  }
  const app = await buildApp(world)
  await app.ready()
  const checkAudited = watchAudit(app, database.db)
  return {
    database,
    clock,
    machineClock,
    notices,
    world,
    app,
    close: async () => {
      await app.close()
      await notices.close()
      await database.drop()
      checkAudited()
    },
  }
}
