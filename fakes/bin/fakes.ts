import { parseArgs } from 'node:util'
import { startDemoFakes } from '../demo.ts'

/**
 * The fake providers and their people as a program of its own. Prints one line of JSON with all addresses when ready.
 *
 *   node fakes/bin/fakes.ts --port 8090 --zalo-webhook http://127.0.0.1:8080/webhooks/zalo-oa/1
 *
 * Ports are consecutive from --port: page, Zalo, SMS, SMTP, control of SMTP, Telegram. The speed is LOA_DEMO_SPEED.
 */
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '8090' },
    'zalo-webhook': { type: 'string', default: '' },
    'telegram-webhook': { type: 'string', default: '' },
    'pages-at': { type: 'string' },
  },
})
const first = Number(values.port)
if (!Number.isInteger(first) || first < 1 || first > 65_530) {
  console.error('--port must be a number from 1 to 65530')
  process.exit(2)
}
const demo = await startDemoFakes({
  ports: {
    page: first,
    zalo: first + 1,
    sms: first + 2,
    smtp: first + 3,
    smtpControl: first + 4,
    telegram: first + 5,
  },
  speed: Number(process.env['LOA_DEMO_SPEED'] ?? 10),
  clockOffsetMs: Number(process.env['LOA_CLOCK_OFFSET_MS'] ?? 0),
  zaloWebhookUrl: values['zalo-webhook'],
  telegramWebhookUrl: values['telegram-webhook'],
  pagesAt: values['pages-at'] ?? null,
}).catch((error: NodeJS.ErrnoException) => {
  console.error(`the fake providers cannot listen from port ${first}: ${error.code ?? error.message}`)
  process.exit(1)
})
console.log(
  JSON.stringify({
    page: demo.pageUrl,
    zalo: demo.fakes.zalo.url,
    sms: demo.fakes.sms.url,
    smtp: demo.fakes.smtp.url,
    smtpControl: demo.fakes.smtp.controlUrl,
    telegram: demo.fakes.telegram.url,
  }),
)
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void demo.stop().then(() => process.exit(0)))
