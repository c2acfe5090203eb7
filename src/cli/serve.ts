import { crashOnAccident, stopAsked, tellParent } from '../runtime/child.ts'
import { checkServeSettings, readSettings } from '../runtime/config.ts'
import { Lifecycle } from '../runtime/lifecycle.ts'
import { openLog } from '../runtime/log.ts'
import { offerSetup } from './setup-link.ts'

/** `loa serve --role web,worker`: the roles in this process, until it is asked to stop. */
export async function serve(env: NodeJS.ProcessEnv): Promise<void> {
  const settings = checkServeSettings(readSettings(env))
  const log = openLog(settings.LOA_ROLE.join('+'), settings.LOA_LOG)
  crashOnAccident(log)
  const stop = stopAsked()
  const life = new Lifecycle(log)
  try {
    if (settings.LOA_ROLE.includes('worker'))
      await (await import('../runtime/worker.ts')).startWorker(settings, log, life)
    if (settings.LOA_ROLE.includes('web'))
      await (await import('../runtime/web.ts')).startWeb(settings, log, life)
    if (settings.LOA_ROLE.includes('web')) await offerSetup(settings, settings.DATABASE_URL)
    tellParent({ kind: 'ready' })
    await stop
  } finally {
    await life.stop()
  }
  log.info({}, 'stopped')
}
