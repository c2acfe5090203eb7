import type { Channel } from '../src/contract/common.ts'
import { type Clock, systemClock } from '../src/kernel/clock.ts'
import { Phones } from './lib/phones.ts'
import { Scheduler } from './lib/scheduler.ts'
import type { Knobs } from './lib/script.ts'
import { SMS_IDENTITY, type SmsSwitches } from './sms/checks.ts'
import { FakeSms } from './sms/server.ts'
import { FakeSpeedSms } from './sms/speedsms.ts'
import { FakeSmtp } from './smtp/server.ts'
import { TELEGRAM_IDENTITY, type TelegramSwitches } from './telegram/options.ts'
import { FakeTelegram } from './telegram/server.ts'
import { FakeReceiver } from './webhook/server.ts'
import { ZALO_IDENTITY, ZALO_TEMPLATE_ID, type ZaloSwitches } from './zalo/options.ts'
import { FakeZalo } from './zalo/server.ts'

export { Phones } from './lib/phones.ts'
export { Scheduler } from './lib/scheduler.ts'
export type { Knobs, Outcome } from './lib/script.ts'
export { FakeSms } from './sms/server.ts'
export { FakeSpeedSms, SPEEDSMS_IDENTITY } from './sms/speedsms.ts'
export { FakeSmtp } from './smtp/server.ts'
export { TELEGRAM_IDENTITY } from './telegram/options.ts'
export { FakeTelegram } from './telegram/server.ts'
export { FakeReceiver, WEBHOOK_IDENTITY } from './webhook/server.ts'
export { ZALO_IDENTITY } from './zalo/options.ts'
export { FakeZalo } from './zalo/server.ts'

export interface FakeProviders {
  readonly zalo: FakeZalo
  readonly sms: FakeSms
  readonly smtp: FakeSmtp
  readonly telegram: FakeTelegram
  readonly speedSms: FakeSpeedSms
  /** Another system that takes webhooks. */
  readonly receiver: FakeReceiver
  readonly phones: Phones
  readonly scheduler: Scheduler
  stop(): Promise<void>
}

export interface FakeProviderOptions {
  /** A test's clock; then `scheduler.runDue()` does what is due. The machine's clock by default. */
  readonly clock?: Clock
  readonly realTime?: boolean
  /** 0 or absent = any free port. */
  readonly ports?: {
    readonly zalo?: number
    readonly sms?: number
    readonly smtp?: number
    readonly smtpControl?: number
    readonly telegram?: number
    readonly speedSms?: number
    readonly receiver?: number
  }
  /** Message ids count on from here. */
  readonly firstId?: number
  readonly knobs?: Partial<Knobs>
  readonly zalo?: Partial<ZaloSwitches>
  readonly sms?: Partial<SmsSwitches>
  readonly telegram?: Partial<TelegramSwitches>
}

/** All fake providers, delivering to one set of phones. */
export async function startFakes(options: FakeProviderOptions = {}): Promise<FakeProviders> {
  const clock = options.clock ?? systemClock()
  const scheduler = new Scheduler(clock, options.realTime ?? options.clock === undefined)
  const phones = new Phones()
  const { ports = {}, knobs } = options
  const common = { clock, scheduler, phones, firstId: options.firstId ?? 0, ...(knobs ? { knobs } : {}) }
  const started: { stop(): Promise<void> }[] = []
  const keep = <T extends { stop(): Promise<void> }>(fake: T): T => {
    started.push(fake)
    return fake
  }
  const stop = async (): Promise<void> => {
    scheduler.stop()
    for (const fake of started.reverse()) await fake.stop()
  }
  try {
    const zalo = keep(await FakeZalo.start({ ...common, ...port(ports.zalo), switches: options.zalo ?? {} }))
    const sms = keep(await FakeSms.start({ ...common, ...port(ports.sms), switches: options.sms ?? {} }))
    const smtp = keep(
      await FakeSmtp.start({ ...common, ...port(ports.smtp), controlPort: ports.smtpControl ?? 0 }),
    )
    const telegram = keep(
      await FakeTelegram.start({ ...common, ...port(ports.telegram), switches: options.telegram ?? {} }),
    )
    const speedSms = keep(await FakeSpeedSms.start({ ...common, ...port(ports.speedSms) }))
    const receiver = keep(await FakeReceiver.start({ ...common, ...port(ports.receiver) }))
    return { zalo, sms, smtp, telegram, speedSms, receiver, phones, scheduler, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

const port = (number: number | undefined): { port: number } => ({ port: number ?? 0 })

/** The accounts of channel_account that speak to these fakes: what demo/ stores, and tests too. */
export interface FakeAccount {
  readonly kind: string
  readonly channel: Channel
  readonly name: string
  readonly baseUrl: string
  readonly config: Record<string, unknown>
  readonly secrets: Record<string, unknown>
}

/** Path secret of the sample account's callbacks: invented like every credential here. */
export const SMS_CALLBACK_SECRET = 'vi-du-duong-dan-bi-mat'

export function fakeAccounts(
  urls: { readonly zalo: string; readonly sms: string; readonly smtp: string; readonly telegram?: string },
  now: Date,
): readonly [zalo: FakeAccount, sms: FakeAccount, email: FakeAccount, ...others: FakeAccount[]] {
  return [
    {
      kind: 'zalo-oa',
      channel: 'zalo',
      name: 'Zalo OA LĐLĐ quận (mẫu)',
      baseUrl: urls.zalo,
      config: { appId: ZALO_IDENTITY.appId, oaId: ZALO_IDENTITY.oaId, templateId: ZALO_TEMPLATE_ID },
      secrets: {
        accessToken: ZALO_IDENTITY.accessToken,
        refreshToken: ZALO_IDENTITY.refreshToken,
        accessTokenExpiresAt: new Date(now.getTime() + 25 * 3_600_000).toISOString(),
        appSecret: ZALO_IDENTITY.appSecret,
        oaSecretKey: ZALO_IDENTITY.oaSecretKey,
      },
    },
    {
      kind: 'sms-gateway',
      channel: 'sms',
      name: 'SMS LDLD NTL (mẫu)',
      baseUrl: urls.sms,
      // An invented price: the composer shows what an estimate looks like.
      config: { brandname: SMS_IDENTITY.brandname, pricePerPart: 350 },
      secrets: {
        apiKey: SMS_IDENTITY.apiKey,
        secretKey: SMS_IDENTITY.secretKey,
        callbackSecret: SMS_CALLBACK_SECRET,
      },
    },
    {
      kind: 'email-smtp',
      channel: 'email',
      name: 'Thư điện tử LĐLĐ quận (mẫu)',
      baseUrl: urls.smtp,
      config: {
        fromName: 'LĐLĐ quận Nam Từ Liêm (dữ liệu mẫu)',
        fromAddress: 'vanthu@ldld-ntl.example',
        startTls: 'when_offered',
      },
      secrets: {},
    },
    ...(urls.telegram === undefined ? [] : [telegramAccount(urls.telegram)]),
  ]
}

export const telegramAccount = (url: string): FakeAccount => ({
  kind: 'telegram',
  channel: 'telegram',
  name: 'Telegram LĐLĐ quận (mẫu)',
  baseUrl: url,
  config: { botUsername: TELEGRAM_IDENTITY.botUsername },
  secrets: { token: TELEGRAM_IDENTITY.token, webhookSecret: TELEGRAM_IDENTITY.webhookSecret },
})
