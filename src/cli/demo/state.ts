import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { claimPort } from '../../runtime/port.ts'

const Port = z.number().int().min(0).max(65535)
const DemoState = z.object({
  /** The demo's LOA_SECRET: links that were sent must work after a restart. */
  secret: z.string().min(32),
  /** Where the fake providers listen, always the same: whoever looks at their pages keeps the address. */
  fakePorts: z
    .object({ page: Port, zalo: Port, sms: Port, smtp: Port, smtpControl: Port, telegram: Port.default(0) })
    .catch({ page: 0, zalo: 0, sms: 0, smtp: 0, smtpControl: 0, telegram: 0 }),
})
export type DemoState = z.infer<typeof DemoState>

/** What a demo keeps besides its database; made on the first start. A port that was taken meanwhile is replaced. */
export async function openDemoState(
  dataDir: string,
): Promise<DemoState & { readonly formerFakePorts: DemoState['fakePorts'] }> {
  const file = join(dataDir, 'demo.json')
  const { secret, fakePorts } = await readState(file)
  const state: DemoState = {
    secret,
    fakePorts: {
      page: await claimLoopback(fakePorts.page),
      zalo: await claimLoopback(fakePorts.zalo),
      sms: await claimLoopback(fakePorts.sms),
      smtp: await claimLoopback(fakePorts.smtp),
      smtpControl: await claimLoopback(fakePorts.smtpControl),
      telegram: await claimLoopback(fakePorts.telegram),
    },
  }
  await writeFile(file, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 })
  return { ...state, formerFakePorts: fakePorts }
}

async function readState(file: string): Promise<DemoState> {
  try {
    return DemoState.parse(JSON.parse(await readFile(file, 'utf8')))
  } catch {
    return {
      secret: randomBytes(32).toString('base64url'),
      fakePorts: { page: 0, zalo: 0, sms: 0, smtp: 0, smtpControl: 0, telegram: 0 },
    }
  }
}

/** Where the database of the running demo is, so that «loa account» finds it. */
export async function noteDatabase(dataDir: string, url: string): Promise<void> {
  const file = join(dataDir, 'demo.json')
  const state = JSON.parse(await readFile(file, 'utf8')) as object
  await writeFile(file, `${JSON.stringify({ ...state, databaseUrl: url }, null, 2)}\n`, { mode: 0o600 })
}

const claimLoopback = (port: number): Promise<number> =>
  claimPort('127.0.0.1', port).catch(() => claimPort('127.0.0.1', 0))
