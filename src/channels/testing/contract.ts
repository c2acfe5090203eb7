import { createServer, type Server, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import type { ChannelAdapter, OutgoingMessage, SendOutcome } from '../../domain/channel/index.ts'
import { MovableClock } from '../../kernel/clock.ts'
import { type AdapterUnderTest, message, openForTest } from './bench.ts'

/** One row of an adapter's table: what the provider does, and what the dispatcher must be told. */
export interface ContractCase {
  readonly label: string
  /** Prepares the fake. */
  readonly provider: () => void | Promise<void>
  readonly message?: Partial<OutgoingMessage>
  readonly expect: Partial<SendOutcome>
  /** How often the provider really took the message. */
  readonly taken?: number
}

export interface ContractFixture<C, S> {
  readonly adapter: ChannelAdapter<C, S>
  readonly account: () => Omit<AdapterUnderTest, 'clock'>
  readonly message: Partial<OutgoingMessage>
  /** Forgets scripts and counters between two rows. */
  readonly reset: () => void
  /** Messages that the fake took since the reset. */
  readonly taken: () => number
  /** What must not be found in any outcome or alarm. */
  readonly secretsOf: (secrets: object) => readonly string[]
  readonly cases: readonly ContractCase[]
}

const NOW = '2021-09-05T07:55:00+07:00'

/** Runs an adapter's table, and the rows that nobody must forget. */
export function runContract<C, S>(fixture: ContractFixture<C, S>): void {
  const { adapter } = fixture

  test.each(fixture.cases.map((one) => [one.label, one] as const))('%s', async (_label, one) => {
    fixture.reset()
    await one.provider()
    const account = fixture.account()
    const bench = openForTest(adapter, { ...account, clock: new MovableClock(NOW) })
    try {
      const outcome = await bench.channel.send(message({ ...fixture.message, ...one.message }))
      expect(outcome).toMatchObject(one.expect)
      if (one.taken !== undefined) expect(fixture.taken()).toBe(one.taken)
      const said = JSON.stringify([outcome, bench.alarms])
      for (const secret of fixture.secretsOf(account.secrets)) expect(said).not.toContain(secret)
    } finally {
      await bench.close()
    }
  })

  test('a provider that nobody reaches: not sent, worth another try, the lane waits', async () => {
    const outcome = await sendTo(fixture, withPort(fixture.account().baseUrl, await closedPort()))
    expect(outcome).toMatchObject({ kind: 'retry', lane: true })
  })

  test('a host outside this machine is refused without a call', async () => {
    const { config, secrets } = fixture.account()
    const scheme = new URL(fixture.account().baseUrl).protocol
    expect(() =>
      openForTest(adapter, {
        baseUrl: `${scheme}//provider.example`,
        config,
        secrets,
        clock: new MovableClock(NOW),
      }),
    ).toThrow('address_refused')
  })

  test('a line that dies before a greeting or an answer never looks like a success', async () => {
    const mute = await listenMute((socket) => socket.destroy())
    try {
      const outcome = await sendTo(fixture, withPort(fixture.account().baseUrl, mute.port))
      expect(['retry', 'unknown']).toContain(outcome.kind)
    } finally {
      mute.close()
    }
  })

  test('a provider that says nothing at all is given up in time', async () => {
    const mute = await listenMute(() => {})
    try {
      const outcome = await sendTo(fixture, withPort(fixture.account().baseUrl, mute.port), {
        timeoutMs: 150,
      })
      expect(['retry', 'unknown']).toContain(outcome.kind)
    } finally {
      mute.close()
    }
  })
}

async function sendTo<C, S>(
  fixture: ContractFixture<C, S>,
  baseUrl: string,
  config: object = {},
): Promise<SendOutcome> {
  const account = fixture.account()
  const bench = openForTest(fixture.adapter, {
    baseUrl,
    config: { ...account.config, ...config },
    secrets: account.secrets,
    clock: new MovableClock(NOW),
  })
  try {
    return await bench.channel.send(message(fixture.message))
  } finally {
    await bench.close()
  }
}

function withPort(url: string, port: number): string {
  const changed = new URL(url)
  changed.port = String(port)
  return changed.href.replace(/\/$/, '')
}

async function closedPort(): Promise<number> {
  const mute = await listenMute(() => {})
  mute.close()
  return mute.port
}

async function listenMute(onSocket: (socket: Socket) => void): Promise<{ port: number; close(): void }> {
  const sockets = new Set<Socket>()
  const server: Server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    onSocket(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as { port: number }).port,
    close: () => {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}
