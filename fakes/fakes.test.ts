import { createServer, type Server } from 'node:http'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { message, openForTest } from '../src/channels/testing/bench.ts'
import { zaloOa } from '../src/channels/zalo-oa/adapter.ts'
import { webhookMac } from '../src/channels/zalo-oa/signature.ts'
import { zaloWebhook } from '../src/channels/zalo-oa/webhook.ts'
import { MovableClock } from '../src/kernel/clock.ts'
import { type FakeProviders, fakeAccounts, startFakes, ZALO_IDENTITY } from './index.ts'

const MEMBER = '6184920375518263047'
let clock: MovableClock
let fakes: FakeProviders
let inbox: Inbox

interface Inbox {
  readonly url: string
  readonly posts: { body: string; headers: Record<string, unknown> }[]
  status: number
  stop(): void
}

async function openInbox(): Promise<Inbox> {
  const posts: Inbox['posts'] = []
  const server: Server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      posts.push({ body, headers: request.headers })
      response.writeHead(one.status).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const one = {
    url: `http://127.0.0.1:${(server.address() as { port: number }).port}/webhooks/zalo-oa/1`,
    posts,
    status: 200,
    stop: () => {
      server.closeAllConnections()
      server.close()
    },
  }
  return one
}

beforeEach(async () => {
  clock = new MovableClock('2021-09-05T07:55:00+07:00')
  inbox = await openInbox()
  fakes = await startFakes({ clock, realTime: false, zalo: { webhookUrl: inbox.url } })
})
afterEach(async () => {
  await fakes.stop()
  inbox.stop()
})

const send = (body: object, headers: Record<string, string> = {}, path = '/v3.0/oa/message/cs') =>
  fetch(fakes.zalo.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', access_token: ZALO_IDENTITY.accessToken, ...headers },
    body: JSON.stringify(body),
  })
const hello = { recipient: { user_id: MEMBER }, message: { text: 'Chào' } }
const codeOf = async (answer: Response): Promise<number> => {
  expect(answer.status).toBe(200)
  return ((await answer.json()) as { error: number }).error
}
const names = (): string[] => inbox.posts.map((post) => JSON.parse(post.body).event_name)
/** Moves the clock, does what is due, and waits until the posts have arrived. */
async function pass(seconds: number, posts: number): Promise<void> {
  clock.advance({ seconds })
  fakes.scheduler.runDue()
  await expect.poll(() => inbox.posts.length).toBeGreaterThanOrEqual(posts)
}

describe('Zalo sends', () => {
  test('refuses in HTTP 200 what Zalo refuses', async () => {
    expect(await codeOf(await send(hello))).toBe(0)
    expect(await codeOf(await send(hello, { access_token: 'sai' }))).toBe(-216)
    expect(
      await codeOf(await send({ recipient: { user_id: MEMBER }, message: { text: 'x'.repeat(2001) } })),
    ).toBe(-210)
    expect(await codeOf(await send({ recipient: { user_id: 'abc' }, message: { text: 'x' } }))).toBe(-201)
    expect(
      await codeOf(
        await send(
          { user_id: MEMBER, template_id: 'khác', template_data: {} },
          {},
          '/v3.0/oa/message/template',
        ),
      ),
    ).toBe(-249)
  })

  test('a token in «Authorization: Bearer» counts as missing', async () => {
    const answer = await fetch(`${fakes.zalo.url}/v3.0/oa/message/cs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${ZALO_IDENTITY.accessToken}` },
      body: JSON.stringify(hello),
    })
    expect(await codeOf(answer)).toBe(-216)
  })

  test('the window is free for two days, charged for seven, then closed; an answer opens it again', async () => {
    const quota = async () => ((await (await send(hello)).json()) as { data: { quota?: object } }).data.quota
    expect(await quota()).toMatchObject({ quota_type: 'reply' })
    clock.advance({ hours: 49 })
    // The access token lives for 25 hours only.
    const fresh = await renew()
    expect(
      ((await (await send(hello, { access_token: fresh })).json()) as { data: object }).data,
    ).not.toHaveProperty('quota')
    clock.advance({ hours: 120 })
    const next = await renew()
    expect(await codeOf(await send(hello, { access_token: next }))).toBe(-230)
    await fakes.zalo.memberWrites(MEMBER, 'Đã nhận')
    expect(await codeOf(await send(hello, { access_token: next }))).toBe(0)
    fakes.zalo.users.script(MEMBER, { lastInteraction: null })
    expect(await codeOf(await send(hello, { access_token: next }))).toBe(-232)
  })

  test('more than the minute allows is -32 until the next minute', async () => {
    fakes.zalo.script.knobs.ratePerMinute = 2
    expect(
      await Promise.all([send(hello), send(hello), send(hello)].map(async (one) => codeOf(await one))),
    ).toEqual(expect.arrayContaining([0, 0, -32]))
    clock.advance({ minutes: 1 })
    expect(await codeOf(await send(hello))).toBe(0)
  })
})

