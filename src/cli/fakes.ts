import { type DemoPorts, startDemoFakes } from '../../fakes/demo.ts'
import { crashOnAccident, stopAsked, tellParent } from '../runtime/child.ts'
import { readSettings } from '../runtime/config.ts'
import { openLog } from '../runtime/log.ts'
import { say } from './say.ts'

/** What the parent of a demo hands over; without it the fakes listen where there is room. */
export interface FakesOrder {
  readonly ports: DemoPorts
  /** Where the fake Zalo and the fake Telegram post what happens. */
  readonly zaloWebhook: string
  readonly telegramWebhook: string
  /** The web server on this machine: officers open their pages there, whatever address the links begin with. */
  readonly pagesAt: string
}

const ANYWHERE: DemoPorts = { page: 0, zalo: 0, sms: 0, smtp: 0, smtpControl: 0, telegram: 0 }

/** `loa fakes`: stand-ins for Zalo, Telegram, the SMS gateway and the mail server with the people behind, on this machine only. */
export async function fakes(env: NodeJS.ProcessEnv): Promise<void> {
  const settings = readSettings(env)
  const order: Partial<FakesOrder> = JSON.parse(env['LOA_FAKES'] ?? '{}')
  crashOnAccident(openLog('fakes', settings.LOA_LOG))
  const stop = stopAsked()
  const running = await startDemoFakes({
    ports: order.ports ?? ANYWHERE,
    speed: settings.LOA_DEMO_SPEED,
    clockOffsetMs: settings.LOA_CLOCK_OFFSET_MS,
    zaloWebhookUrl: order.zaloWebhook ?? '',
    telegramWebhookUrl: order.telegramWebhook ?? '',
    pagesAt: order.pagesAt ?? null,
  })
  const { zalo, sms, smtp, telegram } = running.fakes
  say('fakes_running', {
    page: running.pageUrl,
    zalo: zalo.url,
    sms: sms.url,
    smtp: smtp.url,
    telegram: telegram.url,
  })
  tellParent({ kind: 'ready' })
  await stop
  await running.stop()
}
