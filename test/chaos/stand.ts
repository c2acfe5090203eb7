import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { type OpenDatabase, openDatabase } from '../../db/client.ts'
import { migrate } from '../../db/migrate.ts'
import { type ScaleFederation, seedScale } from '../../demo/scale.ts'
import { ensureOwnDatabase } from '../../src/runtime/database.ts'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/runtime/embedded-postgres.ts'
import { claimPort } from '../../src/runtime/port.ts'
import { TEST_SECRET } from '../harness/delivery-world.ts'
import { temporaryFolder } from '../harness/program.ts'
import type { ProviderOrder } from './providers-process.ts'

const PROGRAM = join(import.meta.dirname, '../../src/bin/loa.ts')
const PROVIDERS = join(import.meta.dirname, 'providers-process.ts')
const ZALO = {
  appId: '1402857396021847563',
  oaId: '3071946285517304829',
  oaSecretKey: 'vi-du-khoa-bi-mat-oa',
}
const SMS_SECRET = 'vi-du-duong-dan-bi-mat'

export type Victim = 'worker' | 'web' | 'providers' | 'postgres'

/** A whole Loa as it runs in a house: web, worker, database and providers, each a process that can be killed. */
export class Stand {
  readonly database: OpenDatabase
  readonly federation: ScaleFederation
  readonly file: string
  readonly #folder: string
  readonly #postgres: EmbeddedPostgres
  readonly #commands: Readonly<
    Record<Exclude<Victim, 'postgres'>, { args: string[]; env: NodeJS.ProcessEnv }>
  >
  readonly #children = new Map<Victim, ChildProcess>()
  readonly #readyAt: string