let refreshToken: string = ZALO_IDENTITY.refreshToken
beforeEach(() => {
  refreshToken = ZALO_IDENTITY.refreshToken
})
const exchange = (token: string) =>
  fetch(`${fakes.zalo.url}/v4/oa/access_token`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', secret_key: ZALO_IDENTITY.appSecret },
    body: new URLSearchParams({
      refresh_token: token,
      app_id: ZALO_IDENTITY.appId,
      grant_type: 'refresh_token',
    }),
  })
async function renew(): Promise<string> {
  const pair = (await (await exchange(refreshToken)).json()) as {
    access_token: string
    refresh_token: string
  }
  refreshToken = pair.refresh_token
  return pair.access_token
}

describe('Zalo tokens', () => {
  test('of two renewals with one refresh token exactly one succeeds', async () => {
    const answers = await Promise.all([exchange(refreshToken), exchange(refreshToken)])
    const bodies = (await Promise.all(answers.map((answer) => answer.json()))) as {
      error?: number
      expires_in?: unknown
    }[]
    expect(bodies.filter((body) => body.error === -14014)).toHaveLength(1)
    expect(bodies.find((body) => body.error === undefined)?.expires_in).toBe('90000')
  })

  test.each(['string', 'number'] as const)('the adapter reads expires_in as a %s', async (expiresInType) => {
    fakes.zalo.switches.expiresInType = expiresInType
    fakes.zalo.tokens.expireAccess()
    const bench = open()
    expect(await bench.channel.send(message())).toMatchObject({ kind: 'accepted' })
    expect(bench.secrets).toMatchObject({
      accessTokenExpiresAt: new Date(clock.now().getTime() + 90_000_000).toISOString(),
    })
    await bench.close()
  })

  test('a renewal whose answer is lost: an alarm, no second call, and the old token while it lives', async () => {
    fakes.zalo.switches.loseTokenAnswer = true
    const bench = open({ accessTokenExpiresAt: new Date(clock.now().getTime() + 3_600_000).toISOString() })
    expect(await bench.channel.send(message())).toMatchObject({ kind: 'accepted' })
    expect(await bench.channel.send(message())).toMatchObject({ kind: 'accepted' })
    expect(bench.alarms).toHaveLength(1)
    expect(fakes.zalo.script.counters.tokenRenewals).toBe(1)
    await bench.close()
  })

  test.each([true, false])(
    'sends pass with the proof whether Zalo asks for it (%s) or not',
    async (enforced) => {
      fakes.zalo.switches.enforceProof = enforced
      const bench = open()
      expect(await bench.channel.send(message())).toMatchObject({ kind: 'accepted' })
      expect(await codeOf(await send(hello))).toBe(enforced ? -242 : 0)
      await bench.close()
    },
  )
})

const account = () => fakeAccounts({ zalo: fakes.zalo.url, sms: '', smtp: '' }, clock.now())[0]
const open = (secrets: object = {}) =>
  openForTest(zaloOa, {
    baseUrl: fakes.zalo.url,
    config: account().config,
    secrets: { ...account().secrets, ...secrets },
    clock: new MovableClock(clock.now()),
  })
const settings = (config: object = {}) => ({
  id: 1,
  kind: 'zalo-oa',
  name: '',
  baseUrl: fakes.zalo.url,
  config: zaloOa.config.parse({ ...account().config, ...config }),
  secrets: zaloOa.secrets.parse(account().secrets),
})

