import { createHash } from 'node:crypto'
import { openSync, readFileSync, writeSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createSocketServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Three small providers in one process that may be killed: each writes what it takes into a file before it answers, so
 * that its word outlives it. They are nobody's fakes: written from the providers' documents alone, and rude.
 */
export interface ProviderOrder {
  readonly ports: { readonly zalo: number; readonly sms: number; readonly smtp: number }
  /** Lines `<channel> <address> <request> <number of the directive>`, and `told <channel> <address>` for every receipt that was answered with 200. */
  readonly file: string
  readonly latencyMs: number
  readonly webhooks: { readonly zalo: string; readonly sms: string }
  readonly zalo: { readonly appId: string; readonly oaId: string; readonly oaSecretKey: string }
}

const order = JSON.parse(process.argv[2]!) as ProviderOrder
const log = openSync(order.file, 'a')
/** What was taken before this process began: a repeated RequestId is refused for a day. */
const known = new Set(
  readFileSync(order.file, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('sms '))
    .map((line) => line.split(' ')[2]!),
)
let taken = 0

function note(channel: string, address: string, request: string, words: string): void {
  writeSync(log, `${channel} ${address} ${request} ${numberIn(words)}\n`)
  taken++
}

/** The 12 of «12/CĐ-LĐLĐ», as a reader would find it; 0 where there is none. */
const numberIn = (words: string): string => /(\d+)\/C[ĐD]-L/.exec(words)?.[1] ?? '0'

/** The words of a mail, whichever way its parts are written down. */
function wordsOf(mail: string): string {
  const readable = [mail]
  for (const part of mail.split(/\r\n--/)) {
    const body = part.slice(part.indexOf('\r\n\r\n') + 4)
    if (/^content-transfer-encoding: base64/im.test(part))
      readable.push(Buffer.from(body.replace(/\s/g, ''), 'base64').toString())
    else
      readable.push(
        Buffer.from(
          body
            .replace(/=\r\n/g, '')
            .replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
          'latin1',
        ).toString(),
      )
  }
  return readable.join('\n')
}

/** A provider posts again until it is heard; one that is killed forgets. */
async function tell(call: () => Promise<Response>, channel: string, address: string): Promise<void> {
  for (let attempt = 0; attempt < 40; attempt++) {
    const answer = await call().catch(() => null)
    if (answer?.status === 200) {
      writeSync(log, `told ${channel} ${address}\n`)
      return
    }
    await sleep(250)
  }
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = ''
  for await (const chunk of request) text += chunk
  return JSON.parse(text) as Record<string, unknown>
}

/** Every so many messages the provider takes one and says so badly. */
function trouble(response: ServerResponse): boolean {
  if (taken % 131 === 0) response.destroy()
  else if (taken % 97 === 0) response.writeHead(500).end('<html>Internal Server Error</html>')
  else if (taken % 89 === 0)
    response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Xin chào</html>')
  else return false
  return true
}

createServer(async (request, response) => {
  const body = (await bodyOf(request)) as { user_id?: string; recipient?: { user_id: string } }
  const user = body.recipient?.user_id ?? body.user_id!
  await sleep(order.latencyMs)
  note('zalo', user, '-', JSON.stringify(body))
  const id = `z-${user}-${taken}`
  const timestamp = String(Date.now())
  const post = JSON.stringify({
    app_id: order.zalo.appId,
    event_name: 'user_received_message',
    sender: { id: order.zalo.oaId },
    recipient: { id: user },
    message: { msg_id: id },
    timestamp,
  })
  const mac = createHash('sha256')
    .update(order.zalo.appId + post + timestamp + order.zalo.oaSecretKey)
    .digest('hex')
  const receipt = () =>
    tell(
      () =>
        fetch(order.webhooks.zalo, {
          method: 'POST',
          body: post,
          headers: { 'content-type': 'application/json', 'x-zevent-signature': `mac = ${mac}` },
        }),
      'zalo',
      user,
    )
  if (trouble(response)) return
  // Some receipts are there before the answer.
  if (taken % 5 === 0) void receipt()
  else setTimeout(receipt, 50).unref()
  response.end(JSON.stringify({ data: { message_id: id, user_id: user }, error: 0, message: 'Success' }))
}).listen(order.ports.zalo, '127.0.0.1')

createServer(async (request, response) => {
  const body = (await bodyOf(request)) as { Phone: string; RequestId: string; Content: string }
  await sleep(order.latencyMs)
  if (known.has(body.RequestId)) {
    response.end(JSON.stringify({ CodeResult: '124', ErrorMessage: 'Request exist 1', SendStatus: '5' }))
    return
  }
  known.add(body.RequestId)
  note('sms', body.Phone, body.RequestId, body.Content)
  const id = createHash('sha256').update(body.RequestId).digest('hex').slice(0, 32)
  const query = new URLSearchParams({
    SMSID: id,
    SendStatus: '5',
    SendSuccess: '1',
    SendFailed: '0',
    RequestId: body.RequestId,
    phonenumber: body.Phone,
  })
  void tell(() => fetch(`${order.webhooks.sms}?${query}`), 'sms', body.Phone)
  if (!trouble(response)) response.end(JSON.stringify({ CodeResult: '100', SMSID: id }))
}).listen(order.ports.sms, '127.0.0.1')

createSocketServer((socket) => {
  socket.on('error', () => {})
  let inData = false
  let buffer = ''
  let to = ''
  socket.write('220 mail.example\r\n')
  socket.on('data', async (chunk) => {
    buffer += chunk.toString('latin1')
    if (inData) {
      if (!buffer.endsWith('\r\n.\r\n')) return
      inData = false
      const id = /^message-id:\s*(\S+)/im.exec(buffer)?.[1] ?? '-'
      const words = wordsOf(buffer)
      buffer = ''
      await sleep(order.latencyMs)
      note('email', to, id, words)
      if (taken % 67 === 0) socket.destroy()
      else socket.write('250 2.0.0 taken\r\n')
      return
    }
    for (let end = buffer.indexOf('\r\n'); end >= 0; end = buffer.indexOf('\r\n')) {
      const line = buffer.slice(0, end)
      buffer = buffer.slice(end + 2)
      if (/^QUIT/i.test(line)) socket.end('221 bye\r\n')
      else if (/^DATA/i.test(line)) {
        inData = true
        socket.write('354 go on\r\n')
      } else {
        to = /^RCPT TO:<([^>]*)>/i.exec(line)?.[1] ?? to
        socket.write('250 ok\r\n')
      }
    }
  })
}).listen(order.ports.smtp, '127.0.0.1', () => process.stdout.write('listening\n'))
