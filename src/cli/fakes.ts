import { startFakes } from '../../fakes/index.ts'
import { systemClock } from '../kernel/clock.ts'
import { crashOnAccident, stopAsked, tellParent } from '../runtime/child.ts'
import { readSettings } from '../runtime/config.ts'
import { openLog } from '../runtime/log.ts'
import { say } from './say.ts'

/** What the parent of a demo hands over; without it the fakes listen where there is room. */
export interface FakesOrder {
  readonly ports: {
    readonly zalo: number
    readonly sms: number
    readonly smtp: number
    readonly smtpControl: number
  }
  /** Where the fake Zalo posts its events. */
  readonly zaloWebhook: string
}

/** `loa fakes`: stand-ins for Zalo, the SMS gateway and the mail server, on this machine only. */
export async function fakes(env: NodeJS.ProcessEnv): Promise<void> {
  const settings = readSettings(env)
  const order: Partial<FakesOrder> = JSON.parse(env['LOA_FAKES'] ?? '{}')
  crashOnAccident(openLog('fakes', settings.LOA_LOG))
  const stop = stopAsked()
  const running = await startFakes({
    clock: systemClock(settings.LOA_CLOCK_OFFSET_MS),
    realTime: true,
    ...(order.ports ? { ports: order.ports } : {}),
    ...(order.zaloWebhook ? { zalo: { webhookUrl: order.zaloWebhook } } : {}),
  })
  say('fakes_running', { zalo: running.zalo.url, sms: running.sms.url, smtp: running.smtp.url })
  tellParent({ kind: 'ready' })
  await stop
  await running.stop()
}