describe('Zalo webhooks', () => {
  test.each([
    ['mac = hex', {}, true],
    ['mac=hex', {}, true],
    ['hex', {}, true],
    ['UPPER', {}, true],
    ['hex', { signWith: 'app_secret' }, true],
    ['hex', { signedId: 'oa_id' }, false],
  ] as const)('a signature written %s, %j, is understood: %s', async (signatureHeader, change, trusted) => {
    Object.assign(fakes.zalo.switches, { signatureHeader, ...change })
    await fakes.zalo.events.received(MEMBER, 'm1')
    const [post] = inbox.posts
    const given = {
      headers: { 'x-zevent-signature': String(post!.headers['x-zevent-signature']) },
      body: Buffer.from(post!.body),
      pathSecret: null,
    }
    expect(zaloWebhook.verify(given, settings())).toBe(trusted)
    expect(zaloWebhook.verify(given, settings({ acceptOaIdSignature: true }))).toBe(true)
  })

  test.each([false, true])(
    'receipts in the new and the legacy form (%s) read the same',
    async (legacyReceipts) => {
      fakes.zalo.switches.legacyReceipts = legacyReceipts
      await fakes.zalo.events.seen(MEMBER, ['m1', 'm1'])
      const body = Buffer.from(inbox.posts[0]!.body)
      expect(zaloWebhook.read({ headers: {}, body, pathSecret: null }, settings())).toEqual([
        expect.objectContaining({ kind: 'receipt', state: 'seen', providerMessageId: 'm1' }),
      ])
    },
  )

  test('after a send: echo, received, seen', async () => {
    await send(hello)
    await pass(0.2, 1)
    await pass(0.2, 2)
    await pass(2, 3)
    expect(names()).toEqual(['oa_send_text', 'user_received_message', 'user_seen_message'])
    const { body, headers } = inbox.posts[1]!
    const mac = webhookMac(
      ZALO_IDENTITY.appId,
      Buffer.from(body),
      JSON.parse(body).timestamp,
      ZALO_IDENTITY.oaSecretKey,
    )
    expect(headers['x-zevent-signature']).toBe(`mac = ${mac.toString('hex')}`)
  })

  test('a receipt can come before the answer of its send', async () => {
    fakes.zalo.script.knobs.receiptBeforeAnswer = true
    const answer = await send(hello)
    expect(names()).toContain('user_received_message')
    const { data } = (await answer.json()) as { data: { message_id: string } }
    expect(JSON.parse(inbox.posts[0]!.body).message.msg_id).toBe(data.message_id)
  })

  test('what is not answered with 200 comes again five times with the same bytes, then never', async () => {
    inbox.status = 500
    await fakes.zalo.events.received(MEMBER, 'm1')
    for (const [index, seconds] of [30, 300, 900, 1800, 3600].entries()) await pass(seconds, index + 2)
    expect(new Set(inbox.posts.map((post) => post.body)).size).toBe(1)
    expect(inbox.posts.map((post) => post.headers['num_retry'])).toEqual([undefined, '1', '2', '3', '4', '5'])
    await expect.poll(() => fakes.zalo.switches.unsubscribed).toBe(true)
    inbox.status = 200
    await fakes.zalo.events.received(MEMBER, 'm2')
    expect(inbox.posts).toHaveLength(6)
  })

  test('duplicates have the same bytes', async () => {
    fakes.zalo.script.knobs.duplicateReceiptShare = 1
    await fakes.zalo.events.received(MEMBER, 'm1')
    expect(inbox.posts).toHaveLength(2)
    expect(inbox.posts[0]!.body).toBe(inbox.posts[1]!.body)
  })
})

test('the control refuses a switch that does not exist, and shows what was received', async () => {
  const change = (body: object) =>
    fetch(`${fakes.zalo.url}/__control`, { method: 'POST', body: JSON.stringify(body) })
  expect((await change({ knobs: { latencyMS: 5 } })).status).toBe(400)
  expect((await change({ knobs: { latencyMs: 'lâu' } })).status).toBe(400)
  expect((await change({ knobs: { latencyMs: 1 }, next: [{ kind: 'refuse', code: '-227' }] })).status).toBe(
    200,
  )
  expect(await codeOf(await send(hello))).toBe(-227)
  const requests = (await (await fetch(`${fakes.zalo.url}/__control/requests`)).json()) as { body: string }[]
  expect(requests.map((one) => one.body)).toEqual([JSON.stringify(hello)])
})