  private constructor(parts: {
    database: OpenDatabase
    federation: ScaleFederation
    folder: string
    file: string
    postgres: EmbeddedPostgres
    order: ProviderOrder
    env: NodeJS.ProcessEnv
  }) {
    const { env } = parts
    this.database = parts.database
    this.federation = parts.federation
    this.file = parts.file
    this.#folder = parts.folder
    this.#postgres = parts.postgres
    this.#readyAt = `http://127.0.0.1:${env['PORT']}/readyz`
    this.#commands = {
      worker: { args: [PROGRAM, 'serve', '--role', 'worker'], env },
      web: { args: [PROGRAM, 'serve', '--role', 'web'], env },
      providers: { args: [PROVIDERS, JSON.stringify(parts.order)], env: {} },
    }
  }

  get db() {
    return this.database.db
  }

  static async open(options: { units: number; people: number; latencyMs: number }): Promise<Stand> {
    const folder = await temporaryFolder()
    // Durable: a killed server must keep what it confirmed.
    const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'pg'), durable: true })
    const url = await ensureOwnDatabase(postgres.url)
    const database = openDatabase(url, { max: 4, name: 'loa chaos' })
    await migrate(database.db)
    const [web, zalo, sms, smtp] = await Promise.all([0, 0, 0, 0].map((any) => claimPort('127.0.0.1', any)))
    const lane = { ratePerMinute: 6_000_000, burst: 100_000, name: 'Kênh thử' }
    const now = new Date()
    const federation = await seedScale(database.db, {
      ...options,
      now,
      secret: TEST_SECRET,
      mix: { zalo: 70, sms: 20, email: 9 },
      accounts: [
        {
          kind: 'zalo-oa',
          channel: 'zalo',
          baseUrl: `http://127.0.0.1:${zalo}`,
          config: { appId: ZALO.appId, oaId: ZALO.oaId },
          secrets: {
            accessToken: 'vi-du-truy-cap',
            refreshToken: 'vi-du-lam-moi',
            accessTokenExpiresAt: new Date(now.getTime() + 25 * 3_600_000).toISOString(),
            appSecret: 'vi-du-khoa-ung-dung',
            oaSecretKey: ZALO.oaSecretKey,
          },
          ...lane,
        },
        {
          kind: 'sms-gateway',
          channel: 'sms',
          baseUrl: `http://127.0.0.1:${sms}`,
          config: { brandname: 'LDLD' },
          secrets: { apiKey: 'vi-du', secretKey: 'vi-du', callbackSecret: SMS_SECRET },
          ...lane,
        },
        {
          kind: 'email-smtp',
          channel: 'email',
          baseUrl: `smtp://127.0.0.1:${smtp}`,
          config: { fromName: 'LĐLĐ quận', fromAddress: 'vanthu@ldld.example' },
          ...lane,
        },
      ],
    })
    const file = join(folder, 'taken.log')
    await writeFile(file, '')
    const [zaloId, smsId] = federation.accountIds
    const { PATH, HOME, LANG } = process.env
    return new Stand({
      database,
      federation,
      folder,
      file,
      postgres,
      order: {
        ports: { zalo: zalo!, sms: sms!, smtp: smtp! },
        file,
        latencyMs: options.latencyMs,
        zalo: ZALO,
        webhooks: {
          zalo: `http://127.0.0.1:${web}/webhooks/zalo-oa/${zaloId}`,
          sms: `http://127.0.0.1:${web}/webhooks/sms-gateway/${smsId}/${SMS_SECRET}`,
        },
      },
      env: {
        PATH,
        HOME,
        LANG,
        PORT: String(web),
        DATABASE_URL: url,
        LOA_SECRET: TEST_SECRET,
        LOA_PUBLIC_URL: `http://127.0.0.1:${web}`,
        LOA_DATA_DIR: join(folder, 'data'),
        LOA_LOG: 'error',
      },
    })
  }

  /** Starts a process; `env` adds to its settings. Resolves at once: the others do not wait for it either. */
  start(who: Exclude<Victim, 'postgres'>, env: NodeJS.ProcessEnv = {}): ChildProcess {
    const command = this.#commands[who]
    const child = spawn(process.execPath, command.args, {
      env: { ...command.env, ...env },
      stdio: ['ignore', 'ignore', process.env['LOA_TEST_LOUD'] ? 'inherit' : 'ignore'],
    })
    this.#children.set(who, child)
    // As a supervisor would: whoever ends by himself (the database was away when he started) begins again.
    child.once('exit', () => {
      if (this.#children.get(who) === child) setTimeout(() => this.#again(who, child, env), 200)
    })
    return child
  }

  #again(who: Exclude<Victim, 'postgres'>, ended: ChildProcess, env: NodeJS.ProcessEnv): void {
    if (this.#children.get(who) === ended) this.start(who, env)
  }

  async untilWebAnswers(): Promise<void> {
    while (
      !(await fetch(this.#readyAt).then(
        (reply) => reply.ok,
        () => false,
      ))
    )
      await sleep(50)
  }

  /** Ends a process as a power cut would; the supervisor of this stand starts it again. */
  async kill(who: Victim): Promise<void> {
    if (who === 'postgres') {
      const pid = Number(
        (await readFile(join(this.#postgres.folder, 'postmaster.pid'), 'utf8').catch(() => '')).split(
          '\n',
        )[0],
      )
      if (pid > 0) process.kill(pid, 'SIGKILL')
      return
    }
    const child = this.#children.get(who)
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
    const at = new Date()
    // That worker is surely dead; its successor begins later.
    if (who === 'worker')
      await this.ask((db) => sql`update worker set beat_at = '2000-01-01' where beat_at < ${at}`.execute(db))
  }

  /** Asks until the database answers. */
  async ask<T>(question: (db: OpenDatabase['db']) => Promise<T>): Promise<T> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await question(this.db)
      } catch (error) {
        if (attempt > 300) throw error
        await sleep(100)
      }
    }
  }

  /** Workers that are gone are noticed after fifteen silent seconds; the test does not wait them out. */
  bury(): Promise<unknown> {
    return this.ask((db) =>
      sql`update worker set beat_at = '2000-01-01' where beat_at < clock_timestamp() - interval '4 seconds'`.execute(
        db,
      ),
    )
  }

  async taken(): Promise<readonly string[][]> {
    const text = await readFile(this.file, 'utf8')
    return text
      .split('\n')
      .filter(Boolean)
      .map((line) => line.split(' '))
  }

  async close(): Promise<void> {
    const children = [...this.#children.values()]
    this.#children.clear()
    for (const child of children) {
      child.kill('SIGKILL')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    }
    await this.database.close()
    await this.#postgres.stop()
    await rm(this.#folder, { recursive: true, force: true })
  }
}
