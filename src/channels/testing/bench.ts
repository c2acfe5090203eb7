import type {
  AccountSettings,
  AdapterTools,
  ChannelAdapter,
  OpenChannel,
  OutgoingMessage,
} from '../../domain/channel/index.ts'
import type { MovableClock } from '../../kernel/clock.ts'
import { openDoor } from '../outbound-http.ts'

/** An adapter opened for a test: real HTTP or SMTP to a fake, a clock that the test moves, everything observed. */
export interface AdapterBench {
  readonly channel: OpenChannel
  readonly clock: MovableClock
  /** What the adapter stored when it renewed its credentials. */
  secrets: unknown
  readonly alarms: { readonly reason: string; readonly code: string }[]
  close(): Promise<void>
}

export interface AdapterUnderTest {
  readonly baseUrl: string
  readonly config: object
  readonly secrets: object
  readonly clock: MovableClock
  readonly webhookBase?: string
}

export function openForTest<C, S>(adapter: ChannelAdapter<C, S>, given: AdapterUnderTest): AdapterBench {
  const settings: AccountSettings<C, S> = {
    id: 7,
    kind: adapter.kind,
    name: 'Tài khoản thử',
    baseUrl: given.baseUrl,
    config: adapter.config.parse(given.config),
    secrets: adapter.secrets.parse(given.secrets),
  }
  const door = openDoor({
    allowed: [given.baseUrl, ...(adapter.alsoReaches?.(settings) ?? [])],
    loopbackOnly: true,
    connections: 8,
  })
  const alarms: { reason: string; code: string }[] = []
  let queue: Promise<unknown> = Promise.resolve()
  const bench = { secrets: given.secrets as unknown }
  const tools: AdapterTools = {
    http: door,
    now: () => given.clock.now(),
    rotateSecrets: (renew) => {
      const turn = queue.then(async () => {
        const renewed = await renew(bench.secrets)
        if (renewed !== null) bench.secrets = renewed
        return bench.secrets
      })
      queue = turn.catch(() => {})
      return turn
    },
    alarm: (reason, code) => alarms.push({ reason, code }),
    webhookUrl: (secret) =>
      `${given.webhookBase ?? 'http://127.0.0.1:1'}/webhooks/${adapter.kind}/7${secret ? `/${secret}` : ''}`,
  }
  const channel = adapter.open(settings, tools)
  return Object.assign(bench, {
    channel,
    clock: given.clock,
    alarms,
    close: async () => {
      await channel.close()
      await door.close()
    },
  })
}

export const TEST_LINK = 'https://loa.test/x/AAAAAAAAAAAAAAAAAAAAAA'

/** A message as the composer would make it; a test changes what it is about. */
export function message(change: Partial<OutgoingMessage> = {}): OutgoingMessage {
  return {
    key: 'loa-41',
    address: '6184920375518263047',
    recipientName: 'Nguyễn Thị Ân',
    urgency: 3,
    windowUntil: new Date('2021-09-11T00:00:00Z'),
    content: {
      zalo: {
        text: 'HỎA TỐC\nCông điện 12/CĐ-LĐLĐ',
        button: 'Xem và xác nhận',
        ackButton: 'Xác nhận đã nhận',
        ackPayload: '#ack_AAAAAAAAAAAAAAAAAAAAAA',
        templateData: {
          nguoi_nhan: 'Nguyễn Thị Ân',
          don_vi: 'CĐCS Trường Tiểu học Hoa Sen',
          so_hieu: '12/CĐ-LĐLĐ',
          trich_yeu: 'Phòng, chống dịch theo phân vùng',
          han: '11:00, 05/09/2021',
          lien_ket: TEST_LINK,
        },
      },
      telegram: {
        text: 'HỎA TỐC\nCông điện 12/CĐ-LĐLĐ',
        button: 'Xem và xác nhận',
        ackButton: 'Xác nhận đã nhận',
        ackPayload: '#ack_AAAAAAAAAAAAAAAAAAAAAA',
      },
      webhook: { subject: 'HỎA TỐC – Công điện 12/CĐ-LĐLĐ', text: `Công điện\n${TEST_LINK}` },
      sms: { text: `LDLD Nam Tu Liem: HOA TOC. CD 12/CD-LDLD ${TEST_LINK}`, unicode: false, parts: 1 },
      email: {
        subject: 'HỎA TỐC – Công điện 12/CĐ-LĐLĐ',
        text: `Công điện\n${TEST_LINK}`,
        html: `<p>Công điện <a href="${TEST_LINK}">Xem và xác nhận</a></p>`,
      },
      link: TEST_LINK,
    },
    ...change,
  }
}
