import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { systemClock } from '../../kernel/clock.ts'
import { stopAsked } from '../../runtime/child.ts'
import { readSettings, type Settings } from '../../runtime/config.ts'
import { holdDataFolder, openDataFolder } from '../../runtime/data-folder.ts'
import { checkDemoDatabase, ensureOwnDatabase } from '../../runtime/database.ts'
import { startEmbeddedPostgres } from '../../runtime/embedded-postgres.ts'
import { Lifecycle } from '../../runtime/lifecycle.ts'
import { openLog } from '../../runtime/log.ts'
import { claimPort } from '../../runtime/port.ts'
import { say } from '../say.ts'
import { ensureConsole } from './console-build.ts'
import { type DemoProcesses, startProcesses } from './processes.ts'
import { report } from './report.ts'
import { prepareSample } from './sample.ts'
import { noteDatabase, openDemoState } from './state.ts'

/** `loa demo` (`npm start`): everything on this machine, until Ctrl-C. */
export async function demo(env: NodeJS.ProcessEnv): Promise<void> {
  const settings = readSettings(env)
  const port = await claimPort(settings.HOST, settings.PORT)
  const log = openLog('demo', 'error')
  const life = new Lifecycle(log, 15_000)
  let processes: DemoProcesses | undefined
  const stop = stopAsked().then(() => {
    say('stopping')
    // Whoever presses twice does not want to wait.
    process.once('SIGINT', () => {
      processes?.kill()
      process.exit(130)
    })
  })
  const started = start({ ...settings, PORT: port }, env, life, (begun) => {
    processes = begun
  })
  try {
    await Promise.race([started, stop])
    await stop
  } finally {
    await life.stop()
    await started.catch(() => {})
  }
  say('stopped')
}

async function start(
  settings: Settings,
  env: NodeJS.ProcessEnv,
  life: Lifecycle,
  onProcesses: (processes: DemoProcesses) => void,
): Promise<void> {
  const folder = settings.LOA_DATA_DIR
  await openDataFolder(folder)
  await life.start(
    'data folder',
    async () => holdDataFolder(folder),
    async (letGo) => letGo(),
  )
  if (settings.DATABASE_URL) await checkDemoDatabase(settings.DATABASE_URL)
  const logs = join(folder, 'logs')
  await mkdir(logs, { recursive: true })
  const [url, state] = await Promise.all([
    openDatabaseOf(settings, life),
    openDemoState(folder),
    ensureConsole(join(logs, 'console-build.log'), () => say('building_console')),
  ])
  await noteDatabase(folder, url)
  const publicUrl = settings.LOA_PUBLIC_URL ?? `http://localhost:${settings.PORT}`
  const offsetMs = clockOffset(settings)
  const sample = await prepareSample({
    databaseUrl: url,
    publicUrl,
    localUrl: `http://127.0.0.1:${settings.PORT}`,
    state,
    now: systemClock(offsetMs).now(),
  })
  const processes = await life.start(
    'processes',
    async () =>
      startProcesses({
        logs,
        onRestart: (name) => say('process_restarted', { name, log: join(logs, `${name}.log`) }),
        env: {
          ...env,
          HOST: settings.HOST,
          PORT: String(settings.PORT),
          DATABASE_URL: url,
          LOA_PUBLIC_URL: publicUrl,
          LOA_SECRET: state.secret,
          LOA_DEMO: '1',
          LOA_CLOCK_OFFSET_MS: String(offsetMs),
          LOA_FAKES: JSON.stringify(sample.fakes),
        },
      }),
    (begun) => begun.stop(),
  )
  onProcesses(processes)
  await processes.ready
  report(publicUrl, sample.links, `http://127.0.0.1:${state.fakePorts.page}`)
}

/** The embedded server, or the one of DATABASE_URL. */
async function openDatabaseOf(settings: Settings, life: Lifecycle): Promise<string> {
  if (settings.DATABASE_URL) return settings.DATABASE_URL
  const dataDir = join(settings.LOA_DATA_DIR, 'postgres')
  const server = await life.start(
    'postgres',
    () => startEmbeddedPostgres({ dataDir, durable: true }),
    (running) => running.stop(),
  )
  if (!server.folder.startsWith(dataDir)) say('database_elsewhere', { folder: server.folder })
  return ensureOwnDatabase(server.url)
}

/** The distance from the machine's clock to the demo's calendar. */
function clockOffset(settings: Settings): number {
  return settings.LOA_CLOCK ? Date.parse(settings.LOA_CLOCK) - Date.now() : settings.LOA_CLOCK_OFFSET_MS
}
